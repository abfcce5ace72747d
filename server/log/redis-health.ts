/** Whether Redis is within reach, and whether it is set up to keep what it is given. */
import type { Cancel, Clock, Timers } from '../../src/platform/ports.ts'
import type { Logger } from '../ops/logger.ts'
import { createRunReport } from '../ops/run-report.ts'
import type { LogHealth, LogRisk } from './event-log.ts'
import type { RedisDamage } from './redis-damage.ts'
import type { RedisLink } from './redis-link.ts'

// Every `/readyz` asks, and settings rarely change.
const freshMs = 5_000
/** A connection that is made again at once is no reason to notify thousands of clients. */
const patienceMs = 1_000

export interface RedisHealth {
  read(): Promise<LogHealth>
  /** As `EventLog.onReachable`. */
  onReachable(listener: (isReachable: boolean) => void): () => void
  /** A connection was lost. */
  lost(): void
  /** All connections are there again. */
  ready(): void
  /** A log began another epoch. */
  countReset(): void
  close(): void
}

export function createRedisHealth(options: {
  readonly link: () => Pick<RedisLink, 'isReady' | 'risks'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
  readonly address: string
  readonly damage: Pick<RedisDamage, 'entries' | 'states'>
  /** Whether a Redis that writes nothing to disk is a risk. */
  readonly isPersistenceRequired: boolean
}): RedisHealth {
  const { link, clock, timers, logger, address, damage, isPersistenceRequired } = options
  const listeners = new Set<(isReachable: boolean) => void>()
  let known: { readonly atMs: number; readonly risks: readonly LogRisk[] } | null = null
  let newEpochs = 0
  let isReported = false
  let cancelReport: Cancel | null = null
  const report = createRunReport({
    logger,
    facts: { address },
    failing: 'Redis is not set up to keep the log',
    recovered: 'Redis is set up to keep the log',
  })

  async function readRisks(): Promise<readonly LogRisk[]> {
    const nowMs = clock.monotonicMs()
    if (known !== null && nowMs - known.atMs < freshMs) return known.risks
    const risks = (await link().risks()).filter(
      (risk) => risk !== 'medium_volatile' || isPersistenceRequired,
    )
    known = { atMs: nowMs, risks }
    if (risks.length === 0) report.succeeded()
    else report.failed(risks.join(', '))
    return risks
  }

  function notify(isReachable: boolean): void {
    isReported = !isReachable
    for (const listener of listeners) listener(isReachable)
  }

  return {
    async read() {
      const risks = await readRisks().catch(() => [])
      const isReady = link().isReady
      return {
        status: isReady ? 'ok' : 'unavailable',
        reason: isReady ? null : 'medium_unreachable',
        onDamage: 'new-epoch',
        damagedEntries: damage.entries,
        damagedStates: damage.states,
        newEpochs,
        newEpochReason: newEpochs > 0 ? 'restored' : null,
        bytes: null,
        freeBytes: null,
        risks,
      }
    },
    onReachable(listener) {
      listeners.add(listener)
      if (isReported) listener(false)
      return () => listeners.delete(listener)
    },
    lost() {
      known = null
      if (isReported) return
      cancelReport ??= timers.after(patienceMs, () => notify(false))
    },
    ready() {
      cancelReport?.()
      cancelReport = null
      if (isReported) notify(true)
    },
    countReset() {
      newEpochs++
    },
    close() {
      cancelReport?.()
      listeners.clear()
    },
  }
}
