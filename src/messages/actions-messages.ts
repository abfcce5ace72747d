/** The texts of the widgets that send commands. */
import type { Count, Message } from './message.ts'

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
/** A text about a time span, such as “12 days 4 hours”. */
type OfDuration = Message<{ readonly duration: string }>

/** StreamActions. Amounts have their symbol. */
export interface ActionMessages {
  /** Name of the group of buttons. */
  readonly of: OfStream
  /** On the buttons: one or two words each. */
  readonly 'top-up': string
  readonly withdraw: string
  /** In place of `withdraw` for the sender. */
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
  /** Names of the buttons for screen readers, and for speech input: each contains what is on the button. */
  readonly nameTopUp: OfStream
  readonly nameWithdraw: OfStream
  readonly namePayOut: OfStream
  readonly namePause: OfStream
  readonly nameResume: OfStream
  readonly nameCancel: OfStream
  /** While a command waits for its answer. */
  readonly sendingTopUp: string
  readonly sendingWithdraw: string
  readonly sendingPayOut: string
  readonly sendingPause: string
  readonly sendingResume: string
  readonly sendingCancel: string
  /** After one of them: an amount that has not been confirmed. */
  readonly unconfirmed: OfAmount
  /** Name of the button that closes a dialog. */
  readonly close: string
  /** Titles and texts of the dialogs. */
  readonly payOutTitle: OfStream
  readonly withdrawTitle: OfStream
  readonly cancelTitle: OfStream
  readonly topUpTitle: OfStream
  readonly settled: string
  readonly running: string
  readonly receives: OfParty
  readonly refunded: OfParty
  readonly notNow: string
  readonly cancelText: string
  readonly keep: string
  readonly cancelStream: string
  readonly topUpAmount: OfUnit
  readonly topUpNote: string
  readonly topUpCancel: string
  /** `end` is empty, or `ends` or `atOnce`. */
  readonly adds: Message<{
    readonly amount: string
    readonly recipient: string
    readonly end: string
  }>
  readonly ends: Message<{ readonly day: string }>
  readonly atOnce: string
  /** What a command has done. `id` is empty when it is not known. */
  readonly created: Message<{
    readonly id: string
    readonly amount: string
    readonly recipient: string
  }>
  readonly toppedUp: Message<{ readonly id: string; readonly amount: string }>
  readonly paid: Message<{ readonly amount: string; readonly recipient: string }>
  readonly paidOut: OfStream
  readonly hasCancelled: OfStream
  readonly cancelledRefund: Message<{ readonly id: string; readonly amount: string }>
  readonly hasPaused: OfStream
  readonly hasResumed: OfStream
}

/** CreateStream. */
export interface CreateMessages {
  /** Name of the form. */
  readonly label: string
  readonly from: string
  readonly to: string
  readonly toHint: string
  readonly token: string
  readonly otherToken: string
  readonly tokenAddress: string
  readonly tokenHint: string
  /** Name of the choice between a total over a time, and a rate. */
  readonly pay: string
  readonly byTotal: string
  readonly byRate: string
  readonly total: OfUnit
  /** In front of a number of the units of time below. */
  readonly duration: string
  readonly unit: string
  readonly hours: string
  readonly days: string
  readonly weeks: string
  readonly months: string
  readonly deposit: OfUnit
  readonly rate: OfUnit
  /** In front of one of the periods below. */
  readonly every: string
  readonly second: string
  readonly hour: string
  readonly day: string
  readonly week: string
  readonly month: string
  readonly starts: string
  readonly startsHint: string
  readonly submit: string
  readonly sending: string
  readonly preview: string
  /** Names of amounts. */
  readonly perSecond: string
  readonly perHour: string
  readonly perDay: string
  readonly perWeek: string
  readonly perMonth: string
  /** In place of a start: when the stream is created. */
  readonly now: string
  /** Above the end. */
  readonly endLabel: string
  readonly lasts: string
  /** What the conversion to whole units per second leaves of a rate. */
  readonly rounded: OfAmount
  /** The same for a total over a time: by how much it takes longer. */
  readonly longer: OfDuration
  readonly instant: string
  readonly ages: string
}

/** Amounts in forms. */
export interface UnitMessages {
  readonly baseUnits: string
  /** An amount of a token whose decimals are unknown. */
  readonly inBaseUnits: Message<Count>
  /** Base units, next to an amount in tokens. */
  readonly units: Message<Count>
  readonly example: OfExample
}

/** What is wrong with a field, and what to do about it. */
export interface FieldMessages {
  readonly enterDeposit: string
  readonly enterRate: string
  readonly enterAmount: string
  readonly enterTotal: string
  readonly enterDuration: string
  readonly positiveDeposit: string
  readonly positiveRate: string
  readonly positiveAmount: string
  readonly positiveTotal: string
  readonly tooLarge: string
  readonly ambiguous: OfExample
  readonly number: OfExample
  readonly whole: OfExample
  readonly decimals: Message<Count & { readonly symbol: string }>
  readonly baseUnitsWhole: string
  readonly enterSender: string
  readonly enterRecipient: string
  readonly enterToken: string
  readonly isSender: string
  readonly unknownParty: string
  readonly addressStart: string
  /** `number` of characters, and how many are `expected`. */
  readonly addressLength: Message<Count & { readonly expected: string }>
  readonly addressChecksum: string
  readonly tokenSyntax: string
  /** `number`: the minimum, in units per `period`, which is one of the names of `CreateMessages`. */
  readonly rateTooLow: Message<{
    readonly number: string
    readonly period: string
  }>
  /** `number`: the minimum, in units over the time that was entered. */
  readonly totalTooLow: Message<{ readonly number: string }>
  readonly time: string
}

/** Why a command failed, by its code. Other codes show the message of their error. */
export interface ProblemMessages {
  readonly unreachable: string
  readonly unreadable: string
  readonly unknown: string
  readonly not_a_party: string
  readonly same_party: string
  readonly rate_zero: string
  readonly amount_not_positive: string
  readonly amount_out_of_range: string
  readonly stream_inactive: string
  readonly already_paused: string
  readonly not_paused: string
  readonly stream_paused: string
  readonly nothing_to_withdraw: string
}

/** Toaster. */
export interface ToastMessages {
  /** Name of the region. */
  readonly label: string
  /** Name of the button that closes a toast. */
  readonly dismiss: string
}

/** The groups of the widgets that send commands. */
export interface ActionGroups {
  /** Texts of the actions of a stream. */
  readonly action: ActionMessages
  /** Texts of the form for a new stream. */
  readonly create: CreateMessages
  /** Texts of amounts in forms. */
  readonly unit: UnitMessages
  /** Texts about mistakes in fields. */
  readonly field: FieldMessages
  /** Texts about commands that failed. */
  readonly problem: ProblemMessages
  /** Texts of toasts. */
  readonly toast: ToastMessages
}
