/** One account of many streams, two implementations: `?page=streamgauge` and `?page=peer`, `&count=10000&events=200`. */
import { createRoot } from 'react-dom/client'
import { AccountBalance, GaugeProvider } from '../../src/index.ts'
import '../../src/styles.css'
import { createStreams, tokenAddress } from '../cards/streams.ts'
import { createFilledSession, startEvents } from '../filled-session.ts'
import { PeerTotal } from './peer-total.tsx'

const query = new URLSearchParams(location.search)
const account = 'GRECIPIENT'
const nowSeconds = Math.floor(Date.now() / 1000)
// A tenth of the streams pays someone else, so that both directions flow.
const streams = createStreams(Number(query.get('count') ?? 10_000), nowSeconds).map(
  (stream, index) =>
    index % 10 === 0 ? { ...stream, sender: account } : { ...stream, recipient: account },
)
const tokens = { [tokenAddress]: { symbol: 'USDC', decimals: 7 } }
const session = createFilledSession(streams, { account, tokens })
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <GaugeProvider session={session} locale="en-US">
      {query.get('page') === 'peer' ? <PeerTotal account={account} /> : <AccountBalance />}
    </GaugeProvider>,
  )
}
startEvents(session, streams, Number(query.get('events') ?? 0))
