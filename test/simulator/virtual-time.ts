/**
 * The time of a simulated run: one queue of everything that will happen, in order. Nothing here waits for a real timer, and
 * what one event sets off by promises is over before the next one happens, so a run with the same seed is the same run.
 *
 * What belongs to one machine uses the timers of a {@link Machine}: a machine can be killed, and nothing of it happens
 * any more, or frozen, and everything happens later, as with SIGKILL and SIGSTOP.
 */
import type { Cancel, Clock, Timers } from '../../src/platform/ports.ts'
import { clampDelay } from '../../src/platform/timer-limit.ts'

export interface VirtualTime {
  readonly clock: Clock
  readonly timers: Timers
  /** Since the beginning. */
  nowMs(): number
  after(delayMs: number, run: () => void): Cancel
  sleep(ms: number): Promise<void>
  /** Lets time pass until then, or until something is true. */
  run(untilMs: number, isOver?: () => boolean): Promise<void>
}

interface Task {
  readonly dueMs: number
  readonly serial: number
  run: (() => void) | null
}

const startMs = Date.UTC(2026, 0, 1)
const isBefore = (one: Task, other: Task) =>
  one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.serial < other.serial)

export function createVirtualTime(): VirtualTime {
  // A binary heap: thousands of timers wait at the same time.
  const heap: Task[] = []
  let elapsedMs = 0
  let serial = 0

  function push(task: Task): void {
    let at = heap.push(task) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(task, heap[parent] as Task)) break
      heap[at] = heap[parent] as Task
      at = parent
    }
    heap[at] = task
  }

  function pop(): void {
    const last = heap.pop() as Task
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Task, heap[child] as Task)) child++
      if (!isBefore(heap[child] as Task, last)) break
      heap[at] = heap[child] as Task
      at = child
    }
    heap[at] = last
  }

  function after(delayMs: number, run: () => void): Cancel {
    serial += 1
    const task: Task = { dueMs: elapsedMs + clampDelay(delayMs), serial, run }
    push(task)
    return () => {
      task.run = null
    }
  }

  return {
    clock: { nowMs: () => startMs + Math.floor(elapsedMs), monotonicMs: () => elapsedMs },
    timers: { after },
    nowMs: () => elapsedMs,
    after,
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
    async run(untilMs, isOver = () => false) {
      await turn()
      while (!isOver()) {
        const [next] = heap
        if (next === undefined || next.dueMs > untilMs) {
          elapsedMs = Math.max(elapsedMs, untilMs)
          return
        }
        pop()
        const { run } = next
        if (run === null) continue
        elapsedMs = Math.max(elapsedMs, next.dueMs)
        run()
        await turn()
      }
    },
  }
}

/** Everything that needs promises only, and what yields to the event loop once. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A process, as far as time is concerned. */
export interface Machine {
  readonly timers: Timers
  readonly isAlive: boolean
  /** Something arrives at it: at once, when it continues, or never. */
  enter(run: () => void): void
  freeze(): void
  thaw(): void
  kill(): void
}

export function createMachine(time: VirtualTime): Machine {
  let state: 'running' | 'frozen' | 'dead' = 'running'
  let waiting: (() => void)[] = []
  const enter = (run: () => void) => {
    if (state === 'running') run()
    else if (state === 'frozen') waiting.push(run)
  }
  return {
    timers: {
      after(delayMs, run) {
        let isCancelled = false
        const cancel = time.after(delayMs, () => enter(() => isCancelled || run()))
        return () => {
          isCancelled = true
          cancel()
        }
      },
    },
    get isAlive() {
      return state !== 'dead'
    },
    enter,
    freeze() {
      if (state === 'running') state = 'frozen'
    },
    thaw() {
      if (state !== 'frozen') return
      state = 'running'
      for (const run of waiting.splice(0)) time.after(0, () => enter(run))
    },
    kill() {
      state = 'dead'
      waiting = []
    },
  }
}

/** A direction of a link: everything arrives in order, each after a time of its own. */
export interface Pipe {
  send(arrive: () => void): void
  /** Nothing arrives until it is resumed. */
  pause(): void
  resume(): void
  /** Nothing arrives any more. */
  close(): void
}

/** @param latencyMs of the next message */
export function createPipe(time: VirtualTime, latencyMs: () => number): Pipe {
  let lastDueMs = 0
  let isPaused = false
  let isClosed = false
  let held: (() => void)[] = []
  const arrive = (run: () => void) => {
    if (isClosed) return
    if (isPaused) held.push(run)
    else run()
  }
  return {
    send(run) {
      if (isClosed) return
      lastDueMs = Math.max(lastDueMs, time.nowMs() + latencyMs())
      time.after(lastDueMs - time.nowMs(), () => arrive(run))
    },
    pause() {
      isPaused = true
    },
    resume() {
      isPaused = false
      const due = held
      held = []
      for (const run of due) time.after(0, () => arrive(run))
    },
    close() {
      isClosed = true
      held = []
    },
  }
}
