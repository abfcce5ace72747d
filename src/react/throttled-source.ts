/**
 * Throttles a source that changes often: the first change is visible at once, later ones together after
 * the interval, and the last one always. Does not depend on React.
 */
import type { Cancel, Timers } from '../platform/ports.ts'

/** The source. `read` returns the same object until it changes. */
export interface ReadableSource<T> {
  read(): T
  subscribe(listener: () => void): Cancel
}

/** For `useSyncExternalStore`: the snapshot changes only when listeners are notified. */
export interface ThrottledSource<T> {
  getSnapshot(): T
  subscribe(listener: () => void): Cancel
}

/** Without subscribers it has no timer, and reads through to the source. */
export function createThrottledSource<T>(
  source: ReadableSource<T>,
  intervalMs: number,
  timers: Timers,
): ThrottledSource<T> {
  const listeners = new Set<{ readonly notify: () => void }>()
  let snapshot: { readonly value: T } | null = null
  let unsubscribe: Cancel = () => {}
  /** Cancels the next read; null: the next change is read at once. */
  let cancelRead: Cancel | null = null

  function read(): void {
    cancelRead = null
    const value = source.read()
    if (snapshot?.value === value) return
    snapshot = { value }
    cancelRead = timers.after(intervalMs, read)
    for (const listener of [...listeners]) listener.notify()
  }

  return {
    getSnapshot: () => (snapshot ? snapshot.value : source.read()),
    subscribe(notify) {
      const listener = { notify }
      if (listeners.size === 0) {
        snapshot = { value: source.read() }
        unsubscribe = source.subscribe(() => {
          if (!cancelRead) read()
        })
      }
      listeners.add(listener)
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return
        unsubscribe()
        cancelRead?.()
        cancelRead = null
        snapshot = null
      }
    },
  }
}
