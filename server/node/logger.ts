/**
 * The server's log: one JSON object a line on stderr, so that stdout stays for what a person asked
 * for. No request bodies, no tokens, no addresses of callers.
 */
import { destination, pino } from 'pino'
import type { Logger } from '../ops/logger.ts'

/** From chatty to silent. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number]

/** Starts a logger. */
export function createLogger(level: LogLevel): Logger {
  const options = {
    level,
    base: null,
    serializers: { error: pino.stdSerializers.err },
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  // Written at once: the last line before a crash is the one that is needed.
  return pino(options, destination({ dest: 2, sync: true }))
}
