/** Arguments for every sentence, in the notation of a locale; types ask for those of a new one. */

import type { Message, MessageGroups } from '../../src/messages/messages.ts'
import { createAmountFormat } from '../../src/money/index.ts'

type PartsOf<Text> = Text extends Message<infer Parts> ? Parts : never

/** Each sentence of a group with what it is called with. */
type GroupSamples<Group> = {
  readonly [Key in keyof Group as Group[Key] extends string ? never : Key]: readonly PartsOf<
    Group[Key]
  >[]
}

/** Arguments for the sentences of every group. */
export type Samples = { readonly [Name in keyof MessageGroups]: GroupSamples<MessageGroups[Name]> }

/** Counts on both sides of every plural rule of the languages that there are. */
export const counts = [0, 1, 2, 3, 10, 11, 99, 100, 102, 1_000_000]

const kinds = ['streamed', 'withdrawable', 'remaining', 'withdrawn'] as const
const changes = [
  'growing',
  'falling',
  'pending',
  'streaming',
  'paused',
  'settled',
  'completed',
  'cancelled',
  'stale',
  'offline',
] as const

/** A rate over each period. */
function ratesOf(amount: string) {
  const rates = ['+', '−', ''].map((sign) => ({ sign, amount }))
  return { second: rates, hour: rates, day: rates, week: rates, month: rates, year: rates }
}

/** No sample has a digit of its own: every digit in a text comes from the locale. */
export function createSamples(locale: string): Samples {
  const format = createAmountFormat({ locale, decimals: 7, digits: 2 })
  const amount = `${format.text(12_345_678_900_000n)}\u00a0USDC`
  const streamed = format.text(6_172_839_000_000n)
  const pace = format.text(900_000n)
  const percent = new Intl.NumberFormat(locale, { style: 'percent' }).format(0.62)
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(0)
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(0)
  const counted = counts.map((count) => ({
    count,
    number: new Intl.NumberFormat(locale).format(count),
  }))
  const ago = new Intl.RelativeTimeFormat(locale).format(-12, 'second')
  const id = 'kf'
  const party = 'GDQP…PLOY'
  const stream = 'kf'
  return {
    balance: {
      sentence: kinds.flatMap((kind) =>
        changes.map((change) => ({ amount, kind, change, pace, time })),
      ),
      stale: [{ time }],
      offline: [{ time }],
    },
    unavailable: {},
    status: {},
    card: {
      stream: [{ id }],
      name: [{ stream, title: party }],
      from: [{ party }],
      to: [{ party }],
      between: [{ sender: party, recipient: 'Ada' }],
      asOf: [{ balance: 'Titel', time }],
      rate: ['+', '−'].map((sign) => ({ sign, amount })),
      pausedRate: ['+', '−'].map((sign) => ({ sign, amount })),
      refunded: [{ amount }],
      deposit: [{ amount }],
      starts: [{ time: day }],
      resumes: [{ time: day }],
      ends: [{ time: day }],
      ended: [{ time: day }],
      pausedSince: [{ time: day }],
      unknownToken: [{ token: party }],
      announceSettled: [{ stream }],
      announceSoon: [{ stream }],
      announceCritical: [{ stream }],
    },
    account: {
      asOf: [{ balance: 'Titel', time }],
      sentence: (['withdrawable', 'remaining', 'net'] as const).flatMap((kind) =>
        changes
          .filter((change) => change !== 'cancelled')
          .map((change) => ({ amount, kind, change, pace, time })),
      ),
      ...ratesOf(amount),
      runsOut: [{ stream, time: day }],
      stream: [{ id }],
      pausedStreams: counted,
      otherTokens: counted,
      unknownToken: [{ token: party }],
      announceSoon: [{ stream }],
      announceCritical: [{ stream }],
    },
    runway: {
      asOf: [{ label: 'Titel', time }],
      runsOut: [{ time: day }],
      runsOutFirst: [{ stream, time: day }],
      starts: [{ time: day }],
      pausedSince: [{ time: day }],
      ranOut: [{ time: day }],
      ended: [{ time: day }],
      stream: [{ id }],
      announceSoon: [{ stream }],
      announceCritical: [{ stream }],
      announceDepleted: [{ stream }],
    },
    rate: { ...ratesOf(amount), minute: ['+', '−', ''].map((sign) => ({ sign, amount })) },
    forecast: {
      deposit: [{ amount }],
      sentence: [{ streamed, deposit: amount, withdrawn: pace, time }],
      accountSentence: [{ label: 'Titel', amount, time, later: pace, laterTime: day }],
      runsOut: [{ time: day }],
      runsOutFirst: [{ stream, time: day }],
      starts: [{ time: day }],
      stream: [{ id }],
    },
    progress: { value: [{ percent, streamed, deposit: amount }] },
    activity: {
      new: counted,
      detail: [{ id }],
      detailTo: [{ id, recipient: party }],
      detailRefunded: [{ id }],
      missed: counted,
      announceEvent: [
        { title: 'Titel', amount, detail: 'Detail' },
        { title: 'Titel', amount: '', detail: 'Detail' },
      ],
      announceGap: [
        { title: 'Titel', detail: 'Detail' },
        { title: 'Titel', detail: '' },
      ],
    },
    timeline: {
      by: [{ party }],
      to: [{ party }],
      refundedTo: [{ party }],
      transaction: [{ hash: id }],
    },
    inspector: {
      open: [
        { balance: stream, stream },
        { balance: stream, stream: '' },
      ],
      at: [{ time }],
      smaller: [{ accrued: amount, limit: amount }],
      seconds: counted,
      perSecond: [{ amount }],
      ahead: [{ offset: amount }],
      behind: [{ offset: amount }],
      uncertainty: [{ error: amount, amount }],
      stale: [{ time }],
      offline: [{ time }],
    },
    detail: {},
    connection: {
      since: [{ time }],
      retryIn: counted,
      badStatus: [{ status: new Intl.NumberFormat(locale).format(403) }],
    },
    party: { copy: [{ party }, { party: 'Ada' }], explorer: [{ party }, { party: 'Ada' }] },
    banner: { asOf: [{ time }], next: counted },
    updated: { updated: [{ ago }] },
    control: { waiting: counted },
    announcer: { many: counted.map((count) => ({ ...count, latest: 'Detail' })) },
    data: { asOf: [{ time }, { time: day }], stale: [{ time }], offline: [{ time }] },
    metric: {
      sentence: [
        { label: 'Titel', number: amount, note: 'Detail' },
        { label: '', number: amount, note: '' },
      ],
      up: [{ amount: percent }],
      down: [{ amount: percent }],
      announceLevel: [{ label: 'Titel', number: amount, level: 'Detail' }],
      line: counted.map((count) => ({ ...count, lowest: pace, highest: streamed })),
    },
    flags: {
      summary: [{ set: pace, total: streamed }],
      announceSet: [{ name: party }],
      announceUnset: [{ name: party }],
    },
    table: {
      ascending: [{ column: 'Titel' }],
      descending: [{ column: 'Titel' }],
      announceSort: [{ order: 'Titel' }],
      select: [{ name: party }],
      selected: counted,
      rows: counted,
      new: counted,
    },
    streamTable: {
      streams: counted,
      matching: counted.map((each) => ({ ...each, total: each.number })),
      total: [{ token: 'USDC' }],
    },
    ...actionSamples({ amount, counted, day, id, party }),
  }
}

/** Sentences of the widgets that send commands. */
function actionSamples(parts: {
  readonly amount: string
  readonly counted: readonly { readonly count: number; readonly number: string }[]
  readonly day: string
  readonly id: string
  readonly party: string
}): Pick<Samples, 'action' | 'create' | 'unit' | 'field' | 'problem' | 'toast'> {
  const { amount, counted, day, id, party } = parts
  const ofStream = [{ id }]
  const unit = [{ unit: 'USDC' }]
  const example = [{ example: amount }]
  const recipient = party
  const number = counted.map((count) => count.number)
  return {
    action: {
      of: ofStream,
      nameTopUp: ofStream,
      nameWithdraw: ofStream,
      namePayOut: ofStream,
      namePause: ofStream,
      nameResume: ofStream,
      nameCancel: ofStream,
      unconfirmed: [{ amount }],
      payOutTitle: ofStream,
      withdrawTitle: ofStream,
      cancelTitle: ofStream,
      topUpTitle: ofStream,
      receives: [{ party }],
      refunded: [{ party }],
      topUpAmount: unit,
      adds: [
        { amount, recipient, end: '' },
        { amount, recipient, end: 'Detail' },
      ],
      ends: [{ day }],
      created: [
        { id, amount, recipient },
        { id: '', amount, recipient },
      ],
      toppedUp: [{ id, amount }],
      paid: [{ amount, recipient }],
      paidOut: ofStream,
      hasCancelled: ofStream,
      cancelledRefund: [{ id, amount }],
      hasPaused: ofStream,
      hasResumed: ofStream,
    },
    create: {
      total: unit,
      deposit: unit,
      rate: unit,
      rounded: [{ amount }],
      longer: [{ duration: 'Detail' }],
    },
    unit: { inBaseUnits: counted, units: counted, example },
    field: {
      ambiguous: example,
      number: example,
      whole: example,
      decimals: counted.map((count) => ({ ...count, symbol: 'USDC' })),
      addressLength: counted.map((count) => ({ ...count, expected: count.number })),
      rateTooLow: number.map((each) => ({ number: each, period: 'Detail' })),
      totalTooLow: number.map((each) => ({ number: each })),
    },
    problem: {},
    toast: {},
  }
}
