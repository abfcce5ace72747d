/**
 * Counts and times what this process appends to a log, for every engine. Feeds wrap the log that they write to; the log
 * that a program passed in is not changed.
 */
import type { Clock } from '../../src/platform/ports.ts'
import { systemClock } from '../../src/platform/system.ts'
import { isLogError } from '../log/errors.ts'
import type { EventLog } from '../log/event-log.ts'
import { createDurationHistogram, type DurationHistogram } from './duration-histogram.ts'

/** Counted since the start. */
export interface AppendCounts {
  /** Events whose append was confirmed. */
  appended: number
  /** Appends that failed, by the code of the log; `unknown` for errors that are no `LogError`. */
  readonly failed: Map<string, number>
  /** From the call until the log has confirmed it. */
  readonly latency: DurationHistogram
  /** Times appends: the clock of the application that serves the log, once there is one. */
  clock: Clock
}

/** Feeds that share a log share its counts. */
const countsByLog = new WeakMap<EventLog, AppendCounts>()

/** The counts of a log, as it was passed in. */
export function appendCountsOf(log: EventLog): AppendCounts {
  let counts = countsByLog.get(log)
  if (counts === undefined) {
    counts = {
      appended: 0,
      failed: new Map(),
      latency: createDurationHistogram(),
      clock: systemClock,
    }
    countsByLog.set(log, counts)
  }
  return counts
}

/** The same log, whose appends are counted. */
export function countAppends(log: EventLog): EventLog {
  const counts = appendCountsOf(log)

  function watch<Result>(events: number, appending: Promise<Result>): Promise<Result> {
    const { clock } = counts
    const fromMs = clock.monotonicMs()
    appending.then(
      () => {
        counts.appended += events
        counts.latency.observe(clock.monotonicMs() - fromMs)
      },
      (error: unknown) => {
        const code = isLogError(error) ? error.code : 'unknown'
        counts.failed.set(code, (counts.failed.get(code) ?? 0) + 1)
      },
    )
    // The promise of the log itself, so that callers do not wait for the counting.
    return appending
  }

  const counted: Pick<EventLog, 'append' | 'appendAll'> = {
    append: (...given) => watch(1, log.append(...given)),
    appendAll: (name, entries, ...rest) =>
      watch(entries.length, log.appendAll(name, entries, ...rest)),
  }
  // Everything else is the log's own, whatever an engine has besides.
  return new Proxy(log, {
    get(target, name) {
      if (name === 'append' || name === 'appendAll') return counted[name]
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
