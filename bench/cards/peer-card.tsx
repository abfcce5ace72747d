/**
 * The peer: a card in the manner of the payment-stream front ends of today. Each card runs its own
 * requestAnimationFrame loop, computes in floating point, puts the result into React state and makes a
 * new `Intl.NumberFormat` at every render.
 */
import { useEffect, useState } from 'react'
import type { StreamState } from '../../src/index.ts'

export function PeerCard({ stream }: { stream: StreamState }) {
  const [claimable, setClaimable] = useState(0)
  useEffect(() => {
    let handle = 0
    const tick = () => {
      const elapsed = Date.now() / 1000 - stream.lastUpdateTime
      const remaining = Number(stream.depositedAmount - stream.withdrawnAmount)
      setClaimable(Math.min(elapsed * Number(stream.ratePerSecond), remaining) / 1e7)
      handle = requestAnimationFrame(tick)
    }
    handle = requestAnimationFrame(tick)
    return () => cancelAnimationFrame(handle)
  }, [stream])
  const text = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: 7,
    maximumFractionDigits: 7,
  }).format(claimable)
  return (
    <article className="peer">
      <header>
        Stream {stream.streamId} <span>Active</span>
      </header>
      <p>{text} USDC</p>
      <progress max={Number(stream.depositedAmount) / 1e7} value={claimable} />
      <footer>
        {stream.sender} → {stream.recipient}
      </footer>
    </article>
  )
}
