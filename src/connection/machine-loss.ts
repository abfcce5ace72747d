/**
 * How a connection ends (C3): for a while, for good, or as a failure. Part of the connection machine;
 * pure.
 */
import type { ConnectionError } from './errors.ts'
import { connect, decideLoss } from './machine-connect.ts'
import { pause } from './machine-pause.ts'
import {
  type AttemptEvent,
  enter,
  type MachineContext,
  type MachineState,
  type Transition,
} from './machine-state.ts'
import { isStable, wait } from './machine-wait.ts'
import type { ClosedBy } from './status.ts'

export function refused(
  state: MachineState,
  event: Extract<AttemptEvent, { type: 'refused' }>,
  context: MachineContext,
): Transition {
  const { verdict, error } = event
  if (verdict === 'wait') return lose(state, error, event.retryAfterMs, context)
  if (verdict === 'end') return close(state, 'server-204')
  return verdict === 'fresh_credentials' && state.rules.canRefresh && !state.hasRefreshed
    ? connect({ ...state, lastError: error, hasRefreshed: true }, 'fresh_credentials', context)
    : fail(state, error)
}

function fail(state: MachineState, error: ConnectionError): Transition {
  return enter({ ...state, lastError: error }, { status: 'failed', error })
}

export function close(state: MachineState, by: ClosedBy): Transition {
  if (state.status.status === 'closed') return [state, []]
  // `open()` starts it, even after a `pause()`.
  const pauseReasons = state.pauseReasons.filter((reason) => reason !== 'user')
  return enter({ ...state, pauseReasons }, { status: 'closed', by })
}

/**
 * Firefox and WebKit abort the requests of a page as soon as a navigation begins, even if the page then
 * stays (a download, a 204): measured, within 150 ms of `beforeunload`.
 */
const abortMs = 1000
/** WebKit refuses new ones, without asking the server, until the navigation has been answered. */
const refusalMs = 5000
/** How often that is tried. */
const refusalRetryMs = 250

/** A failure that time may heal. */
export function lose(
  state: MachineState,
  error: ConnectionError,
  retryAfterMs: number | null,
  context: MachineContext,
): Transition {
  const verdict = decideLoss(state, error.code, error)
  if (verdict === 'end') return close(state, 'server-end')
  if (verdict !== 'wait') return fail(state, verdict)
  const failed = { ...state, lastError: error }
  // Without a network waiting is pointless: its return is the time to try again.
  if (state.pauseReasons.length > 0 && (error.code === 'network' || error.code === 'timeout')) {
    return pause(failed)
  }
  const isOpen = state.status.status === 'open'
  const sinceLeavingMs = context.monotonicMs - state.leavingMonotonicMs
  if (error.code === 'network' && sinceLeavingMs < (isOpen ? abortMs : refusalMs)) {
    return wait(failed, 'returned', isOpen ? null : refusalRetryMs, context)
  }
  const isUnstable = isOpen && !isStable(state, context)
  return wait(
    failed,
    isUnstable && (error.code === 'ended' || error.code === 'network') ? 'unstable' : error.code,
    retryAfterMs,
    context,
  )
}
