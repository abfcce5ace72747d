/** Redis logs of several servers, on real time: what a test opens here ends with the test. */
import { onTestFinished } from 'vitest'
import type {
  EventDraft,
  EventLog,
  LogEntry,
  LogGap,
  LogReset,
} from '../../../server/log/event-log.ts'
import { type RedisLogOptions, redisLog } from '../../../server/log/redis.ts'
import { type RedisServer, startRedis } from '../../support/redis-server.ts'
import { until } from '../../support/until.ts'

/** Starts a Redis for this test. */
export async function redisForTest(...options: readonly string[]): Promise<RedisServer> {
  const server = await startRedis(...options)
  onTestFinished(() => server.stop())
  return server
}

/** Opens the log as one server does. */
export async function openServer(
  redis: Pick<RedisServer, 'url'>,
  options: Partial<RedisLogOptions> = {},
): Promise<EventLog> {
  const log = await redisLog({
    url: redis.url,
    timeoutMs: 5_000,
    pollMs: 100,
    persistence: 'optional',
    ...options,
  })
  onTestFinished(() => log.close())
  return log
}

export const draft = (type: string, more: Partial<EventDraft> = {}): EventDraft => ({
  topics: ['all'],
  type,
  data: `{"type":"${type}"}`,
  ...more,
})

/** What a follower of a log has received, and whether it is what L8 promises. */
export interface Follower {
  readonly entries: readonly LogEntry[]
  readonly gaps: readonly (LogGap | LogReset)[]
  /** Types of the entries since the last reset. */
  types(): readonly string[]
  /** Waits until it has received an entry of this type. */
  received(type: string): Promise<void>
}

/** Follows from now on. */
export async function follow(log: EventLog, name = 'a'): Promise<Follower> {
  const entries: LogEntry[] = []
  const gaps: (LogGap | LogReset)[] = []
  let current: LogEntry[] = []
  const stop = log.tail(
    name,
    (added) => {
      entries.push(...added)
      current.push(...added)
    },
    (gap) => {
      gaps.push(gap)
      if (gap.kind === 'reset') current = []
    },
  )
  onTestFinished(stop)
  await log.bounds(name)
  return {
    entries,
    gaps,
    types: () => current.map(({ type }) => type),
    received: (type) =>
      until(() => current.some((entry) => entry.type === type), 20_000, `${type} is received`),
  }
}

/** Repeats what fails while Redis is away. */
export async function eventually<T>(run: () => Promise<T>): Promise<T> {
  let result: T | undefined
  let error: unknown
  await until(
    async () => {
      try {
        result = await run()
        return true
      } catch (caught) {
        error = caught
        return false
      }
    },
    20_000,
    'it works',
  ).catch(() => {
    throw error
  })
  return result as T
}
