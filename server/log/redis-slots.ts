/**
 * Slots that servers share in Redis. Each server writes how many it holds of a key, never a difference: what is lost or
 * written twice is right again with the next write. It also has a lease. One that is killed does not renew it, and its
 * slots are free when it ends.
 *
 *   take ─► script: what the others hold + own ≤ most? ─► own count is written
 *   release ─► own count is written, with those of other keys that were released meanwhile
 *   every 5 s ─► the lease is renewed, and some of the own counts are written again: Redis may have lost them
 */
import type { Cancel, Random, Timers } from '../../src/platform/ports.ts'
import type { CreateSharedSlots } from '../ops/shared-state.ts'
import type { RunScript } from './redis-link.ts'

/** How long a server that is gone holds its slots. */
export const leaseMs = 15_000
const renewMs = 5_000
/** Slots of a key that no server has written for so long belong to none. */
const keptMs = 900_000
/** All own counts are written again within this time. */
const rewriteMs = 300_000
const keysAtOnce = 500

export interface RedisSlots {
  readonly create: CreateSharedSlots
  /** Redis can be used again: it may have lost what was written. */
  rewrite(): void
  /** Gives all slots back. Does not reject. */
  close(): Promise<void>
}

export function createRedisSlots(options: {
  readonly run: RunScript
  readonly leases: string
  readonly keyOf: (name: string, key: string) => string
  readonly timers: Timers
  readonly random: Random
}): RedisSlots {
  const { run, leases, keyOf, timers, random } = options
  const all = new Set<{ rewrite(): void; close(): void }>()
  const ending = new Set<Promise<unknown>>()

  const create: CreateSharedSlots = ({ name, counts, most }) => {
    const server = `${name}-${[0, 1].map(() => Math.floor(random.next() * 2 ** 48).toString(36)).join('')}`
    /** Keys whose own count has to be written. */
    const unwritten = new Set<string>()
    let isWriting = false
    let isClosed = false
    let rewriteAfter = ''

    const write = (keys: readonly string[], leaseLength = leaseMs) =>
      run(
        'holdSlots',
        [leases, ...keys.map((key) => keyOf(name, key))],
        [server, `${leaseLength}`, `${keptMs}`, ...keys.map((key) => `${counts.get(key) ?? 0}`)],
      )

    function rewrite(): void {
      for (const key of counts.keys()) unwritten.add(key)
      void writeAll()
    }

    /** One at a time: what is released meanwhile goes together. */
    async function writeAll(): Promise<void> {
      if (isWriting || isClosed) return
      isWriting = true
      try {
        while (unwritten.size > 0 && !isClosed) {
          const keys = [...unwritten].slice(0, keysAtOnce)
          for (const key of keys) unwritten.delete(key)
          try {
            if ((await write(keys)) === 1) for (const key of counts.keys()) unwritten.add(key)
          } catch {
            // All of them are written when Redis can be used again, and from time to time.
            return
          }
        }
      } finally {
        isWriting = false
      }
    }

    /** The keys that are written with this renewal, in their order, and from the beginning after the last one. */
    function nextToRewrite(): readonly string[] {
      const keys = [...counts.keys()].sort()
      const most = Math.min(keysAtOnce, Math.ceil((keys.length * renewMs) / rewriteMs))
      const next = keys.filter((key) => key > rewriteAfter).slice(0, most)
      rewriteAfter = next.length < most ? '' : (next.at(-1) ?? '')
      return next
    }

    let cancelRenewal: Cancel = () => {}
    function renewLater(): void {
      cancelRenewal = timers.after(renewMs, () => {
        renewLater()
        if (counts.size === 0) return
        write(nextToRewrite()).then(
          (isLost) => isLost === 1 && rewrite(),
          () => undefined,
        )
      })
    }
    renewLater()

    const slots = {
      rewrite,
      async expectRoom(key: string) {
        try {
          const own = counts.get(key) ?? 0
          const reply = await run(
            'takeSlot',
            [leases, keyOf(name, key)],
            [server, `${own}`, `${most}`, `${leaseMs}`, `${keptMs}`],
          )
          const [held = 0, isRefused, isLost] = Array.isArray(reply) ? reply.map(Number) : []
          if (isLost === 1 && counts.size > 1) rewrite()
          return isRefused === 1 ? held - 1 : null
        } catch {
          return null
        }
      },
      released(key: string) {
        if (isClosed) return
        unwritten.add(key)
        void writeAll()
      },
      close() {
        if (isClosed) return
        isClosed = true
        cancelRenewal()
        all.delete(slots)
        const ended = write([], 0)
          .catch(() => undefined)
          .finally(() => ending.delete(ended))
        ending.add(ended)
      },
    }
    all.add(slots)
    return slots
  }

  return {
    create,
    rewrite() {
      for (const slots of all) slots.rewrite()
    },
    async close() {
      for (const slots of all) slots.close()
      await Promise.all(ending)
    },
  }
}
