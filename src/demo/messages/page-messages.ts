/** The types of all texts of the page, following those of the widgets (src/messages/messages.ts). */
import type { Count, Message } from '../../messages/index.ts'

/** What the amount in a form field is. */
export type AmountName = 'deposit' | 'rate' | 'amount'

/** Problems that users of this page can encounter. */
export const problemCodes = [
  'unreachable',
  'unreadable',
  'not_a_party',
  'same_party',
  'rate_zero',
  'amount_not_positive',
  'amount_out_of_range',
  'stream_inactive',
  'already_paused',
  'not_paused',
  'stream_paused',
  'nothing_to_withdraw',
] as const

export type ProblemCode = (typeof problemCodes)[number]

/** Which period a rate is given for. */
type Period = 'second' | 'hour' | 'day' | 'week' | 'month'

/** A text about a stream. */
type OfStream = Message<{ readonly id: string }>
/** A text about an account, by its name or short address. */
type OfParty = Message<{ readonly party: string }>
/** A text with an amount and its symbol. */
type OfAmount = Message<{ readonly amount: string }>
/** A text with an example of a number in this locale. */
type OfExample = Message<{ readonly example: string }>
/** The label of an amount; `unit` is a symbol, or the text of `baseUnits`. */
type OfUnit = Message<{ readonly unit: string }>

export interface PageMessages {
  readonly views: {
    /** The accessible name of the navigation. */
    readonly label: string
    readonly home: string
    readonly streams: string
    readonly dashboard: string
    readonly orders: string
    /** A view could not be loaded. */
    readonly failed: string
  }
  readonly page: {
    readonly skip: string
    readonly account: string
    readonly copyAddress: string
    readonly copied: string
    readonly copyRefused: string
    readonly newStream: string
    /** Shown instead on a phone. */
    readonly newShort: string
    readonly aside: string
    readonly activity: string
    readonly notifications: string
    readonly dismiss: string
    readonly close: string
    readonly language: string
    readonly theme: string
    readonly light: string
    readonly dark: string
    readonly system: string
    readonly density: string
    readonly regular: string
    readonly compact: string
    /** The visible label of the choice of how often numbers are updated, and its accessible name. */
    readonly numbers: string
    readonly numberUpdates: string
    readonly live: string
    readonly slow: string
    readonly paused: string
  }
  readonly list: {
    readonly streams: string
    readonly incoming: string
    readonly outgoing: string
    readonly ended: string
    readonly more: Message<Count>
    readonly new: Message<Count>
    readonly update: string
    readonly failed: string
    readonly retry: string
    readonly empty: string
    readonly create: string
  }
  readonly action: {
    /** Names the buttons of a card. */
    readonly of: OfStream
    readonly 'top-up': string
    readonly withdraw: string
    /** The same for the sender. */
    readonly payOut: string
    readonly pause: string
    readonly resume: string
    readonly cancel: string
    readonly undo: string
    readonly retry: string
    /** In place of buttons. */
    readonly pendingNote: string
    readonly pausedNote: string
    readonly endedNote: string
  }
  readonly confirm: {
    readonly payOutTitle: OfStream
    readonly withdrawTitle: OfStream
    readonly settled: string
    readonly running: string
    readonly receives: OfParty
    readonly refunded: OfParty
    readonly notNow: string
    readonly cancelTitle: OfStream
    readonly cancelText: string
    readonly keep: string
    readonly cancelStream: string
  }
  /** What a command has done. */
  readonly result: {
    /** `id` is empty when it is not known. */
    readonly created: Message<{
      readonly id: string
      readonly amount: string
      readonly recipient: string
    }>
    readonly toppedUp: Message<{ readonly id: string; readonly amount: string }>
    readonly paid: Message<{ readonly amount: string; readonly recipient: string }>
    readonly paidOut: OfStream
    readonly cancelled: OfStream
    readonly cancelledRefund: Message<{ readonly id: string; readonly amount: string }>
    readonly paused: OfStream
    readonly resumed: OfStream
  }
  readonly topUp: {
    readonly title: OfStream
    readonly amount: OfUnit
    readonly note: string
    /** `end` is empty, or `ends` or `atOnce`. */
    readonly adds: Message<{
      readonly amount: string
      readonly recipient: string
      readonly end: string
    }>
    readonly ends: Message<{ readonly day: string }>
    readonly atOnce: string
    readonly cancel: string
    readonly submit: string
    readonly sending: string
  }
  readonly create: {
    readonly from: string
    readonly to: string
    readonly toHint: string
    readonly token: string
    readonly otherToken: string
    readonly deposit: OfUnit
    readonly tokenAddress: string
    readonly tokenHint: string
    readonly rate: OfUnit
    readonly baseUnits: string
    /** An amount of a token whose decimals are unknown. */
    readonly inBaseUnits: Message<Count>
    /** In front of a period. */
    readonly every: string
    readonly starts: string
    readonly startsHint: string
    readonly submit: string
    readonly sending: string
    readonly example: OfExample
    readonly period: { readonly [P in Period]: string }
    /** Names of amounts. */
    readonly per: { readonly [P in Period]: string }
    /** `recipient` is empty until it is known; `end` is `ends` or `endsIn`. */
    readonly sum: Message<{
      readonly deposit: string
      readonly recipient: string
      readonly end: string
    }>
    readonly ends: Message<{ readonly day: string }>
    readonly endsIn: Message<{ readonly duration: string }>
    /** Base units, next to an amount in tokens. */
    readonly units: Message<Count>
    readonly lasts: string
    readonly rounded: OfAmount
    readonly request: string
    readonly instant: string
    readonly ages: string
  }
  /** What is wrong with a field. */
  readonly field: {
    readonly enter: { readonly [Name in AmountName]: string }
    readonly positive: { readonly [Name in AmountName]: string }
    readonly tooLarge: string
    readonly ambiguous: OfExample
    readonly number: OfExample
    readonly whole: OfExample
    readonly decimals: Message<Count & { readonly symbol: string }>
    readonly baseUnitsWhole: string
    readonly enterSender: string
    readonly enterRecipient: string
    readonly enterToken: string
    readonly enterAddress: string
    readonly isSender: string
    readonly addressStart: string
    readonly addressLength: Message<Count>
    readonly addressChecksum: string
    readonly tokenSyntax: string
    /** `number`: the minimum, in units per period. */
    readonly rateTooLow: Message<{ readonly number: string; readonly period: Period }>
    readonly time: string
  }
  readonly accounts: {
    readonly another: string
    readonly title: string
    readonly label: string
    readonly hint: string
    readonly submit: string
  }
  readonly network: {
    readonly title: string
    readonly note: string
    readonly drop: string
    readonly dropped: string
    readonly noneOpen: string
    readonly goOffline: string
    readonly goOnline: string
    readonly isOff: string
    readonly isOn: string
    readonly latency: string
    readonly none: string
    readonly seconds: Message<{ readonly number: string }>
  }
  /** Why a command failed. Problems without a text here show the message of the server or the command, in English. */
  readonly problem: { readonly [Code in ProblemCode]?: string }
}
