/**
 * Something that changes often, read no more often than a person can: the first change shows at once,
 * those that follow together when `everyMs` has passed, and the last one always. Knows no React.
 */
import type { Cancel, Timers } from '../platform/ports.ts'

/** What is read. `read` answers the same object until it has changed. */
export interface ReadableSource<T> {
  read(): T
  subscribe(listener: () => void): Cancel
}

/** What stands behind `useSyncExternalStore`: the answer changes only when listeners are told. */
export interface ThrottledSource<T> {
  getSnapshot(): T
  subscribe(listener: () => void): Cancel
}

/** Costs nothing while nobody listens, and then answers what there is. */
export function createThrottledSource<T>(
  source: ReadableSource<T>,
  everyMs: number,
  timers: Timers,
): ThrottledSource<T> {
  const listeners = new Set<{ readonly tell: () => void }>()
  let shown: { readonly value: T } | null = null
  let leave: Cancel = () => {}
  /** Takes back the next look; null: the next change shows at once. */
  let cancelLook: Cancel | null = null

  function look(): void {
    cancelLook = null
    const value = source.read()
    if (shown?.value === value) return
    shown = { value }
    cancelLook = timers.after(everyMs, look)
    for (const listener of [...listeners]) listener.tell()
  }

  return {
    getSnapshot: () => (shown ? shown.value : source.read()),
    subscribe(tell) {
      const listener = { tell }
      if (listeners.size === 0) {
        shown = { value: source.read() }
        leave = source.subscribe(() => {
          if (!cancelLook) look()
        })
      }
      listeners.add(listener)
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return
        leave()
        cancelLook?.()
        cancelLook = null
        shown = null
      }
    },
  }
}
