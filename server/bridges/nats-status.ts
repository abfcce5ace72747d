/** Whether a bridge works, since when it does not, and how often it failed. */
import type { Clock } from '../../src/platform/ports.ts'
import type { Logger } from '../ops/logger.ts'
import type { NotReady } from '../ops/readiness.ts'
import { createRunReport } from '../ops/run-report.ts'
import { reasonOf } from './nats-session-end.ts'

export interface NatsStatus {
  readonly current: 'reading' | 'waiting' | 'failing'
  readonly failures: Readonly<Record<string, number>>
  /** From now on it should work. */
  begin(): void
  failed(error: unknown): void
  works(as: 'reading' | 'waiting'): void
  /** Something was recorded: whatever has failed before works again. */
  recorded(): void
  notReady(): readonly NotReady[]
}

/** The server is not ready when nothing worked for this long. */
const stalledMs = 10_000

export function createNatsStatus(options: {
  readonly clock: Clock
  readonly logger: Logger
  readonly facts: object
}): NatsStatus {
  const { clock, logger, facts } = options
  const report = createRunReport({
    ...{ logger, facts },
    failing: 'reading from NATS failed',
    recovered: 'NATS is read again',
  })
  const failures: Record<string, number> = {}
  let current: NatsStatus['current'] = 'failing'
  let failingSinceMs: number | null = clock.monotonicMs()

  function works(as: 'reading' | 'waiting'): void {
    current = as
    failingSinceMs = null
    report.succeeded()
  }

  return {
    get current() {
      return current
    },
    failures,
    begin() {
      failingSinceMs = clock.monotonicMs()
    },
    failed(error) {
      const reason = reasonOf(error)
      failures[reason] = (failures[reason] ?? 0) + 1
      failingSinceMs ??= clock.monotonicMs()
      current = 'failing'
      report.failed(error)
    },
    works,
    recorded() {
      if (current === 'failing') works('reading')
    },
    notReady() {
      const isStalled = failingSinceMs !== null && clock.monotonicMs() - failingSinceMs > stalledMs
      return isStalled ? ['nats_stalled'] : []
    },
  }
}
