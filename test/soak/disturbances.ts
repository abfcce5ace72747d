/**
 * What goes wrong during a soak, one disturbance after another, in an order that a seed decides: every kind
 * comes once before any comes twice. A disturbance repairs what it broke before the next one begins,
 * except for what stays wrong by its nature (a token that has expired, a tab that has crashed).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChaosProxy } from '../support/chaos-proxy.ts'
import type { FrontDoor } from '../support/front-door.ts'
import type { OpenTab, TabStrip } from './tab-strip.ts'

export interface SoakWorld {
  readonly proxy: ChaosProxy
  readonly door: FrontDoor
  readonly strip: TabStrip
  /** Kills the server with SIGKILL and starts it again after `downMs`. */
  restart(downMs: number): Promise<void>
  /** Random numbers in [0, 1). */
  readonly random: () => number
  /** How long a disturbance lasts, between these two, shortened in short runs. */
  span(leastMs: number, mostMs: number): number
}

/** By name; `false` says that there was nothing to be done. */
export type Disturbances = Readonly<Record<string, () => Promise<unknown> | unknown>>

/** Between the page and the feed. */
export function networkDisturbances(world: SoakWorld): Disturbances {
  const { proxy, door, span } = world
  const refuseAll = async (status: number, retryAfter: string, lastsMs: number) => {
    door.refuse({ status, headers: { 'retry-after': retryAfter } })
    proxy.cutAll()
    await sleep(lastsMs)
    door.welcome()
  }
  return {
    'every socket cut': () => proxy.cutAll(),
    'half-open sockets': () => proxy.strand(),
    async 'short stall'() {
      proxy.stall()
      await sleep(span(500, 2_500))
      proxy.resume()
    },
    async 'long stall'() {
      proxy.stall()
      await sleep(span(6_000, 9_000))
      proxy.resume()
    },
    '503 with Retry-After': () => refuseAll(503, '2', span(2_000, 5_000)),
    '429 with a date': () =>
      refuseAll(429, new Date(Date.now() + 3_000).toUTCString(), span(2_000, 5_000)),
    '401 until a fresh token'() {
      door.rotateTokens()
      proxy.cutAll()
    },
    'server killed': () => world.restart(span(200, 2_000)),
  }
}

/** In the browser. */
export function tabDisturbances(world: SoakWorld): Disturbances {
  const { strip, random, span } = world
  let hasCrashed = false
  const pick = (tabs: readonly OpenTab[]) => tabs[Math.floor(random() * tabs.length)]

  const end = async (how: 'closed' | 'crashed') => {
    // The one that all depend on, where there is one: the others have nothing to lose by its end.
    const victim = (await strip.leader()) ?? pick(strip.mortal())
    if (victim && !victim.isSpared) await strip.end(victim, how)
    else {
      const other = pick(strip.mortal())
      if (other) await strip.end(other, how)
    }
  }
  return {
    'another tab shown': () => pick(strip.open())?.tab.show(),
    async 'tab frozen'() {
      const chosen = pick(strip.open())
      const other = pick(strip.open().filter((each) => each !== chosen))
      await other?.tab.show()
      await chosen?.tab.freeze()
      await sleep(span(3_000, 12_000))
      await chosen?.tab.thaw()
    },
    async 'leader frozen, if there is one'() {
      const leader = await strip.leader()
      if (!leader) return false
      await pick(strip.open().filter((each) => each !== leader))?.tab.show()
      await leader.tab.freeze()
      await sleep(span(3_000, 12_000))
      await leader.tab.thaw()
      return true
    },
    async 'tab offline'() {
      const chosen = pick(strip.open())
      await chosen?.tab.setOffline(true)
      await sleep(span(1_000, 8_000))
      await chosen?.tab.setOffline(false)
    },
    async 'device offline'() {
      const all = strip.open()
      for (const { tab } of all) await tab.setOffline(true)
      await sleep(span(500, 5_000))
      for (const { tab } of all) await tab.setOffline(false)
    },
    async 'tab reloaded'() {
      const chosen = pick(strip.mortal())
      if (chosen) await strip.reload(chosen)
    },
    'tab closed': () => end('closed'),
    async 'tab crashed'() {
      if (hasCrashed) return false
      hasCrashed = true
      await end('crashed')
      return true
    },
  }
}

/** Goes on until `signal`; then finishes what is under way. Counts into `done`. */
export async function disturb(
  disturbances: Disturbances,
  random: () => number,
  pauseMs: () => number,
  signal: AbortSignal,
  done: Record<string, number>,
): Promise<void> {
  for (;;) {
    for (const [name, run] of shuffled(Object.entries(disturbances), random)) {
      await sleep(pauseMs(), undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      if ((await run()) !== false) done[name] = (done[name] ?? 0) + 1
    }
  }
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
