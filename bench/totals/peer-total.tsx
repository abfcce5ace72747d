/**
 * The peer: a total in the manner of the payment-stream front ends of today. A requestAnimationFrame loop adds up all
 * streams in floating point, puts the sum into React state and makes a new `Intl.NumberFormat` at every render.
 */
import { useEffect, useState } from 'react'
import { useStreams } from '../../src/index.ts'

export function PeerTotal({ account }: { readonly account: string }) {
  const streams = useStreams({ account })
  const [total, setTotal] = useState(0)
  useEffect(() => {
    let handle = 0
    const tick = () => {
      const now = Date.now() / 1000
      let sum = 0
      for (const stream of streams) {
        const left = Number(stream.depositedAmount - stream.withdrawnAmount)
        const flowed = Math.min((now - stream.lastUpdateTime) * Number(stream.ratePerSecond), left)
        sum += stream.recipient === account ? flowed : left - flowed
      }
      setTotal(sum / 1e7)
      handle = requestAnimationFrame(tick)
    }
    handle = requestAnimationFrame(tick)
    return () => cancelAnimationFrame(handle)
  }, [streams, account])
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2 })
  return <p>{format.format(total)} USDC</p>
}
