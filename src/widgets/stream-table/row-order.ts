/**
 * The order of the rows of a table by the values of a column. Begins with the last order, in which few rows have another
 * place a second later, so most are compared once. Pure.
 */
import type { StreamRecord } from '../../react/stream-records.ts'
import type { StreamObject } from '../../react/stream-summary.ts'
import { createTextOrder, createValueCache, type RankValue, type ValueCache } from './rank-value.ts'

interface SortOptions {
  readonly records: readonly StreamRecord[]
  readonly values: (stream: StreamObject) => RankValue
  readonly isDescending: boolean
  readonly locale: string | undefined
  readonly atMs: number
}

/** The rows with these indexes, in order. Remembers the last order. */
export function createSorting(): (
  shown: readonly number[],
  options: SortOptions,
) => readonly number[] {
  let records: readonly StreamRecord[] | null = null
  let last: readonly number[] = []
  const caches = new WeakMap<SortOptions['values'], ValueCache<StreamObject>>()
  let texts = { locale: undefined as string | undefined, placesOf: createTextOrder(undefined) }

  return (shown, options) => {
    const { values, isDescending, locale, atMs } = options
    if (locale !== texts.locale) texts = { locale, placesOf: createTextOrder(locale) }
    const cache = caches.get(values) ?? createValueCache(values)
    caches.set(values, cache)
    cache.setRecords(options.records)
    const { floats, errors, compareClose } = cache.read(shown, atMs, texts.placesOf)
    const isWaiting = new Uint8Array(options.records.length)
    for (const index of shown) isWaiting[index] = 1
    const valued: number[] = []
    const put = (index: number) => {
      if (isWaiting[index] !== 1) return
      isWaiting[index] = 0
      if (!Number.isNaN(floats[index])) valued.push(index)
    }
    if (options.records === records) last.forEach(put)
    shown.forEach(put)
    const sign = isDescending ? -1 : 1
    valued.sort((a, b) => {
      const difference = (floats[a] as number) - (floats[b] as number)
      const error = (errors[a] as number) + (errors[b] as number)
      if (difference > error || difference < -error) return sign * difference
      // K2
      return (error > 0 ? sign * compareClose(a, b) : 0) || a - b
    })
    records = options.records
    last = valued
    // K1
    return valued.length === shown.length
      ? valued
      : [...valued, ...shown.filter((index) => Number.isNaN(floats[index]))]
  }
}
