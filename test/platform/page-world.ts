/**
 * A page for tests of what ticks: both clocks, timers, and frames sixty times a second while it is
 * visible and requested. Synchronous: time passes in `advance` and nowhere else.
 *
 * To act like a sleeping laptop use `sleep`; like a person who sets the clock, `setWall`.
 */
import type { Cancel, Platform } from '../../src/platform/ports.ts'

export const frameMs = 1000 / 60

export interface PageWorld {
  readonly platform: Pick<Platform, 'clock' | 'frames' | 'timers' | 'page'>
  /** Wall clock, Unix ms. */
  nowMs(): number
  /** Lets time pass: timers and frames run at their times, in order. */
  advance(ms: number): void
  setHidden(isHidden: boolean): void
  setOnline(isOnline: boolean): void
  /** The machine sleeps: the wall clock continues, the monotonic clock and the timers do not. */
  sleep(ms: number): void
  /** Sets the wall clock. */
  setWall(nowMs: number): void
  /** What is asked for and has not happened. */
  readonly pendingFrames: number
  readonly pendingTimers: number
  /** Frames that ran, and timers that fired, since the world began. */
  readonly framesRun: number
  readonly timersFired: number
  readonly pageListeners: number
}

interface Timer {
  readonly dueMs: number
  readonly run: () => void
}

export function createPageWorld(wallMs = 1_700_000_000_000): PageWorld {
  let monotonicMs = 0
  let wallAheadMs = wallMs
  let isHidden = false
  let isOnline = true
  let framesRun = 0
  let timersFired = 0
  const timers = new Set<Timer>()
  const frames = new Set<(monotonicMs: number) => void>()
  const listeners = new Set<() => void>()

  function cancelIn<T>(set: Set<T>, member: T): Cancel {
    set.add(member)
    return () => {
      set.delete(member)
    }
  }

  const notify = () => {
    for (const listener of [...listeners]) listener()
  }

  function nextTime(): number {
    let next = Number.POSITIVE_INFINITY
    for (const { dueMs } of timers) next = Math.min(next, dueMs)
    if (!isHidden && frames.size > 0) {
      next = Math.min(next, (Math.floor(monotonicMs / frameMs + 1e-6) + 1) * frameMs)
    }
    return next
  }

  function runDue(): void {
    for (const timer of [...timers]) {
      if (timer.dueMs > monotonicMs || !timers.delete(timer)) continue
      timersFired += 1
      timer.run()
    }
    const isFrame = Math.abs(monotonicMs / frameMs - Math.round(monotonicMs / frameMs)) < 1e-6
    if (isHidden || !isFrame || frames.size === 0) return
    framesRun += 1
    const due = [...frames]
    frames.clear()
    for (const run of due) run(monotonicMs)
  }

  return {
    platform: {
      clock: {
        nowMs: () => Math.floor(monotonicMs + wallAheadMs),
        monotonicMs: () => monotonicMs,
      },
      timers: {
        after: (delayMs, run) => cancelIn(timers, { dueMs: monotonicMs + delayMs, run }),
      },
      frames: { request: (run) => cancelIn(frames, run) },
      page: {
        isHidden: () => isHidden,
        isOnline: () => isOnline,
        isFrozen: () => false,
        subscribe: (listener) => cancelIn(listeners, listener),
      },
    },
    nowMs: () => Math.floor(monotonicMs + wallAheadMs),
    advance(ms) {
      const untilMs = monotonicMs + ms
      for (let next = nextTime(); next <= untilMs; next = nextTime()) {
        monotonicMs = Math.max(monotonicMs, next)
        runDue()
      }
      monotonicMs = untilMs
    },
    setHidden(value) {
      isHidden = value
      notify()
    },
    setOnline(value) {
      isOnline = value
      notify()
    },
    sleep(ms) {
      wallAheadMs += ms
    },
    setWall(nowMs) {
      wallAheadMs = nowMs - monotonicMs
    },
    get pendingFrames() {
      return frames.size
    },
    get pendingTimers() {
      return timers.size
    },
    get framesRun() {
      return framesRun
    },
    get timersFired() {
      return timersFired
    },
    get pageListeners() {
      return listeners.size
    },
  }
}
