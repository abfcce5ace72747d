/**
 * What some of the rows of a table come to: one source of totals, which follows events one stream at a time.
 * Does not depend on React.
 */
import { reportToPage } from '../platform/browser.ts'
import type { Cancel } from '../platform/ports.ts'
import { createAccountTotals, type StreamSides } from './account-totals.ts'
import type { StreamRecord, StreamRecords } from './stream-records.ts'
import type { TotalsSource } from './totals-source.ts'
import type { StreamObject } from './use-stream-summary.ts'

/** Totals of some of the records. */
export interface RecordTotals extends TotalsSource {
  /** Which records count. The same list again costs nothing. */
  setMembers(members: readonly StreamRecord[]): void
}

/** @param sidesOf on which side of a stream the money is counted */
export function createRecordTotals(
  records: StreamRecords,
  sidesOf: (stream: StreamObject) => StreamSides,
): RecordTotals {
  const totals = createAccountTotals(sidesOf)
  const listeners = new Set<{ readonly notify: () => void }>()
  let members: ReadonlySet<StreamRecord> = new Set()
  let list: readonly StreamRecord[] = []
  let version = 0
  /** Of the records, when they were read last. */
  let readVersion = 0
  let unsubscribe: Cancel | null = null

  function update(changed: Iterable<StreamRecord>): boolean {
    let hasChanged = false
    for (const record of changed) {
      if (!members.has(record)) continue
      const stream = records.has(record) ? record.stream : undefined
      hasChanged = totals.set(record.key, stream) || hasChanged
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

  /** While it is not subscribed it does not know which records have changed. */
  function catchUp(): void {
    const now = records.version()
    if (unsubscribe === null && now !== readVersion) update(members)
    readVersion = now
  }

  return {
    setMembers(next) {
      if (next === list) return
      catchUp()
      const before = members
      list = next
      members = new Set(next)
      let hasChanged = false
      for (const record of before) {
        if (!members.has(record)) hasChanged = totals.set(record.key, undefined) || hasChanged
      }
      for (const record of next) {
        if (!before.has(record)) hasChanged = totals.set(record.key, record.stream) || hasChanged
      }
      if (hasChanged) version += 1
    },
    read() {
      catchUp()
      return totals
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
