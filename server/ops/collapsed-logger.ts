/**
 * Collapses repeated warnings and errors: the first of a kind is logged, those that follow within ten seconds are
 * counted, and the count is logged with the last of them. So a failure that affects every request does not produce one
 * line for each.
 */
import type { Timers } from '../../src/platform/ports.ts'
import type { Logger } from './logger.ts'

/** A logger whose counts can be logged before the process ends. */
export interface CollapsedLogger extends Logger {
  /** Logs the counts of repeated lines now. */
  flush(): void
}

interface Kind {
  readonly level: 'warn' | 'error'
  readonly message: string
  repeated: number
  lastFacts: object
}

const windowMs = 10_000
/** Beyond this many at a time, lines are logged as they come. */
const mostKinds = 100

export function createCollapsedLogger(logger: Logger, timers: Timers): CollapsedLogger {
  const kinds = new Map<string, Kind>()

  /** @returns whether there was anything to report */
  function report(kind: Kind): boolean {
    const { level, message, repeated, lastFacts } = kind
    if (repeated === 0) return false
    kind.repeated = 0
    logger[level]({ ...lastFacts, repeated }, `repeated ${repeated} times: ${message}`)
    return true
  }

  function watch(key: string, kind: Kind): void {
    timers.after(windowMs, () => {
      if (report(kind)) watch(key, kind)
      else kinds.delete(key)
    })
  }

  const collapsed = (level: Kind['level']) => (facts: object, message: string) => {
    const key = `${level} ${message} ${reasonIn(facts)}`
    const known = kinds.get(key)
    if (known !== undefined) {
      known.repeated++
      known.lastFacts = facts
      return
    }
    logger[level](facts, message)
    if (kinds.size >= mostKinds) return
    const kind: Kind = { level, message, repeated: 0, lastFacts: facts }
    kinds.set(key, kind)
    watch(key, kind)
  }

  return {
    debug: (facts, message) => logger.debug(facts, message),
    info: (facts, message) => logger.info(facts, message),
    warn: collapsed('warn'),
    error: collapsed('error'),
    flush() {
      for (const kind of kinds.values()) report(kind)
    },
  }
}

/** What distinguishes two failures with the same message; ids of requests and paths do not. */
function reasonIn(facts: object): string {
  return 'error' in facts ? String(facts.error) : ''
}
