/**
 * What the page reports that a connection pauses for (C8), as events of the machine. Watches only while
 * there is a connection to pause, so that a client at rest leaves no listener behind.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import type { WorldEvent } from './machine-state.ts'
import type { PauseReason } from './status.ts'

export interface PageWatch {
  /** Subscribes to the page, or stops doing so. */
  setWatching(isWatching: boolean): void
  /** Compares the page with the reasons to pause. */
  check(): void
}

/** @param hiddenPauseMs how long a hidden page keeps its connection; null: as long as it is open */
export function createPageWatch(
  { timers, page }: Pick<Platform, 'timers' | 'page'>,
  hiddenPauseMs: number | null,
  reasons: () => readonly PauseReason[],
  send: (event: WorldEvent) => void,
): PageWatch {
  let unsubscribe: Cancel | null = null
  let cancelHiding: Cancel | null = null

  function check(isLeaving = false): void {
    if (isLeaving) send({ type: 'leaving' })
    const isHidden = page.isHidden()
    setReason('frozen', page.isFrozen())
    setReason('offline', !page.isOnline())
    if (isHidden) {
      if (hiddenPauseMs !== null) {
        cancelHiding ??= timers.after(hiddenPauseMs, () => setReason('hidden', true))
      }
      return
    }
    stopHiding()
    setReason('hidden', false)
    send({ type: 'woke' })
  }

  function setReason(reason: PauseReason, isGiven: boolean): void {
    if (isGiven !== reasons().includes(reason)) {
      send({ type: isGiven ? 'pause' : 'resume', reason })
    }
  }

  function stopHiding(): void {
    cancelHiding?.()
    cancelHiding = null
  }

  return {
    setWatching(isWatching) {
      if (isWatching) {
        unsubscribe ??= page.subscribe(check)
        return
      }
      unsubscribe?.()
      unsubscribe = null
      stopHiding()
    },
    check,
  }
}
