/** A server component: no directive of its own, and widgets as they come from the package. */
import { ConnectionBadge, FlowingBalance, GaugeProvider, StreamCard } from 'streamgauge'
import { parseAmount } from 'streamgauge/money'

const usdc = { symbol: 'USDC', decimals: 7 }
const stream = {
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

export default function Page() {
  return (
    <main>
      <FlowingBalance stream={stream} token={usdc} />
      <GaugeProvider
        tokens={{ [stream.tokenAddress]: usdc }}
        locale="en-US"
        renderedAtMs={Date.now()}
      >
        <StreamCard stream={stream} />
        <ConnectionBadge />
      </GaugeProvider>
    </main>
  )
}
