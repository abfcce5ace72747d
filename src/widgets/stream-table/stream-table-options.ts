/** What is said to a table of payment streams, and what its hook returns: types only. */
import type { AccrualStatus } from '../../money/accrual.ts'
import type { Freshness } from '../../react/freshness.ts'
import type { RecordTotals } from '../../react/record-totals.ts'
import type { StreamRecord } from '../../react/stream-records.ts'
import type { BalancePhase } from '../../react/stream-summary.ts'
import type { HeldOrderHandlers } from '../../react/use-held-order.ts'
import type { FlowPeriod } from '../account-view/rates.ts'
import type { NameOf } from '../formatting/addresses.ts'
import type { AmountRoom } from './stream-cells.tsx'
import type {
  StreamColumnName,
  StreamTableColumn,
  StreamTableSort,
  TableColumn,
  TotalColumn,
} from './table-columns.ts'
import type { StreamTableSource } from './use-table-rows.ts'

/** Which rows are shown. */
export interface StreamTableFilter {
  /** What a row has to contain: part of a name, an address or an id, or what columns of your own say. Empty: anything. */
  readonly text: string
  /** The statuses that are shown; empty: all. */
  readonly statuses: readonly AccrualStatus[]
}

/** What a table shows, and how. */
export interface StreamTableOptions extends StreamTableSource {
  /** All columns that users can choose from, in their order: names of those of the table, or your own. Default: all names. */
  readonly columns?: readonly (StreamColumnName | StreamTableColumn)[] | undefined
  /** Columns that are shown at first, by name or `id`. Default: of all names the first six, else all of `columns`. */
  readonly defaultVisibleColumns?: readonly string[] | undefined
  /** Columns that are shown, if the application decides. */
  readonly visibleColumns?: readonly string[] | undefined
  /** The user has chosen other columns. */
  readonly onVisibleColumnsChange?: ((columns: readonly string[]) => void) | undefined
  /** By what it is sorted at first. Default: the order in which streams became known. */
  readonly defaultSort?: StreamTableSort | undefined
  /** By what it is sorted, if the application decides; null is the order in which streams became known. */
  readonly sort?: StreamTableSort | null | undefined
  /** The user has chosen another sort. */
  readonly onSortChange?: ((sort: StreamTableSort | null) => void) | undefined
  /** Which rows are shown at first. Default: all. */
  readonly defaultFilter?: Partial<StreamTableFilter> | undefined
  /** Which rows are shown, if the application decides. */
  readonly filter?: StreamTableFilter | undefined
  /** The user has changed the filter. */
  readonly onFilterChange?: ((filter: StreamTableFilter) => void) | undefined
  /** Names for addresses. */
  readonly nameOf?: NameOf | undefined
  /** Pictures before the names of parties: initials, or a pattern of the address, as Party has them. Default false. */
  readonly hasAvatars?: boolean | undefined
  /** The period of the rates. A month is 30 days, a year 365. Default `day`. */
  readonly per?: FlowPeriod | undefined
  /** Name of the table, for screen readers. Default: payment streams, in the language of the page. */
  readonly label?: string | undefined
  /** What to say while there are no streams. Default: that there are none. */
  readonly emptyText?: string | undefined
  /** IANA time zone of dates. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** State of `useStreamTable`. */
export interface StreamTableState {
  /** Whether there are streams; `ready` also while the filters leave none of them. */
  readonly phase: BalancePhase
  /** Whether what is shown is up to date. */
  readonly freshness: Freshness
  /** The time that everything is shown as of, server time in Unix ms; null while it is live. */
  readonly asOfMs: number | null
  /** How many streams there are. */
  readonly count: number
  /** How many of them the filters leave. */
  readonly matchCount: number
  /** The rows keep their places, since the table is in use. */
  readonly isHeld: boolean
  /** The rows are still those from before the user sorted or filtered; long tables take a few frames to follow. */
  readonly isBusy: boolean
}

/** What the last rows of a table are about. */
export interface StreamTableTotals {
  /** Which balance is added up: that of the first of these columns that is shown. */
  readonly kind: Exclude<TotalColumn, 'rate'>
  /** Addresses of the tokens, in the order in which they became known. */
  readonly tokens: readonly string[]
  /** The totals; give `StreamTable.Total` a token to show them. */
  readonly source: RecordTotals
}

/** What `useStreamTable` returns. */
export interface StreamTableView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: StreamTableState
  /** The rows that are shown, in their order. Read `row.stream`, and subscribe to it. */
  readonly rows: readonly StreamRecord[]
  /** The account whose point of view the table takes; null without one. */
  readonly account: string | null
  /** The columns that are shown. */
  readonly columns: readonly TableColumn[]
  /** All that users can choose from. */
  readonly allColumns: readonly TableColumn[]
  /** Shows a column, or hides it. The last one stays. */
  toggleColumn(id: string): void
  /** By what the rows are sorted; null for the order in which streams became known. */
  readonly sort: StreamTableSort | null
  /** Sorts by a column: ascending, then descending, then not at all. */
  toggleSort(column: string): void
  /** Sorts the rows. */
  setSort(sort: StreamTableSort | null): void
  /** Which rows are shown. */
  readonly filter: StreamTableFilter
  /** Shows other rows. */
  setFilter(filter: Partial<StreamTableFilter>): void
  /** How many rows there are of each status, that contain the text of the filter. */
  readonly counts: ReadonlyMap<AccrualStatus, number>
  /** What the rows come to; null without a column for it. */
  readonly totals: StreamTableTotals | null
  /** Room for the amounts, so that they are aligned on the decimal point. */
  readonly room: AmountRoom
  /** How many rows are not shown yet, because the order is held. */
  readonly newCount: number
  /** Whether the latest rows or their order differ from what is shown. */
  readonly isOutdated: boolean
  /** Shows the latest rows in their order. */
  showLatest(): void
  /** Why the rows are not live, and as of when they are; empty while they are. */
  readonly note: string
  /** How many streams there are, and how many of them are shown. */
  readonly summary: string
  /** In place of rows: that there are none, or why. Empty while there are some. */
  readonly message: string
  /** The period of the rates. */
  readonly per: FlowPeriod
  /** Spread them onto the element around the rows, so that their order can hold still. */
  readonly handlers: HeldOrderHandlers
}
