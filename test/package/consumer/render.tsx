import { renderToString } from 'react-dom/server'
import { FlowingBalance, GaugeProvider } from 'streamgauge'
import { serve } from 'streamgauge/server'
import { stream } from './stream.ts'

const token = { symbol: 'USDC', decimals: 7 }
console.log(
  renderToString(
    <GaugeProvider tokens={{ [stream.tokenAddress]: token }}>
      <FlowingBalance stream={stream} />
    </GaugeProvider>,
  ),
)

const server = await serve({ port: 0 })
const answer = await fetch(`${server.url}/healthz`)
console.log(`server answered ${answer.status}`)
await server.close()
