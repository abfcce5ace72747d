/** A thousand streams at rates between a cent and some hundred dollars an hour; all of them run. */

import { createSeededRandom } from '../../server/ledger/seeded-random.ts'
import type { StreamState } from '../../src/index.ts'

export const tokenAddress = 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA'

export function createStreams(count: number, nowSeconds: number): readonly StreamState[] {
  const random = createSeededRandom(7).next
  return Array.from({ length: count }, (_, index) => {
    const ratePerSecond = BigInt(Math.floor(30 + random() ** 3 * 900_000))
    const startTime = nowSeconds - Math.floor(random() * 86_400)
    return {
      streamId: String(index + 1),
      sender: `GSENDER${index % 40}`,
      recipient: `GRECIPIENT${index % 90}`,
      tokenAddress,
      ratePerSecond,
      depositedAmount: ratePerSecond * 864_000n,
      withdrawnAmount: 0n,
      startTime,
      lastUpdateTime: startTime,
      status: 'active' as const,
      pausedAt: null,
    }
  })
}
