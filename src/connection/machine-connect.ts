/**
 * The request: which states have one, and how one begins (C1). Part of the connection machine; pure.
 */

import type { ConnectionError } from './errors.ts'
import {
  enter,
  type LossVerdict,
  type MachineContext,
  type MachineState,
  type ReconnectCause,
  type Transition,
} from './machine-state.ts'
import type { ConnectingCause, ConnectionStatus } from './status.ts'
import { connectTimeoutOf } from './watchdog.ts'

export function connect(
  state: MachineState,
  cause: ConnectingCause,
  context: MachineContext,
): Transition {
  const delayMs = connectTimeoutOf(state)
  return enter(
    { ...state, timerDueMs: context.monotonicMs + delayMs },
    { status: 'connecting', sinceMs: context.nowMs, cause },
    { type: 'timer', delayMs },
    // A refresh whose request was lost has not been answered.
    { type: 'request', isRefresh: cause === 'fresh_credentials' || state.hasRefreshed },
  )
}

/** Nothing is under way. */
export function isAtRest(status: ConnectionStatus): boolean {
  return status.status === 'idle' || status.status === 'closed' || status.status === 'failed'
}

/** C3: what it means to lose the request under way, by the rules of this connection. */
export function decideLoss(
  { rules, status, lastEventId, attempt }: MachineState,
  code: ReconnectCause['code'],
  error: ConnectionError | null,
): LossVerdict {
  const wasOpen = status.status === 'open'
  return rules.decideLoss?.({ code, error, wasOpen, lastEventId, attempt }) ?? 'wait'
}

export function isRequesting(status: ConnectionStatus): boolean {
  return status.status === 'connecting' || status.status === 'open'
}
