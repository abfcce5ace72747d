/**
 * A world whose time only passes when a test says so: clock, timers, random numbers, animation frames, page,
 * storage, and the locks and channels of tabs (fake-tabs.ts).
 * Works in Node and in a browser. No network of its own: give it a `fetch`, for example that of
 * fake-feed.ts or of a server app.
 *
 * Most tests need no more than `advance`. When a new port comes to `Platform`, add its fake here.
 */
import type { FetchLike, Platform, Tabs } from '../../src/platform/ports.ts'

export interface FakeWorld {
  readonly platform: Platform & { readonly tabs: Tabs }
  /** Unix ms of the wall clock. */
  nowMs(): number
  monotonicMs(): number
  /** Lets `ms` pass: timers and frames fire in order, each with everything it sets off. */
  advance(ms: number): Promise<void>
  /** Lets what is already on its way arrive, without time passing. */
  settle(): Promise<void>
  /**
   * The device sleeps: both clocks jump, nothing fires, then what is overdue fires late. With
   * `stopsMonotonic` only the wall clock jumps, as in browsers that do not count sleep.
   */
  sleep(ms: number, options?: { readonly stopsMonotonic?: boolean }): Promise<void>
  /** The user sets the wall clock. */
  shiftWallClock(ms: number): void
  setHidden(isHidden: boolean): void
  setOnline(isOnline: boolean): void
  /** The browser puts the page aside, or takes it back. Its timers go on all the same. */
  setFrozen(isFrozen: boolean): void
  /** A navigation begins; the page stays. What it aborts is for the test to abort. */
  beginNavigation(): void
  /** What is kept over a reload, by key. */
  readonly stored: Map<string, string>
  /** Names of the marks on the performance time line, in order. */
  readonly marks: readonly string[]
  /** The next random numbers; afterwards 0.5 again. */
  pinRandom(values: readonly number[]): void
  /** Timers and frames that have not fired: 0 when everything was released. */
  pending(): number
  /** Who listens to the page. */
  pageListeners(): number
}

export interface FakeWorldOptions {
  readonly fetch?: FetchLike
  /** Default 2026-01-01T00:00:00Z. */
  readonly startMs?: number
  /** What an earlier page has kept. */
  readonly stored?: Map<string, string>
  /** The other tabs. Default: a browser that has no locks. */
  readonly tabs?: Tabs
}

interface Task {
  readonly dueMs: number
  readonly isFrame: boolean
  run(): void
}

const frameMs = 16

const noTabs: Tabs = {
  isAvailable: () => false,
  channel() {
    throw new Error('This fake world has one tab. Give it tabs.')
  },
  lock: () => () => {},
}

export function createFakeWorld(options: FakeWorldOptions = {}): FakeWorld {
  const startMs = options.startMs ?? Date.UTC(2026, 0, 1)
  // Not 0, so that a test notices when the two clocks are confused, or 0 is taken for "never".
  let monotonicMs = 5000
  let wallMs = startMs
  let pinned: number[] = []
  let isHidden = false
  let isOnline = true
  let isFrozen = false
  const stored = options.stored ?? new Map<string, string>()
  const marks: string[] = []
  const tasks = new Set<Task>()
  const listeners = new Set<{ run(isLeaving: boolean): void }>()

  function schedule(task: Task): () => void {
    tasks.add(task)
    return () => {
      tasks.delete(task)
    }
  }

  function nextTask(untilMs: number): Task | undefined {
    let next: Task | undefined
    for (const task of tasks) {
      if (task.isFrame && isHidden) continue
      if (task.dueMs > untilMs) continue
      if (next === undefined || task.dueMs < next.dueMs) next = task
    }
    return next
  }

  async function runUntil(untilMs: number): Promise<void> {
    await settle()
    for (let task = nextTask(untilMs); task !== undefined; task = nextTask(untilMs)) {
      const passedMs = Math.max(0, task.dueMs - monotonicMs)
      monotonicMs += passedMs
      wallMs += passedMs
      tasks.delete(task)
      task.run()
      await settle()
    }
  }

  function notifyPage(isLeaving = false): void {
    for (const listener of [...listeners]) listener.run(isLeaving)
  }

  const platform: FakeWorld['platform'] = {
    clock: { nowMs: () => wallMs, monotonicMs: () => monotonicMs },
    timers: {
      after(delayMs, run) {
        const delay = delayMs > 0 ? Math.min(delayMs, 2 ** 31 - 1) : 0
        return schedule({ dueMs: monotonicMs + delay, isFrame: false, run })
      },
    },
    random: { next: () => pinned.shift() ?? 0.5 },
    frames: {
      request(run) {
        const dueMs = (Math.floor(monotonicMs / frameMs) + 1) * frameMs
        return schedule({ dueMs, isFrame: true, run: () => run(monotonicMs) })
      },
    },
    page: {
      isHidden: () => isHidden,
      isOnline: () => isOnline,
      isFrozen: () => isFrozen,
      subscribe(run) {
        const listener = { run }
        listeners.add(listener)
        return () => {
          listeners.delete(listener)
        }
      },
    },
    fetch:
      options.fetch ??
      (() => Promise.reject(new Error('This fake world has no network. Give it a fetch.'))),
    storage: {
      read: (key) => stored.get(key) ?? null,
      write(key, text) {
        if (text === null) stored.delete(key)
        else stored.set(key, text)
      },
    },
    tabs: options.tabs ?? noTabs,
    mark: (name) => void marks.push(name),
  }

  return {
    platform,
    nowMs: () => wallMs,
    monotonicMs: () => monotonicMs,
    async advance(ms) {
      const untilMs = monotonicMs + ms
      await runUntil(untilMs)
      const passedMs = Math.max(0, untilMs - monotonicMs)
      monotonicMs += passedMs
      wallMs += passedMs
    },
    settle,
    async sleep(ms, { stopsMonotonic = false } = {}) {
      wallMs += ms
      if (!stopsMonotonic) monotonicMs += ms
      await runUntil(monotonicMs)
    },
    shiftWallClock(ms) {
      wallMs += ms
    },
    setHidden(value) {
      isHidden = value
      notifyPage()
    },
    setOnline(value) {
      isOnline = value
      notifyPage()
    },
    setFrozen(value) {
      isFrozen = value
      notifyPage()
    },
    beginNavigation() {
      notifyPage(true)
    },
    stored,
    marks,
    pinRandom(values) {
      pinned = [...values]
    },
    pending: () => tasks.size,
    pageListeners: () => listeners.size,
  }
}

/** Promises and streams need several turns of the event loop; none of them takes time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await nextTurn()
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(() => resolve())
      return
    }
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
