/**
 * The payroll scenario: a studio pays eight people and its contractors by the second, in two currencies, and is paid by
 * two clients. It begins with the two months before (payroll-history.ts). Then people withdraw, deposits are topped up,
 * people take breaks, and contractors come. It never makes more than a fixed number of streams, however long it runs.
 *
 * Nothing is withdrawn for the first of the staff: the demo opens on what she has earned.
 */

import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import {
  accrualStatusAtSecond,
  claimableAtSecond,
  remainingAtSecond,
} from '../../src/money/accrual.ts'
import { demoContractors, demoDollar, demoEmployer, demoEuro, demoStaff } from './demo-accounts.ts'
import { day, payOf, payrollHistory, rateOf } from './payroll-history.ts'
import type { Scenario, ScenarioWorld } from './scenario.ts'
import type { CreateCommand } from './stream-commands.ts'

/** Of the studio, those that have ended with them. */
const mostStreams = 24
const mostPaused = 2
/** Pay is withdrawn when there is a day of it, at least. */
const leastWithdrawnDays = 1n
/** Nothing is added to a deposit that lasts longer than that. */
const mostFundedDays = 45n

/** Lets all of her pay accrue. */
const saver = demoStaff[0]?.address

export const payroll: Scenario = { open, act }

async function open({ ledger, nowSeconds }: ScenarioWorld): Promise<void> {
  const { streams } = await ledger.list({ limit: 1 })
  if (streams.length === 0) await ledger.record(payrollHistory(nowSeconds()))
}

async function act(world: ScenarioWorld): Promise<void> {
  const { ledger, random, nowSeconds } = world
  const { streams } = await ledger.list({ sender: demoEmployer.address, limit: 100 })
  const now = nowSeconds()
  const pick = <T>(from: readonly T[]): T | undefined =>
    from[Math.floor(random.next() * from.length)]

  const streaming = streams.filter((stream) => accrualStatusAtSecond(stream, now) === 'streaming')
  const kind = random.next()
  const detail = random.next()

  if (kind < 0.45) {
    const earned = pick(streams.filter((stream) => isPayday(stream, now)))
    if (earned !== undefined) return await withdraw(world, earned)
  }
  if (kind < 0.65) {
    const needy = pick(streaming.filter((stream) => daysLeft(stream, now) < mostFundedDays))
    if (needy !== undefined) return await topUp(world, needy, detail < 0.5 ? 7n : 14n)
  }
  if (kind < 0.9) {
    return await takeTurns(world, pick(streaming.filter(isOfOthers)), streams, detail < 0.5)
  }
  const contractor = pick(demoContractors)
  if (contractor === undefined || streams.length >= mostStreams) return
  const command = contractFor(contractor.address, detail, now)
  await ledger.create(command, { actor: demoEmployer.address })
}

const isOfOthers = ({ recipient }: StreamState) => recipient !== saver

/** Whether there is enough to withdraw, or all of the deposit. */
function isPayday(stream: StreamState, now: number): boolean {
  const status = accrualStatusAtSecond(stream, now)
  if (status === 'settled') return true
  const aDay = stream.ratePerSecond * BigInt(day) * leastWithdrawnDays
  return isOfOthers(stream) && status === 'streaming' && claimableAtSecond(stream, now) >= aDay
}

/** How many whole days the deposit still lasts. */
function daysLeft(stream: StreamState, now: number): bigint {
  return remainingAtSecond(stream, now) / (stream.ratePerSecond * BigInt(day))
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

async function withdraw({ ledger }: ScenarioWorld, stream: StreamState): Promise<void> {
  await ledger.withdraw({ streamId: stream.streamId }, { actor: stream.recipient })
}

/** So many days of pay. */
async function topUp(
  { ledger }: ScenarioWorld,
  { streamId, ratePerSecond, sender }: StreamState,
  days: bigint,
): Promise<void> {
  const amount = ratePerSecond * BigInt(day) * days
  await ledger.topUp({ streamId, amount }, { actor: sender })
}

/** Three to eight weeks, from 54 to 270 tokens a day. */
function contractFor(recipient: string, detail: number, now: number): CreateCommand {
  const perDay = 27 * (2 + Math.floor(detail * 9))
  return {
    sender: demoEmployer.address,
    recipient,
    tokenAddress: (detail < 0.5 ? demoDollar : demoEuro).address,
    ratePerSecond: rateOf(perDay),
    depositedAmount: payOf(perDay, 7 * (3 + Math.floor(detail * 6))),
    startTime: now,
  }
}
