/**
 * How a connection ends (C3): for a while, for good, or as a failure. Part of the connection machine;
 * pure.
 */
import type { ConnectionError } from './errors.ts'
import { connect } from './machine-connect.ts'
import { pause } from './machine-pause.ts'
import {
  type AttemptEvent,
  announce,
  type MachineContext,
  type MachineState,
  stop,
  type Transition,
} from './machine-state.ts'
import { isStable, wait } from './machine-wait.ts'
import type { ClosedBy } from './status.ts'

export function refused(
  state: MachineState,
  event: Extract<AttemptEvent, { type: 'refused' }>,
  context: MachineContext,
): Transition {
  const { error } = event
  switch (event.verdict) {
    case 'wait':
      return lose(state, error, event.retryAfterMs, context)
    case 'end':
      return close(state, 'server-204')
    case 'fresh_credentials':
      if (state.rules.canRefresh && !state.hasRefreshed) {
        return connect(
          { ...state, hasRefreshed: true, lastError: error },
          'fresh_credentials',
          context,
        )
      }
      return fail(state, error)
    case 'fail':
      return fail(state, error)
  }
}

function fail(state: MachineState, error: ConnectionError): Transition {
  const generation = state.generation + 1
  return [
    { ...state, status: { status: 'failed', error }, generation, lastError: error },
    [stop, announce],
  ]
}

export function close(state: MachineState, by: ClosedBy): Transition {
  if (state.status.status === 'closed') return [state, []]
  return [
    {
      ...state,
      status: { status: 'closed', by },
      generation: state.generation + 1,
      // `open()` starts it, even after a `pause()`.
      pauseReasons: state.pauseReasons.filter((reason) => reason !== 'user'),
    },
    [stop, announce],
  ]
}

/** A failure that time may heal. */
export function lose(
  state: MachineState,
  error: ConnectionError,
  retryAfterMs: number | null,
  context: MachineContext,
): Transition {
  const isUnstable = state.status.status === 'open' && !isStable(state, context)
  // Without a network waiting is pointless: its return is the time to try again.
  if (state.pauseReasons.length > 0 && (error.code === 'network' || error.code === 'timeout')) {
    return pause({ ...state, lastError: error })
  }
  return wait(
    { ...state, lastError: error },
    isUnstable && (error.code === 'ended' || error.code === 'network') ? 'unstable' : error.code,
    retryAfterMs,
    context,
  )
}
