/** The ten payment streams that all events of the firehose are about, as they are before the first. */
import type { StreamState } from '../../src/index.ts'

export const tokenAddress = 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA'
export const sender = 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7'
export const recipient = 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H'

export function createStreams(nowSeconds: number): readonly StreamState[] {
  const startTime = nowSeconds - 3600
  return Array.from({ length: 10 }, (_, index) => ({
    streamId: String(index + 1),
    sender,
    recipient,
    tokenAddress,
    ratePerSecond: 30_000n + BigInt(index) * 1_000n,
    depositedAmount: 26_000_000_000n,
    withdrawnAmount: 0n,
    startTime,
    lastUpdateTime: startTime,
    status: 'active',
    pausedAt: null,
  }))
}
