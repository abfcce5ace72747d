/** The texts of the widgets of dashboards. */
import type { Count, Message } from './message.ts'

/** What the widgets of dashboards share. */
export interface DataMessages {
  readonly loading: string
  readonly empty: string
  /** It could not be loaded. */
  readonly error: string
  /** On a button. */
  readonly retry: string
  /** `time`: time of day, or a date. */
  readonly asOf: Message<{ readonly time: string }>
  /** While the connection is lost. `time`: time of day with seconds. */
  readonly stale: Message<{ readonly time: string }>
  /** The same, while no update is expected. */
  readonly offline: Message<{ readonly time: string }>
  /** The same where the time is not known. */
  readonly staleNow: string
  readonly offlineNow: string
}

/** LiveNumber and MetricTile. Numbers have their unit. */
export interface MetricMessages {
  /** What the number is, the number, and as of when: a sentence. Label and note may be empty. */
  readonly sentence: Message<{
    readonly label: string
    readonly number: string
    readonly note: string
  }>
  /** How it differs from a reference, for screen readers: “up 8”. */
  readonly up: Message<{ readonly amount: string }>
  readonly down: Message<{ readonly amount: string }>
  readonly unchanged: string
  /** Reached a threshold: one word each. */
  readonly warning: string
  readonly critical: string
  /** Announced when a threshold is reached. `level`: one of the two words. */
  readonly announceLevel: Message<{
    readonly label: string
    readonly number: string
    readonly level: string
  }>
  /** Description of the line: how many values, and between which numbers. */
  readonly line: Message<Count & { readonly lowest: string; readonly highest: string }>
}

/** JourneyFlags. */
export interface FlagsMessages {
  /** Name of the list. */
  readonly label: string
  /** How many flags are set. */
  readonly summary: Message<{ readonly set: string; readonly total: string }>
  readonly set: string
  readonly unset: string
  readonly empty: string
  /** On a button: shows the latest order. */
  readonly update: string
  /** Announced. */
  readonly announceSet: Message<{ readonly name: string }>
  readonly announceUnset: Message<{ readonly name: string }>
}

/** LiveTable. */
export interface TableMessages {
  readonly empty: string
  /** Name of the choice of a column, where the table is narrow. */
  readonly sortBy: string
  /** In that choice: not sorted. */
  readonly unsorted: string
  /** Announced after the user has sorted; the first two are also options of that choice. */
  readonly ascending: Message<{ readonly column: string }>
  readonly descending: Message<{ readonly column: string }>
  readonly announceSort: Message<{ readonly order: string }>
  /** Name of the checkbox of a row, and of all rows. */
  readonly select: Message<{ readonly name: string }>
  readonly selectAll: string
  readonly selected: Message<Count>
  readonly rows: Message<Count>
  /** On the button that shows new rows. */
  readonly new: Message<Count>
  /** On the same button where no row is new: shows the latest order. */
  readonly update: string
}
