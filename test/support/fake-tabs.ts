/**
 * Several tabs of one browser on one time line: each has a platform of its own, and they share locks
 * and channels. A tab can be killed (a crash: whatever it has stops, its lock is free), hang (nothing
 * of it runs until it wakes, and it keeps its lock) and be frozen (as a browser does it: an event
 * first). Messages take a millisecond, and so do locks.
 *
 * `advance` lets time pass for all tabs. Storage and page are each tab's own; the world of a tab is
 * there for those, its clock is not used.
 */
import type { FetchLike, Platform, TabLock, Tabs } from '../../src/platform/ports.ts'
import { createDice } from './dice.ts'
import { createFakeWorld, type FakeWorld } from './fake-world.ts'

export interface FakeTab {
  readonly name: string
  readonly platform: Platform & { readonly tabs: Tabs }
  /** For `setHidden`, `setFrozen`, `setOnline` and what is stored. */
  readonly page: FakeWorld
  kill(): void
  hang(): void
  /** Everything that came meanwhile happens now: first its timers, then messages and locks. */
  wake(): void
  isRunning(): boolean
}

export interface FakeTabOptions {
  /** What the browser refuses to this tab, as in a sandboxed frame or with blocked storage. */
  readonly refuses?: 'channel' | 'lock'
}

export interface FakeTabs {
  open(fetch: FetchLike, options?: FakeTabOptions): FakeTab
  advance(ms: number): Promise<void>
  settle(): Promise<void>
  monotonicMs(): number
  /** Who holds a lock, by tab; several locks may have holders. */
  holders(): readonly string[]
  /** Channels that are open and locks that are held or waited for. */
  openPorts(): number
  pending(): number
  /** Says something on every channel, as any script of the origin could. */
  shout(message: unknown): void
  /** Everything that was said, in order. */
  readonly said: readonly unknown[]
}

interface Line {
  readonly name: string
  readonly tab: Inner
  hear(message: unknown): void
}

interface Claim {
  readonly tab: Inner
  readonly on: TabLock
  isHeld: boolean
}

interface Inner {
  readonly name: string
  /** Runs it when the tab can run anything; never when it is dead. */
  run(kind: 'timer' | 'message', task: () => void): void
}

const latencyMs = 1

export function createFakeTabs(): FakeTabs {
  const time = createFakeWorld()
  const { timers, clock, frames } = time.platform
  const lines = new Set<Line>()
  const locks = new Map<string, { holder: Claim | null; queue: Claim[] }>()
  const said: unknown[] = []
  let opened = 0

  function lockOf(name: string) {
    const found = locks.get(name) ?? { holder: null, queue: [] }
    locks.set(name, found)
    return found
  }

  function grant(name: string): void {
    const lock = lockOf(name)
    const next = lock.holder === null ? lock.queue.shift() : undefined
    if (next === undefined) return
    lock.holder = next
    timers.after(latencyMs, () =>
      next.tab.run('message', () => {
        if (lock.holder !== next) return
        next.isHeld = true
        next.on.acquired()
      }),
    )
  }

  function release(name: string, claim: Claim): void {
    const lock = lockOf(name)
    lock.queue = lock.queue.filter((other) => other !== claim)
    if (lock.holder !== claim) return
    lock.holder = null
    grant(name)
  }

  function tabsOf(tab: Inner, death: AbortSignal, { refuses }: FakeTabOptions): Tabs {
    return {
      isAvailable: () => true,
      channel(name, hear) {
        if (refuses === 'channel') throw new DOMException('Access is denied.', 'SecurityError')
        const line = { name, tab, hear }
        lines.add(line)
        return {
          post(message) {
            if (death.aborted) return
            if (!lines.has(line)) throw new Error('This channel is closed.')
            said.push(message)
            for (const other of lines) {
              if (other === line || other.name !== name) continue
              const copy = structuredClone(message)
              timers.after(latencyMs, () =>
                other.tab.run('message', () => lines.has(other) && other.hear(copy)),
              )
            }
          },
          close: () => void lines.delete(line),
        }
      },
      lock(name, isSteal, on) {
        if (refuses === 'lock') return timers.after(latencyMs, () => tab.run('message', on.failed))
        const lock = lockOf(name)
        const claim: Claim = { tab, on, isHeld: false }
        if (isSteal) {
          const robbed = lock.holder
          lock.holder = null
          lock.queue.unshift(claim)
          if (robbed?.isHeld)
            timers.after(latencyMs, () => robbed.tab.run('message', robbed.on.lost))
        } else lock.queue.push(claim)
        grant(name)
        return () => release(name, claim)
      },
    }
  }

  function open(fetch: FetchLike, options: FakeTabOptions = {}): FakeTab {
    const name = `tab ${++opened}`
    const page = createFakeWorld()
    const death = new AbortController()
    let isHung = false
    let waiting: { kind: 'timer' | 'message'; task: () => void }[] = []
    let passGate: (() => void)[] = []
    const inner: Inner = {
      name,
      run(kind, task) {
        if (death.signal.aborted) return
        if (isHung) waiting.push({ kind, task })
        else task()
      },
    }
    const gate = async () => {
      while (isHung) await new Promise<void>((resolve) => passGate.push(resolve))
      // The dead do not go on.
      if (death.signal.aborted) await new Promise(() => {})
    }
    const platform: FakeTab['platform'] = {
      ...page.platform,
      clock,
      timers: { after: (delayMs, run) => timers.after(delayMs, () => inner.run('timer', run)) },
      frames: {
        request: (run) => frames.request((at) => inner.run('timer', () => run(at))),
      },
      // No two tabs throw the same dice.
      random: { next: createDice(opened) },
      tabs: tabsOf(inner, death.signal, options),
      fetch: (input, init) => fetchOf(fetch, death.signal, gate)(input, init),
    }
    return {
      name,
      platform,
      page,
      kill() {
        death.abort()
        for (const line of [...lines]) if (line.tab === inner) lines.delete(line)
        for (const [lockName, { holder, queue }] of locks) {
          for (const claim of [holder, ...queue]) {
            if (claim?.tab === inner) release(lockName, claim)
          }
        }
      },
      hang() {
        isHung = true
      },
      wake() {
        isHung = false
        const tasks = waiting
        waiting = []
        const gates = passGate
        passGate = []
        for (const kind of ['timer', 'message'] as const) {
          for (const task of tasks) if (task.kind === kind) task.task()
        }
        for (const pass of gates) pass()
      },
      isRunning: () => !isHung && !death.signal.aborted,
    }
  }

  return {
    open,
    advance: time.advance,
    settle: time.settle,
    monotonicMs: time.monotonicMs,
    holders: () => [...locks.values()].flatMap(({ holder }) => (holder ? [holder.tab.name] : [])),
    openPorts: () =>
      [...locks.values()].reduce(
        (sum, { holder, queue }) => sum + queue.length + (holder ? 1 : 0),
        lines.size,
      ),
    pending: time.pending,
    shout(message) {
      for (const line of lines) line.tab.run('message', () => line.hear(message))
    },
    said,
  }
}

/** Requests that die with their tab, and whose answers wait while it hangs. */
function fetchOf(fetch: FetchLike, death: AbortSignal, gate: () => Promise<void>): FetchLike {
  return async (input, init) => {
    const abort = new AbortController()
    for (const signal of [init.signal, death]) {
      if (signal?.aborted) abort.abort(signal.reason)
      signal?.addEventListener('abort', () => abort.abort(signal.reason), { once: true })
    }
    const response = await fetch(input, { ...init, signal: abort.signal })
    await gate()
    const reader = response.body?.getReader()
    if (reader === undefined) return response
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await reader.read()
          await gate()
          if (done) controller.close()
          else controller.enqueue(value)
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    )
    return new Response(body, { status: response.status, headers: response.headers })
  }
}
