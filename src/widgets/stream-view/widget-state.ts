/**
 * The vocabulary of state that leaves the widgets as `data-*` attributes: finite, the same for every
 * widget, documented in registry.ts. Computes nothing about money.
 */
import type { AccrualStatus } from '../../money/index.ts'
import type { Freshness } from '../../react/freshness.ts'
import type { BalanceDirection, BalancePhase } from '../../react/stream-summary.ts'

/** State of a widget that shows one payment stream. */
export interface StreamWidgetState {
  /** `null` unless the phase is ready. */
  readonly status: AccrualStatus | null
  /** Direction of the money for the provider's account; `null` without an account. */
  readonly direction: BalanceDirection | null
  /** Whether there is something to show: not yet, yes, no such stream, or it cannot be shown. */
  readonly phase: BalancePhase
  /** Whether what is shown is up to date. */
  readonly freshness: Freshness
  /** The time that everything is shown as of, server time in Unix ms; null while it is live. */
  readonly asOfMs: number | null
  /** The deposit runs out soon; also while it is critical. */
  readonly isEndingSoon: boolean
  /** The deposit is about to run out. */
  readonly isCritical: boolean
  /** The balances change with time right now. */
  readonly isTicking: boolean
}

/**
 * Whether the end of a deposit is an alarm: for those who can act. Only the sender of a stream can top it up, so for its
 * recipient it is no more than a date.
 */
export const isAlarm = ({
  isEndingSoon,
  direction,
}: Pick<StreamWidgetState, 'isEndingSoon' | 'direction'>): boolean =>
  isEndingSoon && direction !== 'incoming'

/** The value of a boolean attribute: `''` sets it, undefined leaves it out. */
export const booleanAttribute = (isSet: boolean): '' | undefined => (isSet ? '' : undefined)

/** The attributes of {@link StreamWidgetState}, for the root of a widget. */
export function stateAttributes(state: StreamWidgetState): Record<string, string | undefined> {
  return {
    'data-status': state.status ?? undefined,
    'data-direction': state.direction ?? undefined,
    'data-phase': state.phase,
    'data-freshness': state.freshness,
    'data-ends-soon': booleanAttribute(state.isEndingSoon),
    'data-critical': booleanAttribute(state.isCritical),
    'data-ticking': booleanAttribute(state.isTicking),
  }
}
