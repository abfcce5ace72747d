/**
 * The payroll scenario: a studio pays eight people by the second, in two currencies, in every state a
 * stream can be in. Then people withdraw, deposits are topped up, people take breaks, contractors
 * come and go. It never makes more than a fixed number of streams, however long it runs.
 */

import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import {
  accrualStatusAtSecond,
  claimableAtSecond,
  remainingAtSecond,
} from '../../src/money/accrual.ts'
import {
  type DemoToken,
  demoContractors,
  demoDollar,
  demoEmployer,
  demoEuro,
  demoStaff,
} from './demo-accounts.ts'
import type { Scenario, ScenarioWorld } from './scenario.ts'
import type { CreateCommand } from './stream-commands.ts'

const hour = 3_600
const day = 24 * hour
const month = 30 * day
const unitsPerToken = 10n ** 7n
const mostStreams = 24
const mostPaused = 2

/** A job as people speak of it. */
interface Job {
  readonly token: DemoToken
  /** Whole tokens per `per` seconds. */
  readonly pay: number
  readonly per: number
  /** How many seconds of pay are deposited. */
  readonly fundedFor: number
  /** When it began, in seconds from now; negative: in the past. */
  readonly began: number
  readonly afterwards?: 'pause' | 'cancel'
}

/** One for each of the staff, in their order. */
const jobs: readonly Job[] = [
  { token: demoDollar, pay: 7_200, per: month, fundedFor: 3 * month, began: -12 * day },
  { token: demoEuro, pay: 4_350, per: month, fundedFor: 2 * month, began: -26 * day },
  { token: demoDollar, pay: 95, per: hour, fundedFor: 40 * hour, began: -9 * hour },
  {
    token: demoEuro,
    pay: 5_100,
    per: month,
    fundedFor: month,
    began: -8 * day,
    afterwards: 'pause',
  },
  // Runs out within the first minutes of a demo.
  { token: demoDollar, pay: 60, per: hour, fundedFor: 8 * hour, began: -8 * hour + 240 },
  {
    token: demoEuro,
    pay: 3_900,
    per: month,
    fundedFor: month,
    began: -17 * day,
    afterwards: 'cancel',
  },
  // Begins within the first minutes of a demo.
  { token: demoDollar, pay: 5_400, per: month, fundedFor: month, began: 600 },
  { token: demoDollar, pay: 2, per: 1, fundedFor: 6 * hour, began: -2 * hour },
]

export const payroll: Scenario = { open, act }

async function open({ ledger, nowSeconds }: ScenarioWorld): Promise<void> {
  const { streams } = await ledger.list({ sender: demoEmployer.address, limit: 1 })
  if (streams.length > 0) return
  for (const [index, job] of jobs.entries()) {
    const person = demoStaff[index]
    if (person === undefined) continue
    const { stream } = await ledger.create(commandFor(job, person.address, nowSeconds()))
    if (job.afterwards !== undefined) {
      await ledger[job.afterwards]({ streamId: stream.streamId }, { actor: stream.sender })
    }
  }
}

function commandFor(job: Job, recipient: string, now: number): CreateCommand {
  const ratePerSecond = (BigInt(job.pay) * unitsPerToken) / BigInt(job.per)
  return {
    sender: demoEmployer.address,
    recipient,
    tokenAddress: job.token.address,
    ratePerSecond,
    depositedAmount: ratePerSecond * BigInt(job.fundedFor),
    startTime: Math.max(0, now + job.began),
  }
}

async function act(world: ScenarioWorld): Promise<void> {
  const { ledger, random, nowSeconds } = world
  const { streams } = await ledger.list({ sender: demoEmployer.address, limit: 100 })
  const now = nowSeconds()
  const pick = <T>(from: readonly T[]): T | undefined =>
    from[Math.floor(random.next() * from.length)]

  const streaming = streams.filter((stream) => accrualStatusAtSecond(stream, now) === 'streaming')
  const regular = streaming.filter(isRegular)
  const mood = random.next()
  const detail = random.next()

  const done = pick(streams.filter((stream) => accrualStatusAtSecond(stream, now) === 'settled'))
  if (done !== undefined && mood < 0.6) return await withdraw(world, done)
  const needy = pick(regular.filter((stream) => isLow(stream, now)))
  if (needy !== undefined && mood < 0.8) return await topUp(world, needy, detail)

  if (mood < 0.45) {
    const earned = pick(streaming.filter((stream) => claimableAtSecond(stream, now) > 0n))
    if (earned !== undefined) return await withdraw(world, earned)
  } else if (mood < 0.65) {
    const funded = pick(regular)
    if (funded !== undefined) return await topUp(world, funded, detail)
  } else if (mood < 0.9) {
    return await takeTurns(world, pick(streaming), streams, mood < 0.78)
  }
  const contractor = pick(demoContractors)
  if (contractor === undefined || streams.length >= mostStreams) return
  const command = commandFor(contractFor(detail), contractor.address, now)
  await ledger.create(command, { actor: demoEmployer.address })
}

/** Resumes a paused stream, or pauses one. */
async function takeTurns(
  { ledger }: ScenarioWorld,
  busy: StreamState | undefined,
  streams: readonly StreamState[],
  isReturning: boolean,
): Promise<void> {
  const paused = streams.filter(({ status }) => status === 'paused')
  const [resting] = paused
  const options = { actor: demoEmployer.address }
  if (resting !== undefined && (isReturning || paused.length >= mostPaused)) {
    await ledger.resume({ streamId: resting.streamId }, options)
  } else if (busy !== undefined) {
    await ledger.pause({ streamId: busy.streamId }, options)
  }
}

/** Those whose deposit lasts for days are kept going; short jobs may run out. */
function isRegular({ depositedAmount, ratePerSecond }: StreamState): boolean {
  return depositedAmount > ratePerSecond * BigInt(day)
}

function isLow(stream: StreamState, now: number): boolean {
  return remainingAtSecond(stream, now) * 10n < stream.depositedAmount
}

async function withdraw({ ledger }: ScenarioWorld, stream: StreamState): Promise<void> {
  await ledger.withdraw({ streamId: stream.streamId }, { actor: stream.recipient })
}

/** Another half hour to two days of pay, in round tokens. */
async function topUp(
  { ledger }: ScenarioWorld,
  stream: StreamState,
  detail: number,
): Promise<void> {
  const seconds = BigInt(Math.floor(hour / 2 + detail * 2 * day))
  const tokens = (stream.ratePerSecond * seconds) / unitsPerToken + 1n
  await ledger.topUp(
    { streamId: stream.streamId, amount: tokens * unitsPerToken },
    { actor: stream.sender },
  )
}

/** A short job: some pay for some minutes. */
function contractFor(detail: number): Job {
  return {
    token: detail < 0.5 ? demoDollar : demoEuro,
    pay: 20 + Math.floor(detail * 100),
    per: hour,
    fundedFor: Math.floor((0.2 + detail) * hour),
    began: 0,
  }
}
