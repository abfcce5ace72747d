/** A balance of an object that the page already has: no provider, no network, rendered at build time. */
import { FlowingBalance } from 'streamgauge'
import { parseAmount } from 'streamgauge/money'

const stream = {
  ratePerSecond: parseAmount('0.0004', 7),
  depositedAmount: parseAmount('1000000000', 7),
  withdrawnAmount: 0n,
  startTime: 1_790_000_000,
  lastUpdateTime: 1_790_000_000,
  status: 'active',
  pausedAt: null,
}

export default function Page() {
  return (
    <main>
      <FlowingBalance stream={stream} token={{ symbol: 'USDC', decimals: 7 }} />
    </main>
  )
}
