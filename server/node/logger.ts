/**
 * The server's log: one JSON object a line on stderr, so that stdout stays for what a person asked
 * for. No request bodies, no tokens, no addresses of callers. Nothing waits for a reader of stderr.
 */
import { pino } from 'pino'
import { systemTimers } from '../../src/platform/system.ts'
import { type CollapsedLogger, createCollapsedLogger } from '../ops/collapsed-logger.ts'
import { createBoundedLines } from './bounded-lines.ts'

/** From chatty to silent. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number]

/** Starts a logger. */
export function createLogger(level: LogLevel): CollapsedLogger {
  const options = {
    level,
    base: null,
    serializers: { error: pino.stdSerializers.err },
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  // Not the destination of pino: its synchronous one blocks when no process reads, its asynchronous one loses the
  // last lines before a crash. A pipe that is read takes what is written here at once.
  const lines = createBoundedLines(process.stderr, noteOf)
  return createCollapsedLogger(pino(options, lines), systemTimers)
}

function noteOf(dropped: number): string {
  const time = new Date().toISOString()
  const msg = `dropped ${dropped} lines: stderr is not read fast enough`
  return `${JSON.stringify({ level: pino.levels.values['warn'], time, dropped, msg })}\n`
}
