/** The texts of Runway, FlowRate, BalanceForecast and Sparkline. Those of StreamRing are StreamProgress's. */
import type { Message } from '../message.ts'

/** Runway. Times are a day and a time of day. */
export interface RunwayMessages {
  /** Above the time that is left. */
  readonly label: string
  /** The same while the deposit runs out soon, and while it is about to run out. */
  readonly soon: string
  readonly critical: string
  /** The same for a paused stream: the time that will be left when it is resumed. */
  readonly paused: string
  /** The same while it is not live. `time`: time of day with seconds. */
  readonly asOf: Message<{ readonly label: string; readonly time: string }>
  /** In place of that time: the deposit has run out. */
  readonly depleted: string
  readonly completed: string
  readonly cancelled: string
  /** The deposit lasts beyond the range of dates. */
  readonly endless: string
  /** No outgoing stream of the account runs out. */
  readonly nothing: string
  /** The account has no streams. */
  readonly empty: string
  /** Below the time that is left. */
  readonly runsOut: Message<{ readonly time: string }>
  /** The same, with the stream of the account that runs out first. */
  readonly runsOutFirst: Message<{ readonly stream: string; readonly time: string }>
  readonly starts: Message<{ readonly time: string }>
  readonly pausedSince: Message<{ readonly time: string }>
  readonly ranOut: Message<{ readonly time: string }>
  readonly ended: Message<{ readonly time: string }>
  /** Name of a stream: the same as on its card. */
  readonly stream: Message<{ readonly id: string }>
  /** A stream without an id. */
  readonly aStream: string
  /** Announced. `stream`: its name. */
  readonly announceSoon: Message<{ readonly stream: string }>
  readonly announceCritical: Message<{ readonly stream: string }>
  readonly announceDepleted: Message<{ readonly stream: string }>
}

/** FlowRate: an amount for each period. `sign`: `+`, `−`, or empty where there is no direction. */
export interface RateMessages {
  readonly second: Message<{ readonly sign: string; readonly amount: string }>
  readonly minute: Message<{ readonly sign: string; readonly amount: string }>
  readonly hour: Message<{ readonly sign: string; readonly amount: string }>
  readonly day: Message<{ readonly sign: string; readonly amount: string }>
  readonly week: Message<{ readonly sign: string; readonly amount: string }>
  readonly month: Message<{ readonly sign: string; readonly amount: string }>
  readonly year: Message<{ readonly sign: string; readonly amount: string }>
}

/** BalanceForecast, and Sparkline of a stream. Amounts have their symbol; times are a day and a time of day. */
export interface ForecastMessages {
  /** Above the chart: of a stream, and of the balances of an account. */
  readonly label: string
  readonly withdrawable: string
  readonly remaining: string
  readonly net: string
  /** In the legend. */
  readonly withdrawn: string
  readonly streamed: string
  readonly projected: string
  /** Next to the top of the chart: what all of it is. */
  readonly deposit: Message<{ readonly amount: string }>
  /** Marks of the chart, and rows of its table. */
  readonly start: string
  readonly now: string
  readonly depletion: string
  /** The same in the past. */
  readonly depleted: string
  /** The end of a stream that was cancelled or withdrawn completely. */
  readonly ended: string
  /** The last time of the chart of an account. */
  readonly end: string
  /** Columns of the table. */
  readonly event: string
  readonly time: string
  readonly amount: string
  /** The chart as a sentence: how much has streamed, and how much of that was withdrawn. */
  readonly sentence: Message<{
    readonly streamed: string
    readonly deposit: string
    readonly withdrawn: string
    readonly time: string
  }>
  /** The same for the balance of an account, now and at the end of the chart. */
  readonly accountSentence: Message<{
    readonly label: string
    readonly amount: string
    readonly time: string
    readonly later: string
    readonly laterTime: string
  }>
  /** After that sentence: when the deposit runs out, or the first one of an account. */
  readonly runsOut: Message<{ readonly time: string }>
  readonly runsOutFirst: Message<{ readonly stream: string; readonly time: string }>
  readonly starts: Message<{ readonly time: string }>
  /** Name of a stream: the same as on its card. */
  readonly stream: Message<{ readonly id: string }>
  /** A stream without an id. */
  readonly aStream: string
  /** The account has no streams. */
  readonly empty: string
}

/** The groups of these widgets. */
export interface GaugeGroups {
  /** Texts of a countdown to the end of a deposit. */
  readonly runway: RunwayMessages
  /** Texts of a rate. */
  readonly rate: RateMessages
  /** Texts of a forecast. */
  readonly forecast: ForecastMessages
}
