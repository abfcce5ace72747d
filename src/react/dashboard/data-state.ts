/**
 * Whether there is data to show and how fresh it is, for widgets that are given plain data: from props, a
 * query, or the hooks of any feed. Pure.
 */
import type { Freshness } from '../freshness.ts'

/** Whether there is something to show: not yet, yes, nothing, or it could not be loaded. */
export type DataPhase = 'loading' | 'ready' | 'empty' | 'error'

/** What data hooks say about their data: their result can be spread onto a widget. */
export interface DataOptions {
  /**
   * Default: `loading` while the data is undefined, `empty` where there is none, else `ready`. `left_out`,
   * which hooks of feeds return for what was not requested, is shown as an error.
   */
  readonly phase?: DataPhase | 'left_out' | undefined
  /** Whether the data is up to date. Default `live`. */
  readonly freshness?: Freshness | undefined
  /** As data hooks return it: false is `stale` once there is data. `freshness` wins. Default true. */
  readonly connected?: boolean | undefined
  /** When the data stopped being live, Unix ms. Default: the time is not shown. */
  readonly asOfMs?: number | null | undefined
}

/** What users can do about data that could not be loaded. */
export interface RetryOptions {
  /** Loads it again: the widget then has a button while the phase is `error`. */
  readonly onRetry?: (() => void) | undefined
}

/** {@link DataOptions}, decided. */
export interface DataState {
  /** Whether there is something to show. */
  readonly phase: DataPhase
  /** Whether what is shown is up to date. */
  readonly freshness: Freshness
}

/**
 * @param amount how much data there is: undefined is not loaded yet, null and 0 are none
 */
export function dataStateOf(
  { phase, freshness, connected = true }: DataOptions,
  amount: number | null | undefined,
): DataState {
  return { phase: phaseOf(phase, amount), freshness: freshness ?? (connected ? 'live' : 'stale') }
}

function phaseOf(phase: DataOptions['phase'], amount: number | null | undefined): DataPhase {
  // Data that is there is shown, also while more is on its way.
  if (amount) return phase === 'error' ? phase : 'ready'
  switch (phase) {
    case undefined:
      return amount === undefined ? 'loading' : 'empty'
    case 'ready':
      return 'empty'
    case 'left_out':
      return 'error'
    default:
      return phase
  }
}
