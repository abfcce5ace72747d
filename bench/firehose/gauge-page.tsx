/** Ours: five moving balances, the activity feed and four cards on one provider. */
import { useEffect, useSyncExternalStore } from 'react'
import {
  ActivityFeed,
  FlowingBalance,
  GaugeProvider,
  StreamCard,
  useSession,
} from '../../src/index.ts'
import '../../src/styles.css'
import { recipient, tokenAddress } from './streams.ts'
import { witness } from './witness.ts'

const tokens = { [tokenAddress]: { symbol: 'USDC', decimals: 7 } }
const filter = { all: true } as const

export function GaugePage() {
  return (
    <GaugeProvider url="" filter={filter} tokens={tokens} account={recipient}>
      <div className="balances">
        {['1', '2', '3', '4', '5'].map((id) => (
          <FlowingBalance key={id} streamId={id} size="hero" />
        ))}
      </div>
      <ActivityFeed className="feed" />
      <div className="cards">
        {['6', '7', '8', '9'].map((id) => (
          <StreamCard key={id} streamId={id} />
        ))}
      </div>
      <Applied />
    </GaugeProvider>
  )
}

/** Tells what has been rendered, as the peers do: after the commit. */
function Applied() {
  const { store } = useSession()
  const count = useSyncExternalStore(
    store.subscribe,
    () => store.getState().position?.offset ?? 0,
    () => 0,
  )
  useEffect(() => witness.applied(count), [count])
  useEffect(() => {
    witness.deposits = () =>
      Object.fromEntries(
        [...store.getState().streams.values()].map((stream) => [
          stream.streamId,
          String(stream.depositedAmount),
        ]),
      )
  }, [store])
  return null
}
