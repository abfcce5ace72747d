/**
 * Whether the large number has been painted: everything below it, a table and charts, is loaded after that, so that it
 * does not compete with the one thing that the front page is about.
 */
import { useEffect, useState } from 'react'
import { useConnection, useStorePhase } from '../../index.ts'

export function useHasPainted(): boolean {
  const phase = useStorePhase()
  const { status } = useConnection()
  const [hasPainted, setHasPainted] = useState(false)
  // Without a server there is no number to wait for.
  const isKnown = phase === 'ready' || status === 'failed' || status === 'waiting'
  useEffect(() => {
    if (!isKnown) return
    // A frame is painted before the timer that it starts.
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setHasPainted(true))
    })
    // Frames do not come while the page is in the background.
    const late = setTimeout(() => setHasPainted(true), latestMs)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      clearTimeout(late)
    }
  }, [isKnown])
  return hasPainted
}

const latestMs = 1_000
