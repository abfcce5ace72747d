/**
 * Which rows of a table are shown, and in which order, over records that stay the same objects. Does not depend on React,
 * and reads no clock.
 *
 * TanStack Table decides about columns. Its row models make an object for each row, and another for each row that is
 * filtered; here rows are numbers in typed arrays, read from the records in one pass, when rows are ranked.
 *
 * K1 Rows without a value come last, whichever end is first.
 * K2 Rows that are equal keep the order in which they became known.
 */
import {
  columnVisibilityFeature,
  constructTable,
  type TableFeatures,
  tableFeatures,
} from '@tanstack/table-core'
import type { StreamRecord } from '../../react/stream-records.ts'
import { createRowFilter, type RowFilterOptions, type RowMatches } from './row-filter.ts'
import { createSorting } from './row-order.ts'
import type { StreamTableSort, TableColumn } from './table-columns.ts'

/** What rows are shown by. */
export interface RankOptions extends RowFilterOptions {
  readonly columns: readonly TableColumn[]
  /** Columns that are not shown, by id. */
  readonly hidden: ReadonlySet<string>
  readonly sort: StreamTableSort | null
  readonly locale: string | undefined
}

/** Rows in their order, and what there is besides. */
export interface RankedStreams extends RowMatches {
  readonly rows: readonly StreamRecord[]
}

/** Ranks rows, and decides about columns. */
export interface Ranking {
  rank(options: RankOptions): RankedStreams
  /** The columns that are shown. */
  visibleColumns(options: Pick<RankOptions, 'columns' | 'hidden'>): readonly TableColumn[]
}

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
  columnVisibilityFeature,
})

/** A ranking without rows. */
export function createRanking(): Ranking {
  const table = constructTable({
    features,
    data: [],
    columns: [],
    state: { columnVisibility: {} },
  })
  const filter = createRowFilter()
  const sorting = createSorting()
  let known: readonly TableColumn[] = []
  const byId = new Map<string, TableColumn>()

  function setColumns(columns: readonly TableColumn[], hidden: ReadonlySet<string>): void {
    if (columns !== known) {
      known = columns
      byId.clear()
      for (const column of columns) byId.set(column.id, column)
      table.setOptions((before) => ({ ...before, columns: columns.map(({ id }) => ({ id })) }))
    }
    const columnVisibility: Record<string, boolean> = {}
    for (const id of hidden) columnVisibility[id] = false
    table.setOptions((before) => ({ ...before, state: { columnVisibility } }))
  }

  return {
    rank(options) {
      const { records, columns, hidden, sort } = options
      setColumns(columns, hidden)
      const { shown, members, counts } = filter(options)
      const values = sort ? byId.get(sort.column)?.values : undefined
      const isDescending = sort?.direction === 'descending'
      const rows = values
        ? sorting(shown, { ...options, values, isDescending }).map(
            (index) => records[index] as StreamRecord,
          )
        : members
      return { rows, members, counts }
    },

    visibleColumns({ columns, hidden }) {
      setColumns(columns, hidden)
      return table.getVisibleLeafColumns().flatMap(({ id }) => byId.get(id) ?? [])
    },
  }
}
