/**
 * Reads the chain as long as it runs: page after page, at its end every few seconds, and after a failure later each
 * time. The only part of the indexer that waits.
 *
 *   step ─┬─ more to read ─► step
 *         ├─ the end of the chain ─► wait ─► step
 *         └─ failed ─► wait at random, at least as long as the RPC asks ─► step
 */
import type { Cancel, Clock, Random, Timers } from '../../src/platform/ports.ts'
import { isLogError } from '../log/errors.ts'
import type { Logger } from '../ops/logger.ts'
import { createRunReport } from '../ops/run-report.ts'
import { type ChainReadingOptions, createChainReading } from './chain-reading.ts'
import { IndexerError } from './errors.ts'
import { RpcFailure } from './soroban-rpc.ts'

export interface ChainPoller {
  /** @param load reads how far an earlier process has come; called before the first page, and again if it fails */
  start(load: () => Promise<void>): void
  /** Resolves when the step under way has ended. */
  close(): Promise<void>
  readonly failures: Readonly<Record<string, number>>
  readonly gaps: number
  /** The last ledger that was read completely; 0: none. */
  readonly ledger: number
  readonly latestLedger: number
  readonly isCaughtUp: boolean
  /** Whether the last step failed. */
  readonly isFailing: boolean
  /** When a page was last read and recorded, monotonic ms; since the start before that. */
  readonly succeededAtMs: number
}

export interface ChainPollerOptions extends ChainReadingOptions {
  readonly pollMs: number
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly logger: Logger
  /** Called whenever the end of the chain was reached, before the next wait. */
  readonly onCaughtUp: (signal: AbortSignal) => Promise<void>
}

const backOff = { leastMs: 100, baseMs: 1_000, capMs: 60_000 }
/** How often the cursor is stored while there are no events. */
const saveEveryMs = 60_000

export function createChainPoller(options: ChainPollerOptions): ChainPoller {
  const { recorder, pollMs, clock, timers, random, logger } = options
  const reading = createChainReading(options)
  const closing = new AbortController()
  const { signal } = closing
  const failures: Record<string, number> = {}
  const report = createRunReport({
    logger,
    failing: 'reading the chain failed',
    recovered: 'the chain is read again',
  })
  let running: Promise<void> = Promise.resolve()
  let wake: Cancel = () => {}
  let isFailing = false
  let isCaughtUp = false
  let succeededAtMs = clock.monotonicMs()
  let savedAtMs = succeededAtMs

  async function run(load: () => Promise<void>): Promise<void> {
    for (let attempt = 0; !signal.aborted; ) {
      try {
        await load()
        const isEnd = await reading.step(signal)
        if (isEnd) await atEnd()
        isCaughtUp = isEnd
        isFailing = false
        succeededAtMs = clock.monotonicMs()
        attempt = 0
        report.succeeded()
        if (isEnd) await pause(pollMs)
      } catch (error) {
        if (signal.aborted) return
        isCaughtUp = false
        isFailing = true
        reading.forget()
        const reason = reasonOf(error)
        failures[reason] = (failures[reason] ?? 0) + 1
        report.failed(error)
        await pause(delayAfter(error, attempt++))
      }
    }
  }

  async function atEnd(): Promise<void> {
    await options.onCaughtUp(signal)
    const nowMs = clock.monotonicMs()
    if (nowMs - savedAtMs < saveEveryMs) return
    savedAtMs = nowMs
    await recorder.flush()
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = timers.after(delayMs, resolve)
      wake = () => {
        cancel()
        resolve()
      }
      if (signal.aborted) wake()
    })
  }

  function delayAfter(error: unknown, attempt: number): number {
    const ceiling = Math.min(backOff.capMs, backOff.baseMs * 2 ** Math.min(attempt, 16))
    const jittered = Math.max(backOff.leastMs, Math.floor(random.next() * ceiling))
    return Math.max(jittered, error instanceof RpcFailure ? error.retryAfterMs : 0)
  }

  return {
    start(load) {
      succeededAtMs = clock.monotonicMs()
      running = run(load)
    },
    async close() {
      closing.abort()
      wake()
      await running
    },
    failures,
    get gaps() {
      return reading.gaps
    },
    get ledger() {
      return reading.ledger
    },
    get latestLedger() {
      return reading.latestLedger
    },
    get isCaughtUp() {
      return isCaughtUp
    },
    get isFailing() {
      return isFailing
    },
    get succeededAtMs() {
      return succeededAtMs
    },
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RpcFailure) return error.reason
  if (error instanceof IndexerError || isLogError(error)) return error.code
  return 'unknown'
}
