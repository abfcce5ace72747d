/**
 * Time for tests and stories: a clock that stands still, and a virtual time with clock, timers and animation
 * frames that passes only when a test says so. Knows neither React nor a test runner, and leaves the globals
 * of the page alone: what waits with a real timer, as Testing Library does, continues to work.
 */
import { browserPlatform } from '../platform/browser.ts'
import type { Cancel, Clock, Frames, Platform, Timers } from '../platform/ports.ts'
import { systemClock, systemTimers } from '../platform/system.ts'
import { clampDelay } from '../platform/timer-limit.ts'

/** How {@link createFakeTime} begins. */
export interface FakeTimeOptions {
  /** The wall clock at the start, Unix ms. Default 2026-01-01T00:00:00Z. */
  readonly nowMs?: number
}

/** A time that passes only in {@link FakeTime.advance}. */
export interface FakeTime {
  /** For the `platform` of a provider or a session, and `clock` and `timers` for a mock. */
  readonly clock: Clock
  /** Its timers. */
  readonly timers: Timers
  /** Its animation frames. */
  readonly frames: Frames
  /** The wall clock, Unix ms. */
  nowMs(): number
  /**
   * Lets `ms` pass: timers and frames run in order, and whatever they start runs before the next one.
   * Afterwards everything has arrived that needs no more time.
   */
  advance(ms: number): Promise<void>
  /** Lets everything happen that needs no time: answers arrive, and pending frames are shown. */
  settle(): Promise<void>
}

/** A {@link FakeTime} that replaces the time of the device. */
export interface InstalledTime extends FakeTime {
  /** Puts the time of the device back. Calling it twice does nothing. */
  uninstall(): void
}

interface Task {
  readonly dueMs: number
  readonly isFrame: boolean
  run(): void
}

const frameMs = 16
/** A frame may start a request whose answer needs a frame again. A ticking number always requests one. */
const maxSettleRounds = 8
/** A page that takes longer to paint is in the background. */
const longestPaintMs = 250

/** A clock that always shows `nowMs`, for stories and screenshots: nothing moves, and nothing ever ends. */
export function frozenClock(nowMs: number): Clock {
  return { nowMs: () => nowMs, monotonicMs: () => 0 }
}

/**
 * A virtual time, to be passed to what should live in it; {@link installFakeTime} needs no passing.
 *
 * @example
 * const time = createFakeTime()
 * const session = createSession({ url: '', fetch: backend.fetch, platform: time })
 * await time.advance(5_000)
 */
export function createFakeTime({ nowMs = Date.UTC(2026, 0, 1) }: FakeTimeOptions = {}): FakeTime {
  const tasks = new Set<Task>()
  let elapsedMs = 0

  function schedule(task: Task): Cancel {
    tasks.add(task)
    return () => {
      tasks.delete(task)
    }
  }

  /** The earliest task until then; of those at the same time, the one that was scheduled first. */
  function nextTask(untilMs: number): Task | undefined {
    let next: Task | undefined
    for (const task of tasks) {
      if (task.dueMs <= untilMs && (!next || task.dueMs < next.dueMs)) next = task
    }
    return next
  }

  function run(task: Task): void {
    if (tasks.delete(task)) task.run()
  }

  async function settle(): Promise<void> {
    await painted()
    for (let round = 0; round < maxSettleRounds; round++) {
      await turns()
      const due = [...tasks].filter(({ dueMs, isFrame }) => isFrame || dueMs <= elapsedMs)
      if (due.length === 0) return
      for (const task of due) run(task)
    }
    await turns()
  }

  return {
    clock: { nowMs: () => nowMs + elapsedMs, monotonicMs: () => elapsedMs },
    timers: {
      after: (delayMs, run) =>
        schedule({ dueMs: elapsedMs + clampDelay(delayMs), isFrame: false, run }),
    },
    frames: {
      request: (run) =>
        schedule({
          dueMs: (Math.floor(elapsedMs / frameMs) + 1) * frameMs,
          isFrame: true,
          run: () => run(elapsedMs),
        }),
    },
    nowMs: () => nowMs + elapsedMs,
    settle,
    async advance(ms) {
      const untilMs = elapsedMs + ms
      await painted()
      await turns()
      for (let task = nextTask(untilMs); task; task = nextTask(untilMs)) {
        elapsedMs = Math.max(elapsedMs, task.dueMs)
        run(task)
        // An hour has many frames, and hardly any of them starts something that takes more than promises.
        await (task.isFrame ? null : turn())
      }
      elapsedMs = Math.max(elapsedMs, untilMs)
      await settle()
    },
  }
}

let installed: InstalledTime | null = null

/**
 * Replaces the time of the device for everything of this package: providers, sessions, mocks and servers that
 * are given no clock of their own. `Date` and `setTimeout` of the page stay real. Install it before what it
 * should govern is made, and one at a time.
 *
 * @example
 * const time = installFakeTime({ nowMs: Date.UTC(2026, 0, 1) })
 * afterEach(() => time.uninstall())
 * @throws Error with `code` `time_installed` while another one is installed
 */
export function installFakeTime(options?: FakeTimeOptions): InstalledTime {
  if (installed) {
    const message =
      'Cannot install a time: one is installed already, and sessions follow it. Call its uninstall() first, after each test.'
    throw Object.assign(new Error(message), { code: 'time_installed' })
  }
  const time = createFakeTime(options)
  const { frames } = browserPlatform as Platform
  // Sessions and mocks hold these objects, not their methods, so both sides follow the same clock.
  const restore = [
    replace(systemClock, time.clock),
    replace(systemTimers, time.timers),
    replace(frames, time.frames),
  ]
  const own: InstalledTime = {
    ...time,
    uninstall() {
      if (installed !== own) return
      installed = null
      for (const each of restore) each()
    },
  }
  installed = own
  return own
}

function replace<T extends object>(target: T, methods: T): () => void {
  const original = { ...target }
  Object.assign(target, methods)
  return () => void Object.assign(target, original)
}

/** Promises and bodies need several turns of the event loop; none of them takes time. */
async function turns(): Promise<void> {
  for (let count = 0; count < 3; count++) await turn()
}

// As they were before a test runner may have replaced them.
const {
  setTimeout: startTimer,
  MessageChannel: Channel,
  requestAnimationFrame: nextFrame,
} = globalThis

/**
 * Waits until a real browser has painted: what is on screen is reported after that, and only what is on screen
 * ticks. A page in the background is not painted.
 */
function painted(): Promise<void> {
  if (typeof IntersectionObserver !== 'function' || typeof nextFrame !== 'function') {
    return Promise.resolve()
  }
  return new Promise((resolve) => {
    nextFrame(() => nextFrame(() => resolve()))
    startTimer(resolve, longestPaintMs)
  })
}

/** In Node an open port keeps the process alive. */
interface Port {
  onmessage: unknown
  postMessage(message: null): void
  ref?(): void
  unref?(): void
}

let ports: { readonly port1: Port; readonly port2: Port } | null = null
const waiting: (() => void)[] = []

/** One turn of the event loop. A new channel for each would cost more than the turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    // Jest's jsdom has none.
    if (typeof Channel !== 'function') return void startTimer(resolve, 0)
    ports ??= openPorts()
    ports.port1.ref?.()
    waiting.push(resolve)
    ports.port2.postMessage(null)
  })
}

function openPorts() {
  const { port1, port2 }: { port1: Port; port2: Port } = new Channel()
  port1.onmessage = () => {
    waiting.shift()?.()
    if (waiting.length === 0) port1.unref?.()
  }
  port2.unref?.()
  return { port1, port2 }
}
