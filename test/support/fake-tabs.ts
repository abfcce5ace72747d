/**
 * Several tabs of one browser with one clock: each tab has its own platform, and they share locks and
 * channels. A tab can be killed (a crash: everything stops, and its lock is released), hang (nothing runs
 * until it wakes, and it keeps its lock) and be frozen (as a browser does it, with an event first).
 * Messages and locks take a millisecond.
 *
 * `advance` lets time pass for all tabs. Storage and page belong to one tab and come from a fake world of
 * its own, whose clock is not used.
 */
import type { FetchLike, Platform, TabLock, Tabs } from '../../src/platform/ports.ts'
import { createFakeWorld, type FakeWorld } from './fake-world.ts'
import { createRandom } from './random.ts'

export interface FakeTab {
  readonly name: string
  readonly platform: Platform & { readonly tabs: Tabs }
  /** For `setHidden`, `setFrozen`, `setOnline` and what is stored. */
  readonly page: FakeWorld
  kill(): void
  hang(): void
  /** Runs everything that was due meanwhile: first timers, then messages and locks. */
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
  /** The names of the tabs that hold a lock. */
  lockOwners(): readonly string[]
  /** How often a tab has taken the lock from another one. */
  steals(): number
  /** The number of open channels and of locks that are held or requested. */
  openPorts(): number
  pending(): number
  /** Posts on every channel, as any script of the origin could. */
  postToAll(message: unknown): void
  /** Every message that was posted, in order. */
  readonly posted: readonly unknown[]
}

interface FakeChannel {
  readonly name: string
  readonly tab: RunningTab
  receive(message: unknown): void
}

interface LockRequest {
  readonly tab: RunningTab
  readonly on: TabLock
}

interface RunningTab {
  readonly name: string
  /** Runs it as soon as the tab does not hang; never after it was killed. */
  run(kind: 'timer' | 'message', task: () => void): void
}

const latencyMs = 1

export function createFakeTabs(): FakeTabs {
  const time = createFakeWorld()
  const { timers, clock, frames } = time.platform
  const channels = new Set<FakeChannel>()
  const locks = new Map<string, { owner: LockRequest | null; queue: LockRequest[] }>()
  const posted: unknown[] = []
  let opened = 0
  let steals = 0

  function lockOf(name: string) {
    const found = locks.get(name) ?? { owner: null, queue: [] }
    locks.set(name, found)
    return found
  }

  function grant(name: string): void {
    const lock = lockOf(name)
    const next = lock.owner === null ? lock.queue.shift() : undefined
    if (next === undefined) return
    lock.owner = next
    timers.after(latencyMs, () =>
      next.tab.run('message', () => {
        if (lock.owner !== next) return
        next.on.acquired()
      }),
    )
  }

  function release(name: string, request: LockRequest): void {
    const lock = lockOf(name)
    lock.queue = lock.queue.filter((other) => other !== request)
    if (lock.owner !== request) return
    lock.owner = null
    grant(name)
  }

  function tabsOf(tab: RunningTab, killed: AbortSignal, { refuses }: FakeTabOptions): Tabs {
    return {
      isAvailable: () => true,
      channel(name, receive) {
        if (refuses === 'channel') throw new DOMException('Access is denied.', 'SecurityError')
        const channel = { name, tab, receive }
        channels.add(channel)
        return {
          post(message) {
            if (killed.aborted) return
            if (!channels.has(channel)) throw new Error('This channel is closed.')
            posted.push(message)
            for (const other of channels) {
              if (other === channel || other.name !== name) continue
              const copy = structuredClone(message)
              timers.after(latencyMs, () =>
                other.tab.run('message', () => channels.has(other) && other.receive(copy)),
              )
            }
          },
          close: () => void channels.delete(channel),
        }
      },
      lock(name, isSteal, on) {
        if (refuses === 'lock') return timers.after(latencyMs, () => tab.run('message', on.failed))
        const lock = lockOf(name)
        const request: LockRequest = { tab, on }
        if (isSteal) {
          steals++
          const previous = lock.owner
          lock.owner = null
          lock.queue.unshift(request)
          if (previous) timers.after(latencyMs, () => previous.tab.run('message', previous.on.lost))
        } else lock.queue.push(request)
        grant(name)
        return () => release(name, request)
      },
    }
  }

  function open(fetch: FetchLike, options: FakeTabOptions = {}): FakeTab {
    const name = `tab ${++opened}`
    const page = createFakeWorld()
    const killed = new AbortController()
    let isHung = false
    let waiting: { kind: 'timer' | 'message'; task: () => void }[] = []
    let resumes: (() => void)[] = []
    const tab: RunningTab = {
      name,
      run(kind, task) {
        if (killed.signal.aborted) return
        if (isHung) waiting.push({ kind, task })
        else task()
      },
    }
    const untilAwake = async () => {
      while (isHung) await new Promise<void>((resolve) => resumes.push(resolve))
      // A killed tab runs nothing any more.
      if (killed.signal.aborted) await new Promise(() => {})
    }
    const platform: FakeTab['platform'] = {
      ...page.platform,
      clock,
      timers: { after: (delayMs, run) => timers.after(delayMs, () => tab.run('timer', run)) },
      frames: {
        request: (run) => frames.request((at) => tab.run('timer', () => run(at))),
      },
      // Each tab has its own random numbers.
      random: { next: createRandom(opened) },
      tabs: tabsOf(tab, killed.signal, options),
      fetch: (input, init) => fetchOf(fetch, killed.signal, untilAwake)(input, init),
    }
    return {
      name,
      platform,
      page,
      kill() {
        killed.abort()
        for (const channel of [...channels]) if (channel.tab === tab) channels.delete(channel)
        for (const [lockName, { owner, queue }] of locks) {
          for (const request of [owner, ...queue]) {
            if (request?.tab === tab) release(lockName, request)
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
        const resumed = resumes
        resumes = []
        for (const kind of ['timer', 'message'] as const) {
          for (const task of tasks) if (task.kind === kind) task.task()
        }
        for (const resume of resumed) resume()
      },
      isRunning: () => !isHung && !killed.signal.aborted,
    }
  }

  return {
    open,
    advance: time.advance,
    settle: time.settle,
    monotonicMs: time.monotonicMs,
    lockOwners: () => [...locks.values()].flatMap(({ owner }) => (owner ? [owner.tab.name] : [])),
    steals: () => steals,
    openPorts: () =>
      [...locks.values()].reduce(
        (sum, { owner, queue }) => sum + queue.length + (owner ? 1 : 0),
        channels.size,
      ),
    pending: time.pending,
    postToAll(message) {
      for (const channel of channels) channel.tab.run('message', () => channel.receive(message))
    },
    posted,
  }
}

/** Requests that are aborted when their tab is killed, and whose responses wait while it hangs. */
function fetchOf(
  fetch: FetchLike,
  killed: AbortSignal,
  untilAwake: () => Promise<void>,
): FetchLike {
  return async (input, init) => {
    const abort = new AbortController()
    for (const signal of [init.signal, killed]) {
      if (signal?.aborted) abort.abort(signal.reason)
      signal?.addEventListener('abort', () => abort.abort(signal.reason), { once: true })
    }
    const response = await fetch(input, { ...init, signal: abort.signal })
    await untilAwake()
    const reader = response.body?.getReader()
    if (reader === undefined) return response
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await reader.read()
          await untilAwake()
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
