/**
 * What some of the rows of a table come to: one source of totals, which follows events one stream at a time.
 * Does not depend on React.
 *
 * There are two sums. One is of most of the rows, and is kept while a filter leaves few of them, of which the other one is:
 * a row costs the more the more often it is added and removed, and filters are most often cleared again.
 */
import { reportToPage } from '../platform/browser.ts'
import type { Cancel } from '../platform/ports.ts'
import { type AccountTotals, createAccountTotals, type StreamSides } from './account-totals.ts'
import type { StreamRecord, StreamRecords } from './stream-records.ts'
import type { StreamObject } from './stream-summary.ts'
import type { TotalsSource } from './totals-source.ts'

/** Totals of some of the records. */
export interface RecordTotals extends TotalsSource {
  /** The totals now; other ones for another version. */
  read(): AccountTotals
  /** Which records count. The same list again costs nothing. Not while rendering, except before anything reads it. */
  setMembers(members: readonly StreamRecord[]): void
  /** Does what takes long of `setMembers`, before it; each step takes less than a millisecond. */
  prepareMembers(members: readonly StreamRecord[]): Generator<void, void>
}

/** A sum, and of which records it is. */
interface RecordSum {
  readonly totals: AccountTotals
  readonly members: ReadonlySet<StreamRecord>
}

/** A sum that is added up before it is shown. */
interface PreparedSum extends RecordSum {
  readonly members: Set<StreamRecord>
  readonly list: readonly StreamRecord[]
}

/** From how many changes of a sum on it is added up from the start, in steps: what is shown must not be half of it. */
const preparedFrom = 256
const rowsBetweenPauses = 64

/** @param sidesOf on which side of a stream the money is counted */
export function createRecordTotals(
  records: StreamRecords,
  sidesOf: (stream: StreamObject) => StreamSides,
): RecordTotals {
  const createSum = (): RecordSum => ({
    totals: createAccountTotals(sidesOf),
    members: new Set<StreamRecord>(),
  })
  const listeners = new Set<{ readonly notify: () => void }>()
  const sums = { most: createSum(), few: createSum() }
  let shown: keyof typeof sums = 'most'
  let list: readonly StreamRecord[] = []
  let prepared: PreparedSum | null = null
  let version = 0
  /** Of the records, when they were read last. */
  let readVersion = 0
  let unsubscribe: Cancel | null = null

  /** Undefined: it was removed since the list was read. */
  const streamOf = (record: StreamRecord) => (records.has(record) ? record.stream : undefined)

  /** Whether what is shown has changed. */
  function update(changed: Iterable<StreamRecord>): boolean {
    let hasChanged = false
    for (const record of changed) {
      const stream = streamOf(record)
      for (const sum of [sums.most, sums.few, prepared]) {
        if (!sum?.members.has(record)) continue
        const isOther = sum.totals.set(record.key, stream)
        hasChanged ||= isOther && sum === sums[shown]
      }
    }
    if (hasChanged) version += 1
    return hasChanged
  }

  function notifyAll(): void {
    for (const listener of [...listeners]) {
      try {
        listener.notify()
      } catch (error) {
        reportToPage(error)
      }
    }
  }

  function publishChange(): void {
    version += 1
    notifyAll()
  }

  /** While it is not subscribed it does not know which records have changed. */
  function catchUp(): void {
    const now = records.version()
    if (unsubscribe === null && now !== readVersion) {
      update(new Set([sums.most, sums.few, prepared].flatMap((sum) => [...(sum?.members ?? [])])))
    }
    readVersion = now
  }

  const nameOf = (members: readonly StreamRecord[]) =>
    members.length * 2 > records.list().length ? 'most' : 'few'

  return {
    *prepareMembers(next) {
      prepared = null
      if (next === list) return
      catchUp()
      const { members: before } = sums[nameOf(next)]
      const kept = next.reduce((count, record) => count + Number(before.has(record)), 0)
      if (before.size + next.length - 2 * kept < preparedFrom) return
      const sum: PreparedSum = { ...createSum(), members: new Set(), list: next }
      prepared = sum
      for (const [index, record] of next.entries()) {
        // From now on it follows events, so it does not matter when it was added.
        sum.members.add(record)
        sum.totals.set(record.key, streamOf(record))
        if (index % rowsBetweenPauses === 0) yield
      }
    },
    setMembers(next) {
      if (next === list) return
      catchUp()
      list = next
      const name = nameOf(next)
      if (prepared?.list === next && prepared.members.size === next.length) {
        shown = name
        sums[name] = prepared
        prepared = null
        publishChange()
        return
      }
      prepared = null
      const members = new Set(next)
      let hasChanged = name !== shown
      shown = name
      let { totals, members: before } = sums[name]
      const kept = next.reduce((count, record) => count + Number(before.has(record)), 0)
      if (before.size - kept > kept) {
        // To add all of the next ones costs less than to remove the others.
        hasChanged = true
        ;({ totals, members: before } = createSum())
      }
      for (const record of before) {
        if (!members.has(record)) hasChanged = totals.set(record.key, undefined) || hasChanged
      }
      for (const record of next) {
        if (!before.has(record)) hasChanged = totals.set(record.key, streamOf(record)) || hasChanged
      }
      sums[name] = { totals, members }
      if (hasChanged) publishChange()
    },
    read() {
      catchUp()
      return sums[shown].totals
    },
    version() {
      catchUp()
      return version
    },
    subscribe(notify) {
      catchUp()
      const listener = { notify: () => notify() }
      listeners.add(listener)
      unsubscribe ??= records.subscribe((changed) => {
        if (update(changed)) notifyAll()
      })
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return
        unsubscribe?.()
        unsubscribe = null
        readVersion = records.version()
      }
    },
  }
}
