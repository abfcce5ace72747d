/**
 * One page, several implementations: `?cards=grid`, any grid of cards, `?cards=list`, a `StreamList` of them, and `?cards=peer`;
 * `&count=1000`.
 */
import type { ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { GaugeProvider, StreamCard, StreamList, type StreamState } from '../../src/index.ts'
import '../../src/styles.css'
import { PeerCard } from './peer-card.tsx'
import { createStreams, tokenAddress } from './streams.ts'

const query = new URLSearchParams(location.search)
const streams = createStreams(Number(query.get('count') ?? 1000), Math.floor(Date.now() / 1000))
const tokens = { [tokenAddress]: { symbol: 'USDC', decimals: 7 } }
const card = (stream: StreamState) => <StreamCard key={stream.streamId} stream={stream} />

const pages: Readonly<Record<string, () => ReactElement>> = {
  grid: () => (
    <GaugeProvider tokens={tokens} locale="en-US">
      <div className="grid">{streams.map(card)}</div>
    </GaugeProvider>
  ),
  list: () => (
    <GaugeProvider tokens={tokens} locale="en-US">
      <StreamList className="list" items={streams} keyOf={({ streamId }) => streamId}>
        {card}
      </StreamList>
    </GaugeProvider>
  ),
  peer: () => (
    <div className="grid">
      {streams.map((stream) => (
        <PeerCard key={stream.streamId} stream={stream} />
      ))}
    </div>
  ),
}

const root = document.getElementById('root')
const render = pages[query.get('cards') ?? 'grid']
if (root && render) createRoot(root).render(render())
