/** A stream small enough to follow in one's head, for the examples of this folder. */
import type { StreamTerms } from '../../src/money/index.ts'

export const start = 1_790_000_000
export const startMs = start * 1000

/** 100 units over 30 s: 3 a second, so that 10 units are left to flow after the 30 seconds. */
export const smallStream: StreamTerms = {
  ratePerSecond: 3n,
  depositedAmount: 100n,
  withdrawnAmount: 0n,
  startTime: start,
  lastUpdateTime: start,
  status: 'active',
  pausedAt: null,
}
