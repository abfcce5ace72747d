/** One page, several implementations: `?numbers=plain&count=1000`. Counts its commits from outside. */
import type { ComponentType } from 'react'
import { createRoot } from 'react-dom/client'
import { FlowingBalance, GaugeProvider, StreamList, type StreamState } from '../../src/index.ts'
import '../../src/styles.css'
import { createStreams, tokenAddress } from '../cards/streams.ts'
import { showFloor } from './floor.ts'
import { FlowFiNumber, NumberFlowNumber, SuperfluidNumber, TunedNumber } from './peer-numbers.tsx'

const query = new URLSearchParams(location.search)
const name = query.get('numbers') ?? 'plain'
const streams = createStreams(Number(query.get('count') ?? 1000), Math.floor(Date.now() / 1000))
const tokens = { [tokenAddress]: { symbol: 'USDC', decimals: 7 } }

function Balance({ stream }: { readonly stream: StreamState }) {
  return <FlowingBalance stream={stream} />
}

const pages: Record<string, ComponentType<{ stream: StreamState }>> = {
  tuned: TunedNumber,
  flowfi: FlowFiNumber,
  superfluid: SuperfluidNumber,
  'number-flow': NumberFlowNumber,
  plain: Balance,
  list: Balance,
  'every-change': ({ stream }) => <FlowingBalance stream={stream} everyMs={0} />,
}

function Page() {
  const Shown = pages[name]
  if (!Shown) return null
  const cell = (stream: StreamState) => (
    <div key={stream.streamId} className="cell">
      <Shown stream={stream} />
    </div>
  )
  if (name !== 'list') return <div className="grid">{streams.map(cell)}</div>
  return (
    <StreamList items={streams} keyOf={({ streamId }) => streamId}>
      {cell}
    </StreamList>
  )
}

const root = document.getElementById('root')
const floorParts = { floor: 1, 'floor-rare': 10 }[name]
if (root && floorParts) showFloor(root, streams, floorParts)
else if (root) {
  createRoot(root).render(
    <GaugeProvider tokens={tokens} locale="en-US">
      <Page />
    </GaugeProvider>,
  )
}
