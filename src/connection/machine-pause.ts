/**
 * Reasons to pause (C8): a device without network, a frozen or cached page, a caller of
 * `pause()`. Part of the connection machine; pure.
 */
import { connect, decideLoss, isAtRest, isRequesting } from './machine-connect.ts'
import {
  announce,
  enter,
  type MachineContext,
  type MachineState,
  type Transition,
} from './machine-state.ts'
import { wait } from './machine-wait.ts'
import type { ConnectingCause, PausedStatus, PauseReason } from './status.ts'

export function start(
  state: MachineState,
  cause: ConnectingCause,
  context: MachineContext,
): Transition {
  const restarted = { ...state, attempt: 0, hasRefreshed: false }
  return mayTry(state) ? connect(restarted, cause, context) : pause(restarted)
}

/**
 * Being offline is a claim of the device (a local server answers all the same), so that alone does not
 * prevent a first attempt.
 */
export function mayTry({ pauseReasons }: MachineState): boolean {
  return pauseReasons.every((reason) => reason === 'offline')
}

export function addReason(state: MachineState, reason: PauseReason): Transition {
  const { status, pauseReasons } = state
  if (pauseReasons.includes(reason)) return [state, []]
  // A connection at rest cannot be paused by its user; what the page reports is kept for its start.
  if (isAtRest(status) && reason === 'user') return [state, []]
  const added = { ...state, pauseReasons: [...pauseReasons, reason] }
  // A request that is not made again is not given up either: it may survive what the page reports.
  const isKept =
    reason !== 'user' && isRequesting(status) && decideLoss(added, reason, null) !== 'wait'
  return isAtRest(status) || isKept ? [added, []] : pause(added)
}

export function pause(state: MachineState): Transition {
  const { status, pauseReasons } = state
  const paused: PausedStatus = { status: 'paused', reasons: pauseReasons }
  return status.status === 'paused'
    ? [{ ...state, status: paused }, [announce]]
    : enter(state, paused)
}

export function removeReason(
  state: MachineState,
  reason: PauseReason,
  context: MachineContext,
): Transition {
  const { status, pauseReasons } = state
  if (!pauseReasons.includes(reason)) return [state, []]
  const left = { ...state, pauseReasons: pauseReasons.filter((other) => other !== reason) }
  if (status.status !== 'paused') return [left, []]
  if (left.pauseReasons.length > 0) return pause(left)
  if (reason === 'user') return connect(left, 'resumed', context)
  // C8: a building whose network returns is a thousand clients.
  return wait({ ...left, attempt: 0 }, reason === 'offline' ? 'online' : 'returned', null, context)
}
