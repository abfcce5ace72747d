/** The next animation frame, with a limit for pages that have none. */
import type { Cancel, Platform } from './ports.ts'

/** Runs `run` before the next paint; after `atMostMs` where a page is hidden or too busy to paint. */
export function nextFrame(
  { frames, timers }: Pick<Platform, 'frames' | 'timers'>,
  atMostMs: number,
  run: () => void,
): Cancel {
  const cancelFrame = frames.request(run)
  const cancelTimer = timers.after(atMostMs, run)
  return () => {
    cancelFrame()
    cancelTimer()
  }
}
