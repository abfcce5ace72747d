/** The time that texts are composed at. */
import { useCallback } from 'react'
import { useGauge } from './session-context.ts'

/**
 * Reads it, server time in Unix ms: that of the server's render while a page takes over from it, so that both compose the
 * same texts. Renders nothing by itself.
 */
export function useTextTime(): () => number {
  const { session, renderedAtMs } = useGauge()
  const { ticker } = session
  return useCallback(() => renderedAtMs ?? ticker.shownMs(), [ticker, renderedAtMs])
}
