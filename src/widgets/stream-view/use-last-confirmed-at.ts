/** Since when balances have not been confirmed by the server. Does not say why. */
import { useState } from 'react'
import { useSession } from '../../react/session-context.ts'
import type { Freshness } from '../../react/use-connection.ts'

/** When balances were last live, server time in Unix ms; null while they are. */
export function useLastConfirmedAt(freshness: Freshness): number | null {
  const { ticker } = useSession()
  const [lastConfirmedAtMs, setLastConfirmedAt] = useState<number | null>(null)
  const isLive = freshness === 'live'
  // State derived from a change of props is set during the render, not after it.
  if (isLive && lastConfirmedAtMs !== null) setLastConfirmedAt(null)
  if (!isLive && lastConfirmedAtMs === null) setLastConfirmedAt(ticker.shownMs())
  return isLive ? null : lastConfirmedAtMs
}
