/** One page, two implementations: `?cards=streamgauge` and `?cards=peer`, `&count=1000`. */
import { createRoot } from 'react-dom/client'
import { GaugeProvider, StreamCard } from '../../src/index.ts'
import '../../src/styles.css'
import { PeerCard } from './peer-card.tsx'
import { createStreams, tokenAddress } from './streams.ts'

const query = new URLSearchParams(location.search)
const streams = createStreams(Number(query.get('count') ?? 1000), Math.floor(Date.now() / 1000))
const tokens = { [tokenAddress]: { symbol: 'USDC', decimals: 7 } }
const root = document.getElementById('root')

if (root) {
  createRoot(root).render(
    query.get('cards') === 'peer' ? (
      <div className="grid">
        {streams.map((stream) => (
          <PeerCard key={stream.streamId} stream={stream} />
        ))}
      </div>
    ) : (
      <GaugeProvider tokens={tokens}>
        <div className="grid">
          {streams.map((stream) => (
            <StreamCard key={stream.streamId} stream={stream} />
          ))}
        </div>
      </GaugeProvider>
    ),
  )
}
