/**
 * The types of all texts that widgets show or announce; a language has to provide each of them. English is
 * in english.ts.
 *
 * A sentence with parameters is a function of named parts, since languages differ in word order. Parts are
 * already formatted in the locale of the page, so a message formats nothing. A count is passed twice: as a
 * number, which selects the plural form, and as text.
 */

import type { ActionGroups } from './actions-messages.ts'
import type { ConnectionMessages } from './connection-messages.ts'
import type {
  DataMessages,
  FlagsMessages,
  MetricMessages,
  TableMessages,
} from './dashboard-messages.ts'
import type { DetailGroups } from './detail-messages.ts'
import type { GaugeGroups } from './gauges/gauge-messages.ts'
import type { Count, Message } from './message.ts'
import type {
  BannerMessages,
  ControlMessages,
  PartyMessages,
  UpdatedMessages,
} from './page-messages.ts'
import type { StreamTableMessages } from './stream-table/stream-table-messages.ts'

export type { ConnectionMessages, Count, Message }

/** FlowingBalance. */
export interface BalanceMessages {
  /** Read by screen readers in place of the digits: which balance, what it does, and when. */
  readonly sentence: Message<{
    /** With the symbol of the token. */
    readonly amount: string
    readonly kind: 'streamed' | 'withdrawable' | 'remaining' | 'withdrawn'
    /**
     * `streaming`: the stream runs, and this balance does not change. `stale` and `offline`: the
     * connection is lost, or waits for a network; the balance is that of `time`.
     */
    readonly change:
      | 'growing'
      | 'falling'
      | 'pending'
      | 'streaming'
      | 'paused'
      | 'settled'
      | 'completed'
      | 'cancelled'
      | 'stale'
      | 'offline'
    /** By how much it grows or falls in a second, without a symbol. */
    readonly pace: string
    /** Time of day, hours and minutes. */
    readonly time: string
  }>
  /** Under a balance, while the connection is lost. `time`: time of day with seconds. */
  readonly stale: Message<{ readonly time: string }>
  /** The same, while no update is expected. */
  readonly offline: Message<{ readonly time: string }>
}

/** Why there is no amount, in place of one and for screen readers. */
export interface UnavailableMessages {
  readonly loading: string
  readonly stream_missing: string
  readonly provider_missing: string
  readonly connection_failed: string
  readonly too_many_topics: string
  readonly decimals_unknown: string
  readonly invalid: string
}

/** StreamStatusBadge: one or two words each. */
export interface StatusMessages {
  readonly pending: string
  readonly streaming: string
  /** Streaming, and the deposit runs out soon. */
  readonly soon: string
  /** Streaming, and the deposit is about to run out. */
  readonly critical: string
  readonly paused: string
  /** The deposit has streamed; not all of it is withdrawn. */
  readonly settled: string
  /** Everything is withdrawn. */
  readonly completed: string
  readonly cancelled: string
  readonly loading: string
  readonly stream_missing: string
  readonly provider_missing: string
  readonly connection_failed: string
  readonly too_many_topics: string
  readonly decimals_unknown: string
  readonly invalid: string
}

/** StreamCard. Amounts have their symbol; times are a day, or a day and a time of day. */
export interface CardMessages {
  /** Name of the stream, and of the card together with its title. */
  readonly stream: Message<{ readonly id: string }>
  readonly name: Message<{ readonly stream: string; readonly title: string }>
  readonly from: Message<{ readonly party: string }>
  readonly to: Message<{ readonly party: string }>
  readonly between: Message<{ readonly sender: string; readonly recipient: string }>
  /** Title without parties. */
  readonly title: string
  readonly loading: string
  readonly stream_missing: string
  readonly provider_missing: string
  readonly connection_failed: string
  readonly too_many_topics: string
  /** Above the large number. */
  readonly streamed: string
  readonly withdrawable: string
  readonly remaining: string
  readonly withdrawn: string
  /** The same for a balance that is not live. `time`: time of day with seconds. */
  readonly asOf: Message<{ readonly balance: string; readonly time: string }>
  /** `sign`: `+`, or `−` for money that leaves the account. */
  readonly rate: Message<{ readonly sign: string; readonly amount: string }>
  /** The same for a paused stream: nothing accrues, and this is what will when it is resumed. */
  readonly pausedRate: Message<{ readonly sign: string; readonly amount: string }>
  readonly settled: string
  /** For the recipient. */
  readonly settledIncoming: string
  readonly completed: string
  readonly refunded: Message<{ readonly amount: string }>
  /** The deposit, after a percentage: `62% streamed of 1,000 USDC`. */
  readonly deposit: Message<{ readonly amount: string }>
  readonly starts: Message<{ readonly time: string }>
  /** It has streamed before, and continues at a later time. */
  readonly resumes: Message<{ readonly time: string }>
  readonly ends: Message<{ readonly time: string }>
  /** The deposit lasts beyond the range of dates. */
  readonly endless: string
  readonly ended: Message<{ readonly time: string }>
  readonly paused: string
  readonly pausedSince: Message<{ readonly time: string }>
  /** In place of everything below the title. `token`: its address, shortened. */
  readonly unknownToken: Message<{ readonly token: string }>
  /** Announced. `stream`: its name, else the card's title. */
  readonly announceSettled: Message<{ readonly stream: string }>
  readonly announceSoon: Message<{ readonly stream: string }>
  readonly announceCritical: Message<{ readonly stream: string }>
}

/** StreamProgress. */
export interface ProgressMessages {
  /** Name of the progress bar. */
  readonly label: string
  /** Its value. `deposit` has a symbol. */
  readonly value: Message<{
    readonly percent: string
    readonly streamed: string
    readonly deposit: string
  }>
}

/** ActivityFeed. */
export interface ActivityMessages {
  /** Name of the list. */
  readonly label: string
  /** Nothing is followed, so no event can arrive. */
  readonly idle: string
  readonly loading: string
  readonly empty: string
  /** On the button that shows the new entries. */
  readonly new: Message<Count>
  readonly 'stream.created': string
  readonly 'stream.topped_up': string
  readonly 'stream.withdrawn': string
  readonly 'stream.cancelled': string
  readonly 'stream.completed': string
  readonly 'stream.paused': string
  readonly 'stream.resumed': string
  /** Under the title of an event. */
  readonly detail: Message<{ readonly id: string }>
  /** The same with the recipient. */
  readonly detailTo: Message<{ readonly id: string; readonly recipient: string }>
  /** Of a cancellation: its amount is what was refunded. */
  readonly detailRefunded: Message<{ readonly id: string }>
  /** Title of a gap. */
  readonly missed: Message<Count>
  readonly reset: string
  /** Under the title of a gap or reset. */
  readonly refreshing: string
  readonly refreshed: string
  /** Announced: an event, as its entry has it. `amount` is empty for none. */
  readonly announceEvent: Message<{
    readonly title: string
    readonly amount: string
    readonly detail: string
  }>
  /** Announced: a gap or reset. `detail` is empty for none. */
  readonly announceGap: Message<{ readonly title: string; readonly detail: string }>
}

/** Announcer. */
export interface AnnouncerMessages {
  /** In place of several messages at once. */
  readonly many: Message<Count & { readonly latest: string }>
}

/** AccountBalance, NetFlow and TokenBalances. Amounts have their symbol. */
export interface AccountMessages {
  /** Name of the widget, for screen readers. */
  readonly label: string
  /** Above the large number. `net`: what can be withdrawn and what remains in outgoing streams, together. */
  readonly withdrawable: string
  readonly remaining: string
  readonly net: string
  /** The same for a balance that is not live. `time`: time of day with seconds. */
  readonly asOf: Message<{ readonly balance: string; readonly time: string }>
  /** Read by screen readers in place of the digits, as for one stream. */
  readonly sentence: Message<{
    /** With the symbol of the token. */
    readonly amount: string
    readonly kind: 'withdrawable' | 'remaining' | 'net'
    /** `streaming`: streams run, and this balance does not change. */
    readonly change:
      | 'growing'
      | 'falling'
      | 'pending'
      | 'streaming'
      | 'paused'
      | 'settled'
      | 'completed'
      | 'stale'
      | 'offline'
    /** By how much it grows or falls in a second, without a symbol. */
    readonly pace: string
    /** Time of day, hours and minutes. */
    readonly time: string
  }>
  /** Above the rates. */
  readonly incoming: string
  readonly outgoing: string
  readonly netFlow: string
  /** `sign`: `+`, `−`, or empty for a rate of 0. */
  readonly second: Message<{ readonly sign: string; readonly amount: string }>
  readonly hour: Message<{ readonly sign: string; readonly amount: string }>
  readonly day: Message<{ readonly sign: string; readonly amount: string }>
  readonly week: Message<{ readonly sign: string; readonly amount: string }>
  readonly month: Message<{ readonly sign: string; readonly amount: string }>
  readonly year: Message<{ readonly sign: string; readonly amount: string }>
  /** Above the time until the first outgoing stream runs out of its deposit. */
  readonly runway: string
  /** Below it: which stream that is, and when. */
  readonly runsOut: Message<{ readonly stream: string; readonly time: string }>
  /** In place of that time: outgoing streams run, and none runs out within the range of dates. */
  readonly endless: string
  /** Name of a stream: the same as on its card. */
  readonly stream: Message<{ readonly id: string }>
  /** A stream without an id. */
  readonly aStream: string
  /** Streams that are paused, next to others that are not. */
  readonly pausedStreams: Message<Count>
  /** Nothing flows: why. */
  readonly pending: string
  readonly paused: string
  readonly settled: string
  readonly completed: string
  /** The account has streams of other tokens, which are not part of this balance. */
  readonly otherTokens: Message<Count>
  /** The account has no streams. */
  readonly empty: string
  /** Name of the list of tokens. */
  readonly tokens: string
  /** In place of a balance. `token`: its address, shortened. */
  readonly unknownToken: Message<{ readonly token: string }>
  /** Announced. `stream`: its name. */
  readonly announceSoon: Message<{ readonly stream: string }>
  readonly announceCritical: Message<{ readonly stream: string }>
}

/** The texts of all widgets, in groups: a page contains the English of the groups that it uses. */
export interface MessageGroups extends ActionGroups, DetailGroups, GaugeGroups {
  /** Texts of a balance. */
  readonly balance: BalanceMessages
  /** Why there is nothing to show. */
  readonly unavailable: UnavailableMessages
  /** Texts of the status badge. */
  readonly status: StatusMessages
  /** Texts of a card. */
  readonly card: CardMessages
  /** Texts of the totals of an account. */
  readonly account: AccountMessages
  /** Texts of the progress gauge. */
  readonly progress: ProgressMessages
  /** Texts of the activity feed. */
  readonly activity: ActivityMessages
  /** Texts of the connection badge. */
  readonly connection: ConnectionMessages
  /** Texts that the announcer puts together. */
  readonly announcer: AnnouncerMessages
  /** Texts of a party. */
  readonly party: PartyMessages
  /** Texts of the banner of a page that is not up to date. */
  readonly banner: BannerMessages
  /** Texts of the time of the last update. */
  readonly updated: UpdatedMessages
  /** Texts of the control that pauses a page. */
  readonly control: ControlMessages
  /** Texts that the widgets of dashboards share. */
  readonly data: DataMessages
  /** Texts of a number and of a tile. */
  readonly metric: MetricMessages
  /** Texts of a list of flags. */
  readonly flags: FlagsMessages
  /** Texts of a table. */
  readonly table: TableMessages
  /** Texts of a table of payment streams. */
  readonly streamTable: StreamTableMessages
}

/** A language: every text of every widget. */
export interface Messages extends MessageGroups {
  /** BCP 47 tag of the texts, such as `de`. Numbers and times follow it unless a locale is set. */
  readonly language: string
}

/** Some texts, to replace those of a language. With a `language` the locale follows it. */
export type PartialMessages = Partial<Pick<Messages, 'language'>> & {
  readonly [Group in keyof MessageGroups]?: Partial<MessageGroups[Group]>
}
