/** A log whose medium can be out of reach: its reads fail then, and its followers wait, as those of Redis do. */
import { LogError } from '../../server/log/errors.ts'
import type { EventLog, LogEntry } from '../../server/log/event-log.ts'

export interface DistantLog {
  readonly log: EventLog
  readonly listeners: ReadonlySet<(isReachable: boolean) => void>
  /** The medium is out of reach, and the log says so. */
  lose(): void
  /** It is within reach again; what was held is delivered, unless it still is. */
  restore(): void
  /** Followers receive nothing until {@link DistantLog.releaseEntries}. */
  holdEntries(): void
  releaseEntries(): void
}

export function createDistantLog(inner: EventLog): DistantLog {
  const listeners = new Set<(isReachable: boolean) => void>()
  let isLost = false
  let isHeld = false
  let held: (() => void)[] = []

  const reachable =
    <Args extends readonly unknown[], Result>(run: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (isLost) throw new LogError('log_unavailable', 'The medium is out of reach. Try again.')
      return run(...args)
    }

  function notify(isReachable: boolean): void {
    isLost = !isReachable
    for (const listener of [...listeners]) listener(isReachable)
  }

  function release(): void {
    const waiting = held
    held = []
    for (const deliver of waiting) deliver()
  }

  return {
    listeners,
    lose: () => notify(false),
    restore: () => notify(true),
    holdEntries() {
      isHeld = true
    },
    releaseEntries() {
      isHeld = false
      release()
    },
    log: {
      ...inner,
      append: reachable(inner.append),
      appendAll: reachable(inner.appendAll),
      bounds: reachable(inner.bounds),
      read: reachable(inner.read),
      states: reachable(inner.states),
      latest: reachable(inner.latest),
      tail(log, onEntries, onGap) {
        return inner.tail(
          log,
          (entries: readonly LogEntry[]) => {
            if (isHeld) held.push(() => onEntries(entries))
            else onEntries(entries)
          },
          onGap,
        )
      },
      onReachable(listener) {
        listeners.add(listener)
        if (isLost) listener(false)
        return () => listeners.delete(listener)
      },
    },
  }
}
