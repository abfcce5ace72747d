/** The texts of StreamDetail, StreamTimeline and AmountInspector. Amounts have their symbol. */
import type { Count, Message } from './message.ts'

/** StreamTimeline. The names of events are those of ActivityFeed. */
export interface TimelineMessages {
  /** Name of the list, and its heading in StreamDetail. */
  readonly label: string
  /** There is neither a server nor a list of events. */
  readonly idle: string
  readonly loading: string
  readonly empty: string
  /** Under the title of an event: who did it, who received the money, who got it back. */
  readonly by: Message<{ readonly party: string }>
  readonly to: Message<{ readonly party: string }>
  readonly refundedTo: Message<{ readonly party: string }>
  /** In place of "0 minutes ago". */
  readonly now: string
  /** Link to the transaction. `hash`: the beginning and the end of it. */
  readonly transaction: Message<{ readonly hash: string }>
  /** Title of an entry where events of the stream may be missing, and what is below it. */
  readonly missing: string
  /** The server no longer has what is missing. */
  readonly lost: string
  /** What is missing is being loaded. */
  readonly filling: string
  /** In place of an event that this version cannot read. */
  readonly unreadable: string
  /** The server's log was replaced: older entries are those that this page had received. */
  readonly reset: string
  /** On the button below the last entry. */
  readonly earlier: string
  readonly loadingEarlier: string
  /** After the last entry: the server has no earlier events, although there were some. */
  readonly trimmed: string
  /** After the last entry: this kind of server sends no earlier events. */
  readonly liveOnly: string
  /** In place of the button; the button says `retry`. */
  readonly failed: string
  readonly retry: string
}

/** AmountInspector. */
export interface InspectorMessages {
  /** Name of the button. `balance`: such as "Withdrawable"; `stream` is empty for none. */
  readonly open: Message<{ readonly balance: string; readonly stream: string }>
  readonly title: string
  readonly close: string
  /** Under the amount. `time`: date and time of day with seconds. */
  readonly at: Message<{ readonly time: string }>
  /** Names of the steps. */
  readonly elapsed: string
  readonly accrued: string
  readonly limit: string
  /** The result of the smaller one of `accrued` and `limit`. */
  readonly smaller: Message<{ readonly accrued: string; readonly limit: string }>
  readonly seconds: Message<Count>
  /** Why a step is as it is. */
  readonly notStarted: string
  readonly pausedNote: string
  readonly limitReached: string
  readonly endedNote: string
  readonly wholeSeconds: string
  /** Heading of the inputs, and their names. */
  readonly inputs: string
  readonly rate: string
  readonly perSecond: Message<{ readonly amount: string }>
  readonly deposited: string
  readonly withdrawn: string
  readonly since: string
  readonly pausedAt: string
  /** Names of the rows below the inputs. */
  readonly lastChange: string
  readonly clock: string
  readonly freshness: string
  /** No event of the stream is known that changed the amount. */
  readonly noChange: string
  /** Server clock against the clock of this device. `offset`: with its unit. */
  readonly ahead: Message<{ readonly offset: string }>
  readonly behind: Message<{ readonly offset: string }>
  readonly noOffset: string
  readonly clockUnknown: string
  /** No connection: the clock of this device is used. */
  readonly ownClock: string
  /** How far the offset may be wrong, and what that comes to. */
  readonly uncertainty: Message<{ readonly error: string; readonly amount: string }>
  readonly live: string
  /** `time`: date and time of day with seconds. */
  readonly stale: Message<{ readonly time: string }>
  readonly offline: Message<{ readonly time: string }>
}

/** StreamDetail. */
export interface DetailMessages {
  /** Heading of the facts, and their names. */
  readonly facts: string
  readonly sender: string
  readonly recipient: string
  readonly token: string
  readonly deposited: string
  readonly withdrawn: string
  readonly started: string
}

/** The groups of these texts. */
export interface DetailGroups {
  /** Texts of a timeline. */
  readonly timeline: TimelineMessages
  /** Texts of the explanation of an amount. */
  readonly inspector: InspectorMessages
  /** Texts of the details of a stream. */
  readonly detail: DetailMessages
}
