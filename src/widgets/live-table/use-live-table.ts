/** The headless hook of LiveTable: rows that events change, sorted, in an order that holds still in use. */
import type { DataOptions, DataState } from '../live-value/data-state.ts'
import type { LiveTableColumn, TableSort } from './columns.ts'

/** What a table shows, and how. */
export interface LiveTableOptions<Row> extends DataOptions {
  /** The rows: undefined is loading. A row that has changed is a new object; others stay the same. */
  readonly rows?: readonly Row[] | undefined
  /** Keep it between renders. */
  readonly columns: readonly LiveTableColumn<Row>[]
  /** The identity of a row; unique in the table. */
  readonly keyOf: (row: Row) => string
  /** Name of the table, for screen readers: `Orders`. */
  readonly label: string
  /** By what it is sorted at first. Default: the order of `rows`. */
  readonly defaultSort?: TableSort | undefined
  /** By what it is sorted, if the application decides; null is the order of `rows`. */
  readonly sort?: TableSort | null | undefined
  /** The user has chosen another sort; null is the order of `rows`. */
  readonly onSortChange?: ((sort: TableSort | null) => void) | undefined
  /** Keys of the selected rows. Rows can be selected if this or `onSelectedKeysChange` is given. */
  readonly selectedKeys?: ReadonlySet<string> | undefined
  /** The user has changed the selection. */
  readonly onSelectedKeysChange?: ((keys: ReadonlySet<string>) => void) | undefined
  /** The name of a row, for its checkbox. Default: the text of its first column. */
  readonly nameOf?: ((row: Row) => string) | undefined
  /** What to say while there are no rows. Default: that there are none. */
  readonly emptyText?: string | undefined
  /** What went wrong, in a sentence, while the phase is `error`. */
  readonly errorText?: string | undefined
  /** Loads the rows again: the table then has a button while the phase is `error`. */
  readonly onRetry?: (() => void) | undefined
  /** IANA time zone of times. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** State of {@link useLiveTable}. */
export interface LiveTableState extends DataState {
  /** How many rows there are. */
  readonly count: number
  /** How many of them are selected. */
  readonly selectedCount: number
  /** The rows keep their places, since the table is in use. */
  readonly isHeld: boolean
}

/** What {@link useLiveTable} returns. */
export interface LiveTableView<Row> {
  /** What the classes and styles of the parts may depend on. */
  readonly state: LiveTableState
  /** The rows in the order in which they are shown. */
  readonly rows: readonly Row[]
  /** By what they are sorted; null for the order of `rows`. */
  readonly sort: TableSort | null
  /** Sorts by a column: ascending, then descending, then in the order of `rows`. */
  toggleSort(column: string): void
  /** How many rows are not shown yet, because the order is held. */
  readonly newCount: number
  /** Whether the latest rows or their order differ from what is shown. */
  readonly isOutdated: boolean
  /** Shows the latest rows in their order. */
  showLatest(): void
}
