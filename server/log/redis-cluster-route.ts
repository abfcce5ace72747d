/** Routes calls to the masters of a Redis Cluster, and again where the cluster says that it was the wrong one. */
import type { Timers } from '../../src/platform/ports.ts'
import { logClosed } from './append-check.ts'
import type { LogError } from './errors.ts'
import type { RedisLink } from './redis-link.ts'

const retryMs = 50

/** Sends a call to the master of a key. @throws LogError as the calls of the link */
export type Route = <T>(key: string, call: (link: RedisLink) => Promise<T>) => Promise<T>

export function createRoute(options: {
  readonly timers: Timers
  readonly timeoutMs: number
  /** The link to the master of a key, as it is known. */
  readonly linkOf: (key: string) => RedisLink | undefined
  readonly unavailable: (reason: unknown) => LogError
  readonly refresh: () => Promise<void>
  readonly isClosed: () => boolean
}): Route {
  const { timers, timeoutMs, linkOf, unavailable, refresh, isClosed } = options

  return async function route<T>(key: string, call: (link: RedisLink) => Promise<T>): Promise<T> {
    let isOver = false
    const cancel = timers.after(timeoutMs, () => {
      isOver = true
    })
    try {
      for (;;) {
        if (isClosed()) throw logClosed()
        const link = linkOf(key)
        try {
          if (link === undefined) throw unavailable('No master of the slot can be reached.')
          return await call(link)
        } catch (error) {
          if (isOver || !isElsewhere(error)) throw error
        }
        await pause(timers, retryMs)
        await refresh().catch(() => undefined)
      }
    } finally {
      cancel()
    }
  }
}

/** Whether a node has refused a call without carrying it out, because another one has to be asked. */
function isElsewhere(error: unknown): boolean {
  const { cause } = error as { readonly cause?: unknown }
  return cause instanceof Error && /^(MOVED|ASK|TRYAGAIN) ?/.test(cause.message)
}

function pause(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => {
    timers.after(ms, () => resolve())
  })
}
