/**
 * Listeners and other functions of a caller that cannot break the connection: an exception is reported, and
 * the other listeners are still called (C11).
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

/** `run`, with the answer `otherwise` where it throws, which is reported. */
export function guarded<Given extends readonly unknown[]>(
  run: ((...given: Given) => boolean) | undefined,
  otherwise: boolean,
  report: ReportError,
): ((...given: Given) => boolean) | undefined {
  return (
    run &&
    ((...given) => {
      try {
        return run(...given)
      } catch (error) {
        report(error)
        return otherwise
      }
    })
  )
}

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
