/**
 * One loop for the page. Every number that moves is asked when it reads differently next, waits in a
 * timing wheel until then, and writes itself. Does not know what a number is, nor what it writes to.
 *
 * T1 Nothing due soon → no frame is requested: what is further off than 50 ms sleeps in one timer.
 * T2 A hidden page gets no frames; when it comes back everything overdue is written once.
 * T3 An inactive (off-screen) target is never asked and never written until it is active again.
 * T4 A frame costs what is due in it, however many targets there are.
 * T5 A target with an interval is written at whole multiples of it in server time, at most once
 *    each: targets with the same interval meet in one frame and cost one layout, not many. The
 *    page's interval holds for all; an event is written at once all the same.
 * T6 A target that throws is left out until it is invalidated; the others continue; the error surfaces.
 * T7 Where more targets with an interval are due than a beat has room for, those that have waited longest are written, and
 *    the rest at the next beats: all of them within a second. So many numbers cost frames of a bounded length.
 *
 * A third of the file is what the rest of the kit reads: the contract, kept next to its implementation.
 */
import { postponeRest, scheduleWrite, type WaitingEntry } from './frame-limit.ts'
import type { Cancel, Platform } from './ports.ts'
import { createServerTime } from './server-time.ts'
import { createTickerSettings, type TickerSnapshot } from './ticker-settings.ts'
import { createTimingWheel, createWheelEntry } from './timing-wheel.ts'
import { createWakeUp } from './wake-up.ts'

/** Something on the page that changes by time alone. All times are server time, Unix ms. */
export interface TickTarget {
  /** The first time after `afterMs` at which it reads differently; `null`: never again. */
  nextChangeMs(afterMs: number): number | null
  /** Shows how it reads at `nowMs`. Called in a frame, or while {@link TickHandle.invalidate} runs. */
  write(nowMs: number): void
}

/** A target's place in the loop. */
export interface TickHandle {
  /** The target changed by an event: written at once if it is on screen, else when it is again. */
  invalidate(): void
  /** Whether it can be seen. Becoming active writes it at once. */
  setActive(isActive: boolean): void
  /** Takes it out for good. */
  remove(): void
}

export interface TickOptions {
  /** Least time between two writes in ms. Default 0: as often as it reads differently. */
  readonly everyMs?: number
  /** Whether it is on screen from the start. Default true. */
  readonly isActive?: boolean
}

/** What the loop has to do and has done, for the devtools and benchmarks. */
export interface TickerLoad {
  readonly targets: number
  /** Targets that are scheduled: on screen and still moving. */
  readonly scheduled: number
  readonly frames: number
  readonly writes: number
}

export interface Ticker {
  /** Takes a target in and writes it at the next frame. */
  add(target: TickTarget, options?: TickOptions): TickHandle
  /** Server time in Unix ms: runs on while paused or hidden, backwards only as server-time.ts says. */
  nowMs(): number
  /** Server time as shown: {@link nowMs}, or the time of {@link pause} while paused. */
  shownMs(): number
  /** Server clock minus wall clock in ms, as the connection estimates it. */
  setOffset(offsetMs: number): void
  /** Stops all movement on the page (WCAG 2.2.2). Events still show, as of this time. */
  pause(): void
  resume(): void
  /**
   * Least time between two writes of any target: 1000 for reduced motion, 0 for no limit. Several
   * may ask, each under its own name; the longest wins.
   */
  setMinIntervalMs(intervalMs: number, askedBy?: string): void
  getSnapshot(): TickerSnapshot
  /** Calls `listener` whenever {@link getSnapshot} changes. */
  subscribe(listener: () => void): Cancel
  getLoad(): TickerLoad
}

interface Entry extends WaitingEntry {
  readonly target: TickTarget
  readonly everyMs: number
  isActive: boolean
}

/** Makes the loop. Nothing runs until there is a target. */
export function createTicker(
  platform: Pick<Platform, 'clock' | 'frames' | 'timers' | 'page'>,
): Ticker {
  const { page } = platform
  const time = createServerTime(platform.clock)
  const wheel = createTimingWheel<Entry>(time.nowMs())
  const entries = new Set<Entry>()
  const due: Entry[] = []
  let frameCount = 0
  let writes = 0
  let isInFrame = false
  let leavePage: Cancel | null = null
  const settings = createTickerSettings(() => wakeUp.arrange())
  const { getSnapshot } = settings
  const nextDueMs = () => (isStill() ? null : wheel.nextDueMs())
  const wakeUp = createWakeUp(platform, time.nowMs, nextDueMs, onFrame)

  function nowMs(): number {
    // Nothing is on the page that could jump, and a clock may have been replaced: by a test, between two tests.
    if (entries.size === 0) time.reanchor(true)
    return time.nowMs()
  }
  const shownMs = () => settings.pausedAtMs() ?? nowMs()
  const intervalOf = ({ everyMs }: Entry) => Math.max(everyMs, getSnapshot().minIntervalMs)
  const isStill = () => getSnapshot().isPaused || page.isHidden()

  function write(entry: Entry, nowMs: number): void {
    // Taken out first, so that a target that throws stays out (T6).
    wheel.cancel(entry)
    writes += 1
    entry.target.write(nowMs)
    // Writing may have removed it or moved it off the screen.
    if (entry.isActive) scheduleNext(entry, nowMs)
  }

  function scheduleNext(entry: Entry, afterMs: number): void {
    const changeMs = entry.target.nextChangeMs(afterMs)
    if (changeMs === null) return
    const everyMs = intervalOf(entry)
    scheduleWrite(wheel, entry, everyMs > 0 ? Math.ceil(changeMs / everyMs) * everyMs : changeMs)
  }

  /**
   * One target was put in, moved or taken out. Looks only at what this changes, since looking for the
   * earliest is not free and ten thousand targets may arrive at once: a wake-up that is no longer
   * needed finds that out by itself.
   */
  function waitForOne(entry: Entry): void {
    if (isInFrame) return
    if (wheel.size === 0) wakeUp.cancel()
    else if (entry.slot >= 0) wakeUp.arrangeFor(entry.dueMs)
  }

  function onFrame(): void {
    if (isStill()) return
    frameCount += 1
    const nowMs = time.nowMs()
    const errors: unknown[] = []
    isInFrame = true
    wheel.collect(nowMs, due)
    // T7
    postponeRest(wheel, due, { nowMs, intervalOf })
    for (const entry of due) {
      if (!entry.isActive) continue
      try {
        write(entry, nowMs)
      } catch (error) {
        errors.push(error)
      }
    }
    due.length = 0
    isInFrame = false
    wakeUp.arrange()
    if (errors.length > 0) throw errors[0]
  }

  function onPageChange(): void {
    if (!page.isHidden()) time.reanchor()
    wakeUp.arrange()
  }

  /** Now if it is visible; otherwise as soon as it is. */
  function refresh(entry: Entry): void {
    if (!entry.isActive) return
    try {
      if (page.isHidden()) scheduleWrite(wheel, entry, time.nowMs())
      else write(entry, shownMs())
    } finally {
      waitForOne(entry)
    }
  }

  return {
    add(target, { everyMs = 0, isActive = true } = {}) {
      const entry: Entry = { ...createWheelEntry(), wantedMs: 0, target, everyMs, isActive }
      entries.add(entry)
      leavePage ??= page.subscribe(onPageChange)
      if (isActive) {
        scheduleWrite(wheel, entry, time.nowMs())
        waitForOne(entry)
      }
      return {
        invalidate: () => refresh(entry),
        setActive(isNowActive) {
          if (!entries.has(entry) || entry.isActive === isNowActive) return
          entry.isActive = isNowActive
          if (isNowActive) return refresh(entry)
          wheel.cancel(entry)
          waitForOne(entry)
        },
        remove() {
          if (!entries.delete(entry)) return
          entry.isActive = false
          wheel.cancel(entry)
          waitForOne(entry)
          if (entries.size > 0) return
          leavePage?.()
          leavePage = null
        },
      }
    },

    nowMs,
    shownMs,

    setOffset(offsetMs) {
      const beforeMs = time.nowMs()
      time.setOffset(offsetMs)
      const nowMs = time.nowMs()
      // Set back: what they wait for lies too far off now, or they wait for nothing any more.
      if (nowMs < beforeMs) {
        for (const entry of entries) if (entry.isActive) scheduleWrite(wheel, entry, nowMs)
      }
      if (!isInFrame) wakeUp.arrange()
    },

    pause: () => settings.pause(time.nowMs()),
    resume: settings.resume,
    setMinIntervalMs: settings.setMinIntervalMs,
    getSnapshot,
    subscribe: settings.subscribe,

    getLoad: () => ({
      targets: entries.size,
      scheduled: wheel.size,
      frames: frameCount,
      writes,
    }),
  }
}
