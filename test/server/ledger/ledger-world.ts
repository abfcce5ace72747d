/** A ledger over a log in memory, with a clock that only moves when the test moves it. */
import type { Ledger } from '../../../server/ledger/commands.ts'
import { createLedger, type LedgerOptions } from '../../../server/ledger/ledger.ts'
import { createSeededRandom } from '../../../server/ledger/seeded-random.ts'
import type { CreateCommand } from '../../../server/ledger/stream-commands.ts'
import type { EventLog, LogEntry } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import type { Clock } from '../../../src/platform/ports.ts'

export interface LedgerWorld {
  readonly ledger: Ledger
  readonly log: EventLog
  readonly clock: Clock
  /** Time passes. */
  advance(seconds: number): void
  /** The wall clock is set, and no time passes. */
  setClock(bySeconds: number): void
  /** All events so far, oldest first. */
  entries(): Promise<readonly LogEntry[]>
  /** All keyed state, as text: two of these are equal exactly when nothing was changed. */
  everything(): Promise<string>
}

export const alice = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
export const bob = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
export const usdc = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
export const i128Max = 2n ** 127n - 1n

/** 1,000 units at 10 a second, from now. */
export const plain: CreateCommand = {
  sender: alice,
  recipient: bob,
  tokenAddress: usdc,
  ratePerSecond: 10n,
  depositedAmount: 1_000n,
}

export function createLedgerWorld(
  startSecond = 1_790_000_000,
  options: Pick<LedgerOptions, 'clockSteps' | 'logger' | 'commands'> = {},
): LedgerWorld {
  let nowMs = startSecond * 1000
  let monotonicMs = 0
  const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => monotonicMs }
  const kept = { retentionEvents: 1_000_000, retentionMs: Number.POSITIVE_INFINITY }
  const log = memoryLog({ clock, random: { next: createSeededRandom(1).next }, ...kept })
  return {
    ledger: createLedger({ log, clock, ...options }),
    log,
    clock,
    advance(seconds) {
      nowMs += seconds * 1000
      monotonicMs += seconds * 1000
    },
    setClock(bySeconds) {
      nowMs += bySeconds * 1000
    },
    async entries() {
      const { epoch, top } = await log.bounds('payments')
      const reading = await log.read('payments', { epoch, offset: 0 }, top, top)
      return reading.kind === 'entries' ? reading.entries : []
    },
    async everything() {
      return JSON.stringify(await log.states('payments', { prefix: '' }, 1_000_000))
    },
  }
}
