/** Ours: five moving balances, the activity feed and four cards on one provider. */
import { useEffect, useRef, useSyncExternalStore } from 'react'
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

/**
 * Reports what has been rendered, as the peers do: after the commit. Events are counted one by one on
 * their way into the store, since its position alone would hide a hole.
 */
function Applied() {
  const { connection, store } = useSession()
  const heard = useRef(0)
  const offset = useSyncExternalStore(
    store.subscribe,
    () => store.getState().position?.offset ?? 0,
    () => 0,
  )
  useEffect(
    () =>
      connection?.onFrames((batch) => {
        for (const { kind } of batch) if (kind === 'event') heard.current += 1
      }),
    [connection],
  )
  useEffect(() => {
    if (offset > 0) witness.applied(heard.current)
  }, [offset])
  useEffect(() => {
    witness.balances = () =>
      Object.fromEntries(
        [...store.getState().items.values()].map((stream) => [
          stream.streamId,
          `${stream.depositedAmount} ${stream.withdrawnAmount}`,
        ]),
      )
  }, [store])
  return null
}
