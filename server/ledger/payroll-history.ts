/**
 * What happened before the payroll simulation begins: two months of a studio that pays its people and is paid by its
 * clients, as the reports that a ledger records. Only the history; what happens next is in payroll.ts.
 *
 * Pay is given in whole tokens a day. All of it is divisible by 27, so that a second is a whole number of units and no
 * amount a day is a fraction. At most two deposits are about to run out, and both are the studio's to top up.
 */
import type { StreamCreated } from '../../src/feeds/payments/events.ts'
import type { ChainReport } from './chain-record.ts'
import type { ReportedEvent } from './chain-rules.ts'
import {
  type DemoAccount,
  type DemoToken,
  demoClients,
  demoContractors,
  demoDollar,
  demoEmployer,
  demoEuro,
  demoStaff,
} from './demo-accounts.ts'

const hour = 3_600
/** Seconds. */
export const day = 24 * hour
/** Of both tokens. */
export const unitsPerToken = 10n ** 7n

interface Step {
  /** Days before now. */
  readonly ago: number
  readonly did: 'withdraw' | 'complete' | 'pause' | 'cancel' | 'topUp'
  /** How many days of pay a top-up adds. */
  readonly days?: number
}

/** A job as people speak of it. Times are days before now; negative: after now. */
interface Job {
  readonly who: DemoAccount | undefined
  /** Pays the employer, rather than being paid. */
  readonly isClient?: boolean
  readonly token: DemoToken
  /** Whole tokens a day. */
  readonly perDay: number
  readonly began: number
  /** How many days of pay were deposited at first. */
  readonly funded: number
  readonly history?: readonly Step[]
}

const withdraw = (ago: number): Step => ({ ago, did: 'withdraw' })

const [amara, bruno, chiara, deniz, emeka, freya, goran, hana] = demoStaff
const [ines, jonas, kavya] = demoContractors
const [tidewater, alder] = demoClients

const jobs: readonly Job[] = [
  {
    ...{ who: amara, token: demoDollar, perDay: 270, began: 47, funded: 90 },
    history: [withdraw(26.2), withdraw(12.3)],
  },
  {
    ...{ who: bruno, token: demoEuro, perDay: 162, began: 33, funded: 60 },
    history: [withdraw(19.1), withdraw(5.8), { ago: 4.6, did: 'topUp', days: 30 }],
  },
  {
    ...{ who: chiara, token: demoDollar, perDay: 189, began: 20, funded: 60 },
    history: [withdraw(6.4)],
  },
  {
    ...{ who: deniz, token: demoEuro, perDay: 135, began: 41, funded: 90 },
    history: [withdraw(13.7), { ago: 5.2, did: 'pause' }],
  },
  // Runs out in nine hours.
  {
    ...{ who: emeka, token: demoDollar, perDay: 216, began: 30 - 9 / 24, funded: 30 },
    history: [withdraw(7.9)],
  },
  {
    ...{ who: freya, token: demoEuro, perDay: 108, began: 38, funded: 45 },
    history: [withdraw(20.3), { ago: 9.1, did: 'cancel' }],
  },
  { who: goran, token: demoDollar, perDay: 243, began: -3, funded: 60 },
  // Runs out in four days.
  {
    ...{ who: hana, token: demoDollar, perDay: 324, began: 56, funded: 60 },
    history: [withdraw(28.4), withdraw(9.6)],
  },
  // All of it has streamed, and waits to be withdrawn.
  {
    ...{ who: ines, token: demoDollar, perDay: 81, began: 24, funded: 21 },
    history: [withdraw(10.2)],
  },
  {
    ...{ who: jonas, token: demoEuro, perDay: 54, began: 50, funded: 30 },
    history: [withdraw(34.5), withdraw(18.2), { ago: 18.2, did: 'complete' }],
  },
  { who: kavya, token: demoDollar, perDay: 135, began: 8, funded: 56 },
  {
    ...{ who: tidewater, isClient: true, token: demoDollar, perDay: 810, began: 35, funded: 90 },
    history: [withdraw(14.9), withdraw(7.2)],
  },
  { who: alder, isClient: true, token: demoEuro, perDay: 432, began: 16, funded: 120 },
]

/** Base units a second. */
export function rateOf(perDay: number): bigint {
  return (BigInt(perDay) * unitsPerToken) / BigInt(day)
}

/** So many days of pay, in base units. */
export function payOf(perDay: number, days: number): bigint {
  return rateOf(perDay) * BigInt(days * day)
}

interface Dated {
  readonly atSeconds: number
  readonly event: ReportedEvent
}

/** The reports of all that has happened until now, in the order in which it did. */
export function payrollHistory(nowSeconds: number): readonly ChainReport[] {
  return jobs
    .flatMap((job, index) => eventsOf(job, String(index + 1), nowSeconds))
    .sort((a, b) => a.atSeconds - b.atSeconds)
    .map(({ event }, index) => ({
      event,
      key: `payroll:${index}`,
      order: null,
      contractId: null,
    }))
}

function eventsOf(job: Job, streamId: string, nowSeconds: number): readonly Dated[] {
  const { who, isClient = false, token, perDay, began, funded, history = [] } = job
  if (who === undefined) return []
  // People begin at a full hour.
  const startTime = Math.floor((nowSeconds - began * day) / hour) * hour
  const timestamp = Math.min(startTime, nowSeconds - day)
  const created: StreamCreated = {
    type: 'stream.created',
    streamId,
    sender: isClient ? who.address : demoEmployer.address,
    recipient: isClient ? demoEmployer.address : who.address,
    tokenAddress: token.address,
    ratePerSecond: rateOf(perDay),
    depositedAmount: payOf(perDay, funded),
    startTime,
    timestamp,
  }
  const dated = history.map((step): Dated => {
    const atSeconds = Math.max(startTime, Math.floor(nowSeconds - step.ago * day))
    return { atSeconds, event: eventOf(step, { streamId, perDay, timestamp: atSeconds }) }
  })
  return [{ atSeconds: timestamp, event: created }, ...dated]
}

/** The figures of a report follow from the rules of the ledger. */
function eventOf(
  { did, days = 0 }: Step,
  stream: { readonly streamId: string; readonly perDay: number; readonly timestamp: number },
): ReportedEvent {
  const { streamId, perDay, timestamp } = stream
  switch (did) {
    case 'withdraw':
      return { type: 'stream.withdrawn', streamId, timestamp }
    case 'complete':
      return { type: 'stream.completed', streamId, timestamp }
    case 'pause':
      return { type: 'stream.paused', streamId, pausedAt: timestamp, timestamp }
    case 'cancel':
      return { type: 'stream.cancelled', streamId, timestamp }
    case 'topUp':
      return { type: 'stream.topped_up', streamId, amount: payOf(perDay, days), timestamp }
  }
}
