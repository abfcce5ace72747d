/**
 * A set of listeners that cannot break their caller: an exception in one is reported and the others are
 * still called (C11).
 */
import { reportToPage } from '../platform/browser.ts'

export interface Listeners<T> {
  /** @returns removes the listener; it is not called again, even in a round under way. */
  add(listener: (value: T) => void): () => void
  /** Calls every listener, in the order they were added, while `isWanted` returns true. */
  emit(value: T, isWanted?: () => boolean): void
}

/** What to do with an exception from a listener. Default: the page's `error` event. */
export type ReportError = (error: unknown) => void

export function createListeners<T>(report: ReportError = reportToPage): Listeners<T> {
  // Wrapped, so that the same function added twice is two listeners that are removed separately.
  const entries = new Set<{ readonly listener: (value: T) => void }>()
  return {
    add(listener) {
      const entry = { listener }
      entries.add(entry)
      return () => {
        entries.delete(entry)
      }
    },
    emit(value, isWanted = () => true) {
      for (const entry of [...entries]) {
        if (!isWanted()) return
        if (!entries.has(entry)) continue
        try {
          entry.listener(value)
        } catch (error) {
          report(error)
        }
      }
    },
  }
}
