import type { StreamState } from 'streamgauge'
import { parseAmount } from 'streamgauge/money'

export const stream: StreamState = {
  streamId: '42',
  sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
  recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
  ratePerSecond: parseAmount('0.0004', 7),
  depositedAmount: parseAmount('1000000000', 7),
  withdrawnAmount: 0n,
  startTime: 1_790_000_000,
  lastUpdateTime: 1_790_000_000,
  status: 'active',
  pausedAt: null,
}
