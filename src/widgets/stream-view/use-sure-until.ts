/** Since when figures have not been confirmed. Says nothing about why. */
import { useState } from 'react'
import { useSession } from '../../react/session-context.ts'
import type { Freshness } from '../../react/use-connection.ts'

/** The last moment at which figures were live, server time in Unix ms; null while they are. */
export function useSureUntil(freshness: Freshness): number | null {
  const { ticker } = useSession()
  const [sureUntilMs, setSureUntil] = useState<number | null>(null)
  const isLive = freshness === 'live'
  // React's way to remember something about a change of props: during the render, not after it.
  if (isLive && sureUntilMs !== null) setSureUntil(null)
  if (!isLive && sureUntilMs === null) setSureUntil(ticker.shownMs())
  return isLive ? null : sureUntilMs
}
