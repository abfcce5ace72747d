/**
 * When queries are fetched again: at once, but one query at most once an interval, and less and less often
 * while its answers are older than what has been delivered. Queries that no component shows are only marked.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import type { CachedQuery, QueryClientLike } from './query-client.ts'

/** Answers that stay old, such as those of a cache in front of the server, are asked for this often. */
const maxDelayMs = 30_000

interface Schedule {
  /** When it was last fetched for this reason, monotonic. */
  lastMs: number
  /** How many answers in a row were too old. */
  behind: number
  cancel: Cancel | null
}

export interface Refetches {
  /** @param isBehind what is cached lacks events that were delivered already */
  request(query: CachedQuery, isBehind?: boolean): void
  /** The query was fetched, for whatever reason: what follows is decided by its answer. */
  fetched(query: CachedQuery): void
  /** What is cached is up to date. */
  current(query: CachedQuery): void
  forget(query: CachedQuery): void
  stop(): void
}

export function createRefetches(
  client: QueryClientLike,
  { clock, timers }: Pick<Platform, 'clock' | 'timers'>,
  intervalMs: number,
): Refetches {
  const schedules = new Map<CachedQuery, Schedule>()

  function scheduleOf(query: CachedQuery): Schedule {
    const schedule = schedules.get(query) ?? { lastMs: -Infinity, behind: 0, cancel: null }
    schedules.set(query, schedule)
    return schedule
  }

  function run(query: CachedQuery, schedule: Schedule): void {
    schedule.cancel = null
    schedule.lastMs = clock.monotonicMs()
    // A read that is under way is brought up to date when it is there. A failure is the query's own.
    client
      .invalidateQueries(
        { predicate: (each: CachedQuery) => each === query },
        { cancelRefetch: false },
      )
      .catch(() => {})
  }

  function cancel(schedule: Schedule | undefined): void {
    schedule?.cancel?.()
    if (schedule) schedule.cancel = null
  }

  return {
    request(query, isBehind = false) {
      // It is fetched when a component shows it.
      query.invalidate()
      if (!query.isActive()) return
      const schedule = scheduleOf(query)
      if (schedule.cancel) return
      const waitMs = Math.min(maxDelayMs, intervalMs * 2 ** schedule.behind)
      if (isBehind) schedule.behind++
      const delayMs = schedule.lastMs + waitMs - clock.monotonicMs()
      if (delayMs <= 0) run(query, schedule)
      else schedule.cancel = timers.after(delayMs, () => run(query, schedule))
    },
    fetched: (query) => cancel(schedules.get(query)),
    current(query) {
      const schedule = schedules.get(query)
      if (schedule) schedule.behind = 0
    },
    forget(query) {
      cancel(schedules.get(query))
      schedules.delete(query)
    },
    stop() {
      for (const schedule of schedules.values()) cancel(schedule)
      schedules.clear()
    },
  }
}
