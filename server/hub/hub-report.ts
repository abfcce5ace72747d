/**
 * What the hub writes to the server's log when an event or a connection fails. An event fails for every
 * connection that it matches, so it is reported once and not once a connection.
 */
import type { LogEntry } from '../log/event-log.ts'
import type { Logger } from '../ops/logger.ts'

/** See the head of this file. */
export interface HubReport {
  /** The entry cannot be sent to anyone; connections declare it missing. */
  undeliverable(entry: LogEntry, error: unknown): void
  /** One connection was ended by a failure of the server. */
  connectionFailed(id: string, reason: 'log_failed' | 'write_failed', error: unknown): void
}

/** Events remembered as reported; beyond that an old one may be reported again. */
const mostReported = 1_000

const sentences = {
  log_failed: 'a connection ended: its log failed',
  write_failed: 'a connection ended: writing to it failed',
} as const

export function createHubReport(logger: Logger): HubReport {
  const reported = new Set<string>()

  return {
    undeliverable({ position, type }, error) {
      const id = `${position.epoch}.${position.offset}`
      if (reported.has(id)) return
      if (reported.size >= mostReported) reported.clear()
      reported.add(id)
      logger.error({ error, event: id, type }, 'an event cannot be sent: it is declared missing')
    },
    connectionFailed(connection, reason, error) {
      logger.error({ error, connection }, sentences[reason])
    },
  }
}
