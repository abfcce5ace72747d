/**
 * The page-wide control of motion (WCAG 2.2.2): pause, resume, slow down. The state is in the ticker.
 */
import { useMemo, useSyncExternalStore } from 'react'
import type { TickerSnapshot } from '../platform/ticker-settings.ts'
import { useSession } from './session-context.ts'

export type { TickerSnapshot }

/** Whether numbers move, and how to change that for the whole page. */
export type Motion = TickerSnapshot & {
  /** Stops every number at its current value. Events still show. */
  pause(): void
  /** Lets numbers move again after `pause`. */
  resume(): void
  /** The least time between two steps of any number, in ms; 0: no limit. */
  slowDown(intervalMs: number): void
}

/** For a control that pauses the page. The commands are stable between renders. */
export function useMotion(): Motion {
  const { ticker } = useSession()
  const snapshot = useSyncExternalStore(ticker.subscribe, ticker.getSnapshot, ticker.getSnapshot)
  // Separate from the snapshot, so that an effect can depend on a command.
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
