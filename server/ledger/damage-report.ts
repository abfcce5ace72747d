/**
 * Stored values that pass the checks of the log and still cannot be decoded. Lists and snapshots omit them, and reading
 * one by its id is refused. Each is counted and logged once.
 */
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { StateValue } from '../log/event-log.ts'
import { type Logger, silentLogger } from '../ops/logger.ts'
import { parseStoredStream } from './stored-stream.ts'

export interface DamageReport {
  /** The stream that a value holds; null when it cannot be read. */
  streamOf(value: StateValue): StreamState | null
  /** A value that could not be read, and why. */
  found(key: string, error: unknown): void
  /** How many values were found that cannot be read. */
  readonly count: number
}

/** Keys that are remembered. Beyond, a key may be counted and logged again. */
const mostKeys = 10_000

export function createDamageReport(logger: Logger = silentLogger): DamageReport {
  const keys = new Set<string>()
  let count = 0

  function found(key: string, error: unknown): void {
    if (keys.has(key)) return
    if (keys.size >= mostKeys) keys.clear()
    keys.add(key)
    count++
    logger.error({ key, error }, 'a stored value cannot be read, and is set aside')
  }

  return {
    streamOf({ key, value }) {
      try {
        return parseStoredStream(value)
      } catch (error) {
        found(key, error)
        return null
      }
    },
    found,
    get count() {
      return count
    },
  }
}
