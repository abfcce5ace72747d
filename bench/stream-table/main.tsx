/** Ten thousand rows, two implementations: `?page=streamgauge` and `?page=peer`, `&count=10000&events=200`. */
import { createRoot } from 'react-dom/client'
import { GaugeProvider } from '../../src/index.ts'
import '../../src/styles.css'
import { StreamTable } from '../../src/table.ts'
import '../../src/table.css'
import { createStreams, tokenAddress } from '../cards/streams.ts'
import { createFilledSession, startEvents } from '../filled-session.ts'
import { PeerTable } from './peer-table.tsx'

const query = new URLSearchParams(location.search)
const account = 'GRECIPIENT'
// A tenth of the streams pays someone else, and another tenth is paused.
const streams = createStreams(
  Number(query.get('count') ?? 10_000),
  Math.floor(Date.now() / 1000),
).map((stream, index) => ({
  ...stream,
  ...(index % 10 === 0 ? { sender: account } : { recipient: account }),
  ...(index % 10 === 5 && { status: 'paused' as const, pausedAt: stream.startTime + 3_600 }),
}))
const tokens = { [tokenAddress]: { symbol: 'USDC', decimals: 7 } }
const session = createFilledSession(streams, { account, tokens })
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <GaugeProvider session={session} locale="en-US">
      {query.get('page') === 'peer' ? <PeerTable account={account} /> : <StreamTable />}
    </GaugeProvider>,
  )
}
startEvents(session, streams, Number(query.get('events') ?? 0))
