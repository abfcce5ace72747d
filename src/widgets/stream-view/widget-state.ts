/**
 * The vocabulary of state that leaves the widgets as `data-*` attributes: finite, the same for every
 * widget, documented in registry.ts. Computes nothing about money.
 */
import type { AccrualStatus } from '../../money/index.ts'
import type { Freshness } from '../../react/use-connection.ts'
import type { BalanceDirection, BalancePhase } from '../../react/use-stream-standing.ts'

/** State of a widget that shows one payment stream. */
export interface StreamWidgetState {
  /** `null` unless the phase is ready. */
  readonly status: AccrualStatus | null
  /** Which way money moves for the person who looks; `null` while nobody said who that is. */
  readonly direction: BalanceDirection | null
  /** Whether there is something to show: not yet, yes, nothing, or nothing that can be shown. */
  readonly phase: BalancePhase
  /** How far what is shown can be trusted to be current. */
  readonly freshness: Freshness
  /** The deposit runs out soon. */
  readonly isCritical: boolean
  /** Figures are moving by themselves right now. */
  readonly isTicking: boolean
}

/** `''` is how a boolean attribute says yes; undefined leaves it out. */
export const yes = (is: boolean): '' | undefined => (is ? '' : undefined)

/** The attributes of {@link StreamWidgetState}, for the root of a widget. */
export function stateAttributes(state: StreamWidgetState): Record<string, string | undefined> {
  return {
    'data-status': state.status ?? undefined,
    'data-direction': state.direction ?? undefined,
    'data-phase': state.phase,
    'data-freshness': state.freshness,
    'data-critical': yes(state.isCritical),
    'data-ticking': yes(state.isTicking),
  }
}
