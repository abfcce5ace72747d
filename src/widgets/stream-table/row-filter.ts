/**
 * Which rows of a table pass its filters. Remembers what it has read of each row, so a pass over ten thousand compares
 * texts and statuses that are there already, whatever has changed. Does not depend on React, and reads no clock.
 */
import type { AccrualStatus } from '../../money/accrual.ts'
import type { StreamRecord } from '../../react/stream-records.ts'
import type { ValueOverTime } from '../../react/use-ticked-value.ts'

/** What is remembered of a row. */
interface RowEntry {
  /** What the rest was read from: another object after an event. */
  stream: unknown
  text: string | null
  status: AccrualStatus | null
  /** The status is right from then on … */
  sinceMs: number
  /** … and until then. */
  untilMs: number
}

const createEntry = (): RowEntry => ({
  stream: null,
  text: null,
  status: null,
  sinceMs: 0,
  untilMs: 0,
})

/** What rows are filtered by. */
export interface RowFilterOptions {
  readonly records: readonly StreamRecord[]
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

/** A filter that has not read any row. */
export function createRowFilter(): (options: RowFilterOptions) => FilteredRows {
  let records: readonly StreamRecord[] = []
  /** Of the records, in their order. */
  let entries: readonly RowEntry[] = []
  let textOf: RowFilterOptions['textOf'] | null = null
  let isShown: Uint8Array = new Uint8Array()
  let shown: readonly number[] = []
  let members: readonly StreamRecord[] = []

  return (options) => {
    const { statuses, statusOf, atMs } = options
    const wanted = options.text.trim().toLowerCase()
    const tally: Partial<Record<AccrualStatus, number>> = {}
    const hasOthers = options.records !== records
    if (hasOthers) {
      const before = new Map(records.map((record, index) => [record, entries[index]]))
      records = options.records
      entries = records.map((record) => before.get(record) ?? createEntry())
    }
    const hasOtherTexts = options.textOf !== textOf
    textOf = options.textOf
    const passes = new Uint8Array(records.length)
    let count = 0
    for (let index = 0; index < records.length; index += 1) {
      const record = records[index] as StreamRecord
      const entry = entries[index] as RowEntry
      if (entry.stream !== record.stream) {
        entry.stream = record.stream
        entry.text = null
        entry.untilMs = Number.NEGATIVE_INFINITY
      } else if (hasOtherTexts) entry.text = null
      if (wanted !== '') {
        entry.text ??= textOf(record)
        if (!entry.text.includes(wanted)) continue
      }
      if (atMs < entry.sinceMs || atMs >= entry.untilMs) {
        const status = statusOf(record)
        entry.status = status?.valueAt(atMs) ?? null
        entry.sinceMs = status ? atMs : Number.NEGATIVE_INFINITY
        entry.untilMs = status?.nextChangeMs(atMs) ?? Number.POSITIVE_INFINITY
      }
      const { status } = entry
      if (status !== null) tally[status] = (tally[status] ?? 0) + 1
      if (statuses !== null && (status === null || !statuses.has(status))) continue
      passes[index] = 1
      count += 1
    }
    if (hasOthers || !isSame(passes, isShown)) {
      isShown = passes
      shown = [...records.keys()].filter((index) => passes[index] === 1)
      members =
        count === records.length ? records : shown.map((index) => records[index] as StreamRecord)
    }
    const counts = new Map(Object.entries(tally) as [AccrualStatus, number][])
    return { shown, members, counts }
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false
  return true
}
