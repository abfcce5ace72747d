/**
 * Which rows of a table are shown, and in which order: TanStack Table's row models over records that stay the same
 * objects. Does not depend on React, and reads no clock.
 *
 * The rows of TanStack Table are made once for a list of records, not for every event: what is compared are the values
 * that are read from the records in one pass, when rows are ranked.
 *
 * K1 Rows without a value come last, whichever end is first.
 * K2 Rows that are equal keep the order in which they became known.
 */
import {
  columnFilteringFeature,
  columnVisibilityFeature,
  constructTable,
  createFilteredRowModel,
  createSortedRowModel,
  rowSortingFeature,
  type TableFeatures,
  tableFeatures,
} from '@tanstack/table-core'
import type { AccrualStatus } from '../../money/accrual.ts'
import type { StreamRecord } from '../../react/stream-records.ts'
import type { ValueOverTime } from '../../react/use-ticked-value.ts'
import { compareExactly, floatError } from './rank-value.ts'
import type { StreamTableSort, TableColumn } from './table-columns.ts'

/** What rows are shown by. */
export interface RankOptions {
  readonly records: readonly StreamRecord[]
  readonly columns: readonly TableColumn[]
  /** Columns that are not shown, by id. */
  readonly hidden: ReadonlySet<string>
  readonly sort: StreamTableSort | null
  /** Null: of any status. */
  readonly statuses: ReadonlySet<AccrualStatus> | null
  /** What a row has to contain. */
  readonly text: string
  readonly locale: string | undefined
  /** The status of a stream over time: the same object for the same stream. */
  readonly statusOf: (record: StreamRecord) => ValueOverTime<AccrualStatus> | null
  /** Everything that the search finds in a stream, in lower case: the same text for the same stream. */
  readonly textOf: (record: StreamRecord) => string
  /** Server time in Unix ms. */
  readonly atMs: number
}

/** Rows in their order, and what there is besides. */
export interface RankedStreams {
  readonly rows: readonly StreamRecord[]
  /** The same rows in no order; the same list until other rows are shown. */
  readonly members: readonly StreamRecord[]
  /** How many rows there are of each status that contain the text. */
  readonly counts: ReadonlyMap<AccrualStatus, number>
}

/** Ranks rows, and decides about columns. */
export interface Ranking {
  rank(options: RankOptions): RankedStreams
  /** The columns that are shown. */
  visibleColumns(options: Pick<RankOptions, 'columns' | 'hidden'>): readonly TableColumn[]
}

/** Filters are about the whole row, so they have a column of their own, which is never shown. */
const filterColumn = 'sg:filter'

/**
 * TanStack Table reads state through a binding to a framework. Here all of it is passed with the options, so nothing has to
 * be observed.
 */
const withoutReactivity = {
  createOptionsStore: false,
  wrapExternalAtoms: false,
  addSubscription() {},
  batch: (run: () => void) => run(),
  schedule() {},
  untrack: <T>(read: () => T) => read(),
  createReadonlyAtom: <T>(read: () => T) => ({ get: read, subscribe: subscribeToNothing }),
  createWritableAtom<T>(initial: T) {
    let value = initial
    return {
      get: () => value,
      set(next: T | ((before: T) => T)) {
        value = typeof next === 'function' ? (next as (before: T) => T)(value) : next
      },
      subscribe: subscribeToNothing,
    }
  },
}

function subscribeToNothing() {
  return { unsubscribe() {} }
}

const features = tableFeatures({
  coreReactivityFeature: withoutReactivity as unknown as NonNullable<
    TableFeatures['coreReactivityFeature']
  >,
  rowSortingFeature,
  columnFilteringFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
})

interface IndexedRow {
  readonly index: number
}

/** A ranking without rows. */
export function createRanking(): Ranking {
  /** Of the row with that index, as they are now; `NaN` for none. */
  let floats = new Float64Array()
  let isShown: Uint8Array = new Uint8Array()
  let compareEqual = (_a: number, _b: number): number => 0
  let isDescending = false

  function compareRows({ index: a }: IndexedRow, { index: b }: IndexedRow): number {
    const one = floats[a] as number
    const other = floats[b] as number
    const difference = one - other
    const error = floatError * (Math.abs(one) + Math.abs(other))
    if (difference > error || difference < -error) return difference
    if (!Number.isNaN(difference)) return compareEqual(a, b)
    if (Number.isNaN(one) && Number.isNaN(other)) return 0
    // K1. The result is turned round for the other direction.
    return Number.isNaN(one) === isDescending ? -1 : 1
  }

  const table = constructTable({
    features,
    data: [] as readonly StreamRecord[],
    columns: [],
    state: { sorting: [], columnFilters: [], columnVisibility: {} },
    getRowId: (record: StreamRecord) => record.key,
  })
  let known: readonly TableColumn[] = []
  const byId = new Map<string, TableColumn>()

  function setColumns(columns: readonly TableColumn[], hidden: ReadonlySet<string>): void {
    if (columns !== known) {
      known = columns
      byId.clear()
      for (const column of columns) byId.set(column.id, column)
      table.setOptions((before) => ({
        ...before,
        columns: [
          ...columns.map(({ id, values: reader }) => ({
            id,
            accessorFn: (record: StreamRecord) => record,
            sortFn: compareRows,
            sortUndefined: false as const,
            enableSorting: reader !== null,
          })),
          {
            id: filterColumn,
            accessorFn: (record: StreamRecord) => record,
            filterFn: ({ index }: IndexedRow) => isShown[index] === 1,
          },
        ],
      }))
    }
    const columnVisibility: Record<string, boolean> = { [filterColumn]: false }
    for (const id of hidden) columnVisibility[id] = false
    table.setOptions((before) => ({ ...before, state: { ...before.state, columnVisibility } }))
  }

  /** Which rows pass the filters. Null if all do. */
  function filterRows(options: RankOptions) {
    const { records, statuses, text, statusOf, textOf, atMs } = options
    const wanted = text.trim().toLowerCase()
    const counts = new Map<AccrualStatus, number>()
    isShown = new Uint8Array(records.length)
    let shown = 0
    for (const [index, record] of records.entries()) {
      if (wanted !== '' && !textOf(record).includes(wanted)) continue
      const status = statusOf(record)?.valueAt(atMs) ?? null
      if (status !== null) counts.set(status, (counts.get(status) ?? 0) + 1)
      if (statuses !== null && (status === null || !statuses.has(status))) continue
      isShown[index] = 1
      shown += 1
    }
    return { counts, isFiltered: shown < records.length }
  }

  let last: { readonly records: readonly StreamRecord[]; readonly isShown: Uint8Array } | null =
    null
  let columnFilters: { id: string; value: Uint8Array }[] = []

  return {
    rank(options) {
      const { records, columns, hidden, sort, locale, atMs } = options
      setColumns(columns, hidden)
      const { counts, isFiltered } = filterRows(options)
      // Another filter makes TanStack Table filter again, which it need not if the same rows pass.
      if (last?.records !== records || !isSame(last.isShown, isShown)) {
        last = { records, isShown }
        columnFilters = isFiltered ? [{ id: filterColumn, value: isShown }] : []
      }
      const column = sort ? byId.get(sort.column) : undefined
      const reader = column?.values
      isDescending = sort?.direction === 'descending'
      if (reader) {
        const { compare } = new Intl.Collator(locale, { numeric: true })
        const rankAt = (index: number) => {
          const record = records[index]
          return record ? reader.rankOf(record.stream) : null
        }
        compareEqual = (a, b) => compareExactly(rankAt(a), rankAt(b), atMs, compare)
        floats = new Float64Array(records.length)
        for (const [index, { stream }] of records.entries()) {
          floats[index] = reader.floatAt(stream, atMs)
        }
      }
      table.setOptions((before) => ({
        ...before,
        data: records,
        state: {
          ...before.state,
          columnFilters,
          // Another object for the same sort: values have changed.
          sorting: column && reader ? [{ id: column.id, desc: isDescending }] : [],
        },
      }))
      const { rows } = table.getSortedRowModel()
      return {
        rows: rows.map(({ original }) => original),
        members: membersOf(table.getFilteredRowModel().rows),
        counts,
      }
    },

    visibleColumns({ columns, hidden }) {
      setColumns(columns, hidden)
      return table.getVisibleLeafColumns().flatMap(({ id }) => byId.get(id) ?? [])
    },
  }
}

/** The same list for the same rows. */
const membersOf = (() => {
  const lists = new WeakMap<object, readonly StreamRecord[]>()
  return (rows: readonly { readonly original: StreamRecord }[]): readonly StreamRecord[] => {
    let list = lists.get(rows)
    if (!list) {
      list = rows.map(({ original }) => original)
      lists.set(rows, list)
    }
    return list
  }
})()

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false
  return true
}
