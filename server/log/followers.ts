/**
 * The followers of one log, and their delivery: contiguous entries, in order, each once (L8). It never
 * reads a file; the engine passes the window that holds the new entries.
 */

import type { EntryWindow } from './entry-window.ts'
import type { LogEntry, LogGap, LogReset } from './event-log.ts'

/** Receives new entries. */
export type OnEntries = (entries: readonly LogEntry[]) => void
/** Receives what will never be delivered. */
export type OnGap = (gap: LogGap | LogReset) => void

/** See the head of this file. */
export interface Followers {
  /** Follows from `next` on. @returns Stops following. */
  add(next: number, onEntries: OnEntries, onGap: OnGap): () => void
  /** Delivers everything in the window of this history that a follower has not received yet. */
  deliver(window: EntryWindow, epoch: string): void
  /** Reports to every follower that history started over; offsets begin again at 1. */
  reset(): void
  /** How many there are. */
  readonly size: number
}

interface Follower {
  next: number
  isActive: boolean
  readonly onEntries: OnEntries
  readonly onGap: OnGap
}

export function createFollowers(): Followers {
  const followers = new Set<Follower>()
  let isDelivering = false

  function call(follower: Follower, run: () => void): void {
    if (!follower.isActive) return
    try {
      run()
    } catch (error) {
      // The entries are in the log even if a follower cannot handle them, so the append must not fail and
      // the other followers must be served. Swallowing would hide a defect: surface an uncaught error.
      queueMicrotask(() => {
        throw error
      })
    }
  }

  function deliverTo(follower: Follower, window: EntryWindow, epoch: string): boolean {
    if (!follower.isActive || follower.next > window.top) return false
    if (follower.next < window.oldest) {
      const gap: LogGap = { kind: 'gap', from: follower.next, to: window.oldest - 1, epoch }
      follower.next = window.oldest
      call(follower, () => follower.onGap(gap))
      return true
    }
    const entries = window.slice(follower.next, window.top)
    follower.next = window.top + 1
    call(follower, () => follower.onEntries(entries))
    return true
  }

  return {
    add(next, onEntries, onGap) {
      const follower: Follower = { next, isActive: true, onEntries, onGap }
      followers.add(follower)
      return () => {
        follower.isActive = false
        followers.delete(follower)
      }
    },
    deliver(window, epoch) {
      // A follower may append, which calls this again. The inner call leaves its entries to the outer
      // one, or the followers after this one would receive the second event before the first.
      if (isDelivering) return
      isDelivering = true
      try {
        let hasMoved = true
        while (hasMoved) {
          hasMoved = false
          for (const follower of followers)
            hasMoved = deliverTo(follower, window, epoch) || hasMoved
        }
      } finally {
        isDelivering = false
      }
    },
    reset() {
      for (const follower of followers) {
        follower.next = 1
        call(follower, () => follower.onGap({ kind: 'reset', reason: 'epoch' }))
      }
    },
    get size() {
      return followers.size
    },
  }
}
