/**
 * Those who follow one log, and the pump that hands them entries: contiguous, in order, each once (L8).
 * It never reads a medium; the engine gives it the window that holds what is new.
 */

import type { EntryWindow } from './entry-window.ts'
import type { LogEntry, LogGap, LogReset } from './event-log.ts'

/** Told of new entries. */
export type OnEntries = (entries: readonly LogEntry[]) => void
/** Told of what will never come. */
export type OnGap = (gap: LogGap | LogReset) => void

/** The followers of one log. */
export interface Tails {
  /** Follows from `next` on. @returns Stops following. */
  add(next: number, onEntries: OnEntries, onGap: OnGap): () => void
  /** Hands over whatever the window holds that a tail has not had yet. */
  deliver(window: EntryWindow): void
  /** Tells every tail that history started over; offsets begin again at 1. */
  reset(): void
}

interface Tail {
  next: number
  isActive: boolean
  readonly onEntries: OnEntries
  readonly onGap: OnGap
}

export function createTails(): Tails {
  const tails = new Set<Tail>()
  let isDelivering = false

  function call(tail: Tail, run: () => void): void {
    if (!tail.isActive) return
    try {
      run()
    } catch (error) {
      // The entries are in the log whatever a listener makes of them, so the append must not fail and
      // the others must be served. Swallowing would hide a defect: surface it as an uncaught error.
      queueMicrotask(() => {
        throw error
      })
    }
  }

  function deliverTo(tail: Tail, window: EntryWindow): boolean {
    if (!tail.isActive || tail.next > window.top) return false
    if (tail.next < window.oldest) {
      const gap: LogGap = { kind: 'gap', from: tail.next, to: window.oldest - 1 }
      tail.next = window.oldest
      call(tail, () => tail.onGap(gap))
      return true
    }
    const entries = window.slice(tail.next, window.top)
    tail.next = window.top + 1
    call(tail, () => tail.onEntries(entries))
    return true
  }

  return {
    add(next, onEntries, onGap) {
      const tail: Tail = { next, isActive: true, onEntries, onGap }
      tails.add(tail)
      return () => {
        tail.isActive = false
        tails.delete(tail)
      }
    },
    deliver(window) {
      // A listener may append, which comes back here. The inner call leaves its entries to the outer
      // one, or the tails after this one would hear the second event before the first.
      if (isDelivering) return
      isDelivering = true
      try {
        let hasMoved = true
        while (hasMoved) {
          hasMoved = false
          for (const tail of tails) hasMoved = deliverTo(tail, window) || hasMoved
        }
      } finally {
        isDelivering = false
      }
    },
    reset() {
      for (const tail of tails) {
        tail.next = 1
        call(tail, () => tail.onGap({ kind: 'reset', reason: 'epoch' }))
      }
    },
  }
}
