/**
 * The order of the rows of a table by the values of a column. Begins with the last order, in which few rows have another
 * place a second later, so most are compared once. Pure.
 */
import type { StreamRecord } from '../../react/stream-records.ts'
import type { StreamObject } from '../../react/stream-summary.ts'
import { createTextOrder, createValueCache, type RankValue, type ValueCache } from './rank-value.ts'
import { placesBefore, type Steps, sortInSteps } from './sort-in-steps.ts'

interface SortOptions {
  readonly records: readonly StreamRecord[]
  readonly values: (stream: StreamObject) => RankValue
  readonly isDescending: boolean
  readonly locale: string | undefined
  readonly atMs: number
}

/** Sorts rows, and remembers the last order. */
export interface RowSorting {
  /** The rows with these indexes, in order. */
  sort(shown: readonly number[], options: SortOptions): Steps<readonly number[]>
}

/** A sorting without rows. */
export function createSorting(): RowSorting {
  let records: readonly StreamRecord[] = []
  let last: readonly number[] = []
  let wasDescending = false
  const caches = new WeakMap<SortOptions['values'], ValueCache<StreamObject>>()
  let texts = { locale: undefined as string | undefined, placesOf: createTextOrder(undefined) }

  /** The last order, as indexes of the list of now. */
  function lastOrder(options: SortOptions): readonly number[] {
    if (options.records !== records) {
      const places = placesBefore(records, options.records)
      const now = new Int32Array(records.length).fill(-1)
      for (const [index, place] of places.entries()) if (place >= 0) now[place] = index
      last = last.map((index) => now[index] as number).filter((index) => index >= 0)
      records = options.records
    }
    return options.isDescending === wasDescending ? last : [...last].reverse()
  }

  return {
    *sort(shown, options) {
      const { values, isDescending, locale, atMs } = options
      if (locale !== texts.locale) texts = { locale, placesOf: createTextOrder(locale) }
      const cache = caches.get(values) ?? createValueCache(values)
      caches.set(values, cache)
      cache.setRecords(options.records)
      const { floats, errors, compareClose } = yield* cache.read(shown, atMs, texts.placesOf)
      const isWaiting = new Uint8Array(options.records.length)
      for (const index of shown) isWaiting[index] = 1
      const valued: number[] = []
      const put = (index: number) => {
        if (isWaiting[index] !== 1) return
        isWaiting[index] = 0
        if (!Number.isNaN(floats[index])) valued.push(index)
      }
      lastOrder(options).forEach(put)
      shown.forEach(put)
      const sign = isDescending ? -1 : 1
      const sorted = yield* sortInSteps(valued, (a, b) => {
        const difference = (floats[a] as number) - (floats[b] as number)
        const error = (errors[a] as number) + (errors[b] as number)
        if (difference > error || difference < -error) return sign * difference
        // K2
        return (error > 0 ? sign * compareClose(a, b) : 0) || a - b
      })
      last = sorted
      wasDescending = isDescending
      // K1
      return sorted.length === shown.length
        ? sorted
        : [...sorted, ...shown.filter((index) => Number.isNaN(floats[index]))]
    },
  }
}
