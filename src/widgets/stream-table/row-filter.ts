/**
 * Which rows of a table pass its filters. Remembers what it has read of each row, so a pass over ten thousand compares
 * numbers that are there already, whatever has changed. Does not depend on React, and reads no clock.
 */
import type { AccrualStatus } from '../../money/accrual.ts'
import type { StreamRecord } from '../../react/stream-records.ts'
import type { ValueOverTime } from '../../react/use-ticked-value.ts'
import { placesBefore, type Steps } from './sort-in-steps.ts'

/** What rows are filtered by. */
export interface RowFilterOptions {
  /** Null: of any status. */
  readonly statuses: ReadonlySet<AccrualStatus> | null
  /** What a row has to contain. */
  readonly text: string
  /** The status of a stream over time. */
  readonly statusOf: (record: StreamRecord) => ValueOverTime<AccrualStatus> | null
  /** Everything that the search finds in a stream, in lower case. Another function: other texts. */
  readonly textOf: (record: StreamRecord) => string
  /** Server time in Unix ms. */
  readonly atMs: number
}

/** The rows that pass. */
export interface RowMatches {
  /** In no order; the same list until other rows pass, and that of all records if all do. */
  readonly members: readonly StreamRecord[]
  /** How many rows there are of each status that contain the text. */
  readonly counts: ReadonlyMap<AccrualStatus, number>
}

interface FilteredRows extends RowMatches {
  /** Which of the records pass, by index; the same list until others do. */
  readonly shown: readonly number[]
}

/** Filters rows, and remembers what it has read of them. */
export interface RowFilter {
  filter(records: readonly StreamRecord[], options: RowFilterOptions): Steps<FilteredRows>
  /** Whether a row has changed since it was read. */
  isOutdated(): boolean
}

/** Columns of what is remembered, by index of the record. */
interface KnownRows {
  /** What the rest was read from: another object after an event. */
  readonly streams: unknown[]
  readonly texts: (string | null)[]
  readonly statuses: (AccrualStatus | null)[]
  /** The status is right from then on … */
  readonly sinceMs: Float64Array
  /** … and until then. */
  readonly untilMs: Float64Array
  /** Whether it contains `wanted`: 2 is not known. */
  readonly isFound: Uint8Array
}

const rowsBetweenPauses = 128
const unknown = 2

const createKnownRows = (length: number): KnownRows => ({
  streams: new Array(length).fill(null),
  texts: new Array(length).fill(null),
  statuses: new Array(length).fill(null),
  sinceMs: new Float64Array(length),
  untilMs: new Float64Array(length),
  isFound: new Uint8Array(length).fill(unknown),
})

function moved(known: KnownRows, places: Int32Array): KnownRows {
  const next = createKnownRows(places.length)
  for (const [index, place] of places.entries()) {
    if (place < 0) continue
    next.streams[index] = known.streams[place]
    next.texts[index] = known.texts[place] ?? null
    next.statuses[index] = known.statuses[place] ?? null
    next.sinceMs[index] = known.sinceMs[place] as number
    next.untilMs[index] = known.untilMs[place] as number
    next.isFound[index] = known.isFound[place] as number
  }
  return next
}

/** A filter that has not read any row. */
export function createRowFilter(): RowFilter {
  let records: readonly StreamRecord[] = []
  let known = createKnownRows(0)
  let textOf: RowFilterOptions['textOf'] | null = null
  let wanted = ''
  /** Of the records before, if the list is another one. */
  let isShown: Uint8Array | null = null
  let shown: readonly number[] = []
  let members: readonly StreamRecord[] = []

  function prepare(next: readonly StreamRecord[], options: RowFilterOptions): void {
    if (next !== records) {
      known = moved(known, placesBefore(records, next))
      records = next
      isShown = null
    }
    if (options.textOf !== textOf) {
      textOf = options.textOf
      known.texts.fill(null)
      known.isFound.fill(unknown)
    }
    const text = options.text.trim().toLowerCase()
    if (text === wanted) return
    // What did not contain a part of the text does not contain all of it.
    const isLonger = wanted !== '' && text.includes(wanted)
    wanted = text
    const { isFound } = known
    for (let index = 0; index < isFound.length; index += 1) {
      if (!isLonger || isFound[index] !== 0) isFound[index] = unknown
    }
  }

  function read(index: number, { statusOf, atMs }: RowFilterOptions): void {
    const { streams, texts, statuses, sinceMs, untilMs, isFound } = known
    const record = records[index] as StreamRecord
    if (streams[index] !== record.stream) {
      streams[index] = record.stream
      texts[index] = null
      untilMs[index] = Number.NEGATIVE_INFINITY
      isFound[index] = unknown
    }
    if (isFound[index] === unknown) {
      if (wanted !== '') texts[index] ??= textOf?.(record) ?? ''
      isFound[index] = Number(wanted === '' || texts[index]?.includes(wanted))
    }
    if (isFound[index] === 0) return
    if (atMs < (sinceMs[index] as number) || atMs >= (untilMs[index] as number)) {
      const status = statusOf(record)
      statuses[index] = status?.valueAt(atMs) ?? null
      sinceMs[index] = status ? atMs : Number.NEGATIVE_INFINITY
      untilMs[index] = status?.nextChangeMs(atMs) ?? Number.POSITIVE_INFINITY
    }
  }

  return {
    isOutdated() {
      return records.some((record, index) => record.stream !== known.streams[index])
    },
    *filter(next, options) {
      prepare(next, options)
      const { isFound, statuses } = known
      for (let index = 0; index < records.length; index += 1) {
        read(index, options)
        if (index % rowsBetweenPauses === 0) yield
      }
      const tally: Partial<Record<AccrualStatus, number>> = {}
      const passes = new Uint8Array(records.length)
      let count = 0
      for (let index = 0; index < records.length; index += 1) {
        if (isFound[index] === 0) continue
        const status = statuses[index] ?? null
        if (status !== null) tally[status] = (tally[status] ?? 0) + 1
        const isWanted =
          options.statuses === null || (status !== null && options.statuses.has(status))
        if (!isWanted) continue
        passes[index] = 1
        count += 1
      }
      if (isShown === null || !isSame(passes, isShown)) {
        isShown = passes
        shown = [...records.keys()].filter((index) => passes[index] === 1)
        members =
          count === records.length ? records : shown.map((index) => records[index] as StreamRecord)
      }
      const counts = new Map(Object.entries(tally) as [AccrualStatus, number][])
      return { shown, members, counts }
    },
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false
  return true
}
