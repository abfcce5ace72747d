/** What a control for the whole page can set on a ticker: pause, and the least time between two writes. */
import type { Cancel } from './ports.ts'

/** What a control for the whole page shows. The object changes exactly when its content does. */
export interface TickerSnapshot {
  /** Whether numbers do not move. */
  readonly isPaused: boolean
  /** The least time between two writes of any target that is in force; 0: no limit. */
  readonly minIntervalMs: number
}

export interface TickerSettings {
  getSnapshot(): TickerSnapshot
  subscribe(listener: () => void): Cancel
  /** The time of {@link TickerSettings.pause}; null while not paused. */
  pausedAtMs(): number | null
  pause(atMs: number): void
  resume(): void
  /** Several controls may ask, each under its own name; the longest interval wins. */
  setMinIntervalMs(intervalMs: number, askedBy?: string): void
}

/** @param onChange called after each change, before the listeners. */
export function createTickerSettings(onChange: () => void): TickerSettings {
  const listeners = new Set<() => void>()
  const intervals = new Map<string, number>()
  let pausedAtMs: number | null = null
  let snapshot: TickerSnapshot = { isPaused: false, minIntervalMs: 0 }

  function change(next: TickerSnapshot): void {
    snapshot = next
    onChange()
    for (const listener of [...listeners]) listener()
  }

  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    pausedAtMs: () => pausedAtMs,
    pause(atMs) {
      if (pausedAtMs !== null) return
      pausedAtMs = atMs
      change({ ...snapshot, isPaused: true })
    },
    resume() {
      if (pausedAtMs === null) return
      pausedAtMs = null
      change({ ...snapshot, isPaused: false })
    },
    setMinIntervalMs(intervalMs, askedBy = 'page') {
      if (intervalMs > 0) intervals.set(askedBy, intervalMs)
      else intervals.delete(askedBy)
      const minIntervalMs = Math.max(0, ...intervals.values())
      if (minIntervalMs !== snapshot.minIntervalMs) change({ ...snapshot, minIntervalMs })
    },
  }
}
