/**
 * Which rows of a table are shown, and in which order, over records that stay the same objects. Ten thousand rows that have
 * not been read before take longer than a frame, so all of it is done in steps, between which events may arrive. Does not
 * depend on React, and reads no clock.
 *
 * TanStack Table decides about columns. Its row models make an object for each row, and another for each row that is
 * filtered; here rows are numbers in typed arrays, read from the records in one pass, when rows are ranked.
 *
 * K1 Rows without a value come last, whichever end is first.
 * K2 Rows that are equal keep the order in which they became known.
 * K3 The rows of a result are those of one point in time, its end: none of the events before is missing in their choice and
 *    order, whatever has changed between two steps.
 */
import {
  columnVisibilityFeature,
  constructTable,
  type TableFeatures,
  tableFeatures,
} from '@tanstack/table-core'
import type { RecordTotals } from '../../react/record-totals.ts'
import type { StreamRecord, StreamRecords } from '../../react/stream-records.ts'
import { createRowFilter, type RowFilterOptions, type RowMatches } from './row-filter.ts'
import { createSorting } from './row-order.ts'
import { finish, type Steps } from './sort-in-steps.ts'
import type { StreamTableSort, TableColumn } from './table-columns.ts'

/** What rows are shown by. */
export interface RankOptions extends RowFilterOptions {
  readonly records: Pick<StreamRecords, 'list'>
  readonly columns: readonly TableColumn[]
  readonly sort: StreamTableSort | null
  readonly locale: string | undefined
  /** What the rows that pass are added up in, later; null: in nothing. */
  readonly totals: { readonly source: Pick<RecordTotals, 'prepareMembers'> } | null
}

/** Rows in their order, and what there is besides. */
export interface RankedStreams extends RowMatches {
  /** The same list until their order changes. */
  readonly rows: readonly StreamRecord[]
}

/** Ranks rows, and decides about columns. */
export interface Ranking {
  /** Begin the next one only when the steps of this one are done, or left. */
  rank(options: RankOptions): Steps<RankedStreams>
  /** The columns that are shown. @param hidden those that are not, by id */
  visibleColumns(
    columns: readonly TableColumn[],
    hidden: ReadonlySet<string>,
  ): readonly TableColumn[]
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
  let rows: readonly StreamRecord[] = []

  function* attempt(records: readonly StreamRecord[], options: RankOptions): Steps<RankedStreams> {
    const { columns, sort, totals } = options
    const { shown, members, counts } = yield* filter.filter(records, options)
    const values = columns.find(({ id }) => id === sort?.column)?.values
    let next = members
    if (values) {
      const isDescending = sort?.direction === 'descending'
      const order = yield* sorting.sort(shown, { ...options, records, values, isDescending })
      next = order.map((index) => records[index] as StreamRecord)
    }
    if (totals) yield* totals.source.prepareMembers(members)
    return { rows: next, members, counts }
  }

  return {
    *rank(options) {
      let result: RankedStreams | null = null
      // K3: what is remembered makes the second pass short. The last one is done at once, so that it ends.
      for (let passes = 0; result === null; passes += 1) {
        const records = options.records.list()
        const steps = attempt(records, options)
        const found: RankedStreams = passes < mostPasses ? yield* steps : finish(steps)
        if (options.records.list() === records && !filter.isOutdated()) result = found
      }
      if (!isSame(result.rows, rows)) ({ rows } = result)
      return { ...result, rows }
    },

    visibleColumns(columns, hidden) {
      if (columns !== known) {
        known = columns
        table.setOptions((before) => ({ ...before, columns: columns.map(({ id }) => ({ id })) }))
      }
      const columnVisibility: Record<string, boolean> = {}
      for (const id of hidden) columnVisibility[id] = false
      table.setOptions((before) => ({ ...before, state: { columnVisibility } }))
      const byId = new Map(columns.map((column) => [column.id, column]))
      return table.getVisibleLeafColumns().flatMap(({ id }) => byId.get(id) ?? [])
    },
  }
}

/** How often rows are read in steps that events may come between. */
const mostPasses = 2

function isSame(a: readonly StreamRecord[], b: readonly StreamRecord[]): boolean {
  return a === b || (a.length === b.length && a.every((row, index) => row === b[index]))
}
