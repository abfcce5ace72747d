/**
 * The headless hook of LiveTable: rows that events change, sorted, in an order that holds still in use.
 *
 * L1 A row that has changed is shown at once, in its place.
 * L2 Rows are sorted again at most once a second, and at once when the user sorts.
 * L3 While the rows are hovered, focused or pressed they keep their places (react/use-held-order.ts).
 */
import { useEffect, useInsertionEffect, useMemo, useRef, useState } from 'react'
import { countOf } from '../../messages/cached-format.ts'
import { dataEnglish, tableEnglish } from '../../messages/english.ts'
import { type DataOptions, type DataState, dataStateOf } from '../../react/dashboard/data-state.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { type HeldOrderHandlers, useHeldOrder } from '../../react/use-held-order.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import { useDataNote } from '../data-view/data-note.ts'
import type { LiveTableColumn, TableSort } from './columns.ts'
import { rankRows, type SortRows, sortBy, sortIntervalMs } from './row-order.ts'

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
  /** The name of a row, for its checkbox. Default: its key. */
  readonly nameOf?: ((row: Row) => string) | undefined
  /** What to say while there are no rows. Default: that there are none. */
  readonly emptyText?: string | undefined
  /** What went wrong, in a sentence, while the phase is `error`. */
  readonly errorText?: string | undefined
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
  /** Sorts the rows. */
  setSort(sort: TableSort | null): void
  /** How many rows are not shown yet, because the order is held. */
  readonly newCount: number
  /** Whether the latest rows or their order differ from what is shown. */
  readonly isOutdated: boolean
  /** Shows the latest rows in their order. */
  showLatest(): void
  /** Whether rows can be selected. */
  readonly isSelectable: boolean
  /** Whether a row is selected. */
  isSelected(row: Row): boolean
  /** Selects a row, or ends that. */
  toggleSelected(row: Row): void
  /** Selects all rows, or none if all are selected. */
  toggleAll(): void
  /** Why the rows are not live, and as of when they are; empty while they are. */
  readonly note: string
  /** How many rows there are, or are selected. */
  readonly summary: string
  /** In place of rows: that there are none, or what went wrong. Empty while there are some. */
  readonly message: string
  /** Spread them onto the element around the rows, so that their order can hold still. */
  readonly handlers: HeldOrderHandlers
}

const noRows: readonly never[] = []
const noKeys: ReadonlySet<string> = new Set()

/** The rows of a table. Renders when they change. */
export function useLiveTable<Row>(options: LiveTableOptions<Row>): LiveTableView<Row> {
  const { rows: given, keyOf, selectedKeys = noKeys, onSelectedKeysChange } = options
  const { locale } = useLanguage()
  const messages = useMessages('table', tableEnglish)
  const dataMessages = useMessages('data', dataEnglish)
  const { phase, freshness } = dataStateOf(options, given?.length)
  const latest: readonly Row[] = phase === 'ready' && given ? given : noRows
  const { sort, sortRows, toggleSort, setSort } = useSort(options)
  const ranked = useRankedRows(latest, sortRows, keyOf)
  const held = useHeldOrder(ranked, { keyOf })
  const { items, newKeys, isHeld, isOutdated, showLatest, handlers } = held
  // What the user asks for is shown at once, under the pointer as well.
  const shownSort = useRef(sort)
  useEffect(() => {
    if (shownSort.current === sort) return
    shownSort.current = sort
    showLatest()
  })

  const count = latest.length
  const isSelectable = onSelectedKeysChange !== undefined || options.selectedKeys !== undefined
  const selectedCount = isSelectable
    ? latest.reduce((sum, row) => sum + Number(selectedKeys.has(keyOf(row))), 0)
    : 0
  const state = useMemo<LiveTableState>(
    () => ({ phase, freshness, count, selectedCount, isHeld }),
    [phase, freshness, count, selectedCount, isHeld],
  )
  return {
    state,
    rows: items,
    sort,
    toggleSort,
    setSort,
    newCount: newKeys.length,
    isOutdated,
    showLatest,
    handlers,
    isSelectable,
    isSelected: (row) => selectedKeys.has(keyOf(row)),
    toggleSelected(row) {
      const key = keyOf(row)
      const next = new Set(selectedKeys)
      if (!next.delete(key)) next.add(key)
      onSelectedKeysChange?.(next)
    },
    toggleAll() {
      onSelectedKeysChange?.(selectedCount === count ? new Set() : new Set(latest.map(keyOf)))
    },
    note: useDataNote(options, state),
    summary:
      phase !== 'ready'
        ? ''
        : selectedCount > 0
          ? messages.selected(countOf(selectedCount, locale))
          : messages.rows(countOf(count, locale)),
    message:
      phase === 'empty'
        ? (options.emptyText ?? messages.empty)
        : phase === 'error'
          ? (options.errorText ?? dataMessages.error)
          : '',
  }
}

/** By what the rows are sorted. What the user has chosen is announced. */
function useSort<Row>(options: LiveTableOptions<Row>) {
  const { columns, defaultSort = null, sort: given, onSortChange, label } = options
  const [own, setOwn] = useState<TableSort | null>(defaultSort)
  const sort = given === undefined ? own : given
  const { locale } = useLanguage()
  const announce = useAnnounce()
  const messages = useMessages('table', tableEnglish)
  const column = sort?.column
  const direction = sort?.direction
  const sortRows = useMemo(
    () => sortBy(columns, column && direction ? { column, direction } : null, locale),
    [columns, column, direction, locale],
  )
  const setSort = (next: TableSort | null) => {
    setOwn(next)
    onSortChange?.(next)
    const header = columns.find(({ id }) => id === next?.column)?.header
    const order = next && header ? messages[next.direction]({ column: header }) : messages.unsorted
    announce(`sort:${label}`, messages.announceSort({ order }), { isResult: true })
  }
  return {
    sort,
    sortRows,
    setSort,
    toggleSort(id: string) {
      if (sort?.column !== id) setSort({ column: id, direction: 'ascending' })
      else setSort(sort.direction === 'ascending' ? { column: id, direction: 'descending' } : null)
    },
  }
}

/** The rows in their order, sorted again at most once a second. */
function useRankedRows<Row>(
  given: readonly Row[],
  sort: SortRows<Row>,
  keyOf: (row: Row) => string,
): readonly Row[] {
  const { clock, timers } = useSession().platform
  const [kept, setKept] = useState(() =>
    rankRows(null, { given, sort, keyOf }, clock.monotonicMs()),
  )
  let now = kept
  if (kept.given !== given || kept.sort !== sort) {
    // Set while rendering, so that rows and their order are in the same commit.
    now = rankRows(kept, { given, sort, keyOf }, clock.monotonicMs())
    setKept(now)
  }
  const { isDue, sortedAtMs } = now
  const latestKeyOf = useRef(keyOf)
  useInsertionEffect(() => {
    latestKeyOf.current = keyOf
  })
  useEffect(() => {
    if (!isDue) return
    // A timer may be early by a fraction.
    return timers.after(sortedAtMs + sortIntervalMs + 10 - clock.monotonicMs(), () => {
      setKept((current) =>
        rankRows(current, { ...current, keyOf: latestKeyOf.current }, clock.monotonicMs()),
      )
    })
  }, [isDue, sortedAtMs, clock, timers])
  return now.rows
}
