/**
 * The page-wide control of movement (WCAG 2.2.2) as React sees it: pause, go on, slow down. Holds no
 * state of its own; the ticker does.
 */
import { useMemo, useSyncExternalStore } from 'react'
import type { TickerSnapshot } from '../platform/ticker.ts'
import { useSession } from './session-context.ts'

/** Whether numbers move, and how to change that for the whole page. */
export type Motion = TickerSnapshot & {
  /** Stops every number where it is. Events still show. */
  pause(): void
  resume(): void
  /** At most one step in so many ms for every number; 0: no limit. */
  slowDown(intervalMs: number): void
}

/** For a control that a person can pause the page with. The commands stay the same between renders. */
export function useMotion(): Motion {
  const { ticker } = useSession()
  const snapshot = useSyncExternalStore(ticker.subscribe, ticker.getSnapshot, ticker.getSnapshot)
  // Apart from the snapshot, so that an effect may depend on a command.
  const commands = useMemo(
    () => ({
      pause: ticker.pause,
      resume: ticker.resume,
      slowDown: (intervalMs: number) => ticker.setMinIntervalMs(intervalMs, 'person'),
    }),
    [ticker],
  )
  return useMemo(() => ({ ...snapshot, ...commands }), [snapshot, commands])
}

/**
 * Whether the page is paused. Renders for this and not for other settings; always false, without a
 * subscription, unless it is needed.
 */
export function useIsPaused(isNeeded: boolean): boolean {
  const { ticker } = useSession()
  const isPaused = () => isNeeded && ticker.getSnapshot().isPaused
  return useSyncExternalStore(isNeeded ? ticker.subscribe : subscribeToNothing, isPaused, isPaused)
}

const subscribeToNothing = () => () => {}
