/**
 * The life of one connection as a pure function: `transition(state, event, context)` answers the next
 * state and the effects to perform. No clock, no randomness, no timers, no network: `context` brings the
 * first two, the runner performs the rest. Independent of any feed. The switch below is the table of the drawing;
 * the rules of each part are in the other machine-*.ts.
 *
 * ```
 *            open                    head                    caught_up
 *   idle ───────────► connecting ───────────► open·syncing ◄──────────► open·live
 *                      │  ▲   ▲ │                │   fell_behind            │
 *        refused, lost │  │   │ └ pause,         └───────────┬──────────────┘
 *                      ▼  │   │   offline        lost, goodbye, timer (silence)
 *                   waiting   └── paused ◄── pause, offline ─┤
 *                      ▲  timer, retry_now                   │
 *                      └─────────────────────────────────────┘
 *   from anywhere: close, 204, bye ► closed      a final answer ► failed      open starts both again
 * ```
 *
 * C1 Every attempt has a generation; reports of an older one change nothing. Only `connecting`
 *    and `open` have a request, and leaving them aborts it: never two at once.
 * C2 Opening is not success: `attempt` returns to 0 after `minUptimeMs` and a valid frame, not before.
 * C3 A clean end is a disconnect. 204 and bye are final; 401 is worth fresh credentials once. Where the
 *    rules say that a request is not made again, a loss ends the connection or fails it.
 * C4 Every wait is `decideDelay`: full jitter, at least what the server asked for.
 * C7 Any byte counts as activity. One timer watches; it is re-armed when it fires, not when bytes arrive; when
 *    it fires late (the process slept) waiting bytes get one more turn to be read.
 * C8 Pausing is a set of reasons: a device without network, a frozen or cached page, a call of
 *    `pause()`. When the last one is gone it connects again, with jitter where many return at once. A loss
 *    that the start of a navigation caused is a return, too: the page may stay.
 */
import { ConnectionError } from './errors.ts'
import { connect, isAtRest, isRequesting } from './machine-connect.ts'
import { arrived, opened, watch } from './machine-liveness.ts'
import { close, lose, refused } from './machine-loss.ts'
import { addReason, mayTry, removeReason, start } from './machine-pause.ts'
import {
  announce,
  announceSoon,
  type MachineContext,
  type MachineEvent,
  type MachineState,
  type Transition,
} from './machine-state.ts'
import { isReturn, wait } from './machine-wait.ts'
import { connectTimeoutOf } from './watchdog.ts'

/** Total: every event has an answer in every state; most change nothing. */
export function transition(
  state: MachineState,
  event: MachineEvent,
  context: MachineContext,
): Transition {
  // C1
  if ('generation' in event && event.generation !== state.generation) return [state, []]
  const { status } = state
  switch (event.type) {
    case 'open':
      return isAtRest(status) ? start(state, 'opened', context) : [state, []]
    case 'close':
      return close(state, 'user')
    case 'retry_now':
      if (status.status === 'failed') return start(state, 'retry_now', context)
      return status.status === 'waiting' || (status.status === 'paused' && mayTry(state))
        ? connect(state, 'retry_now', context)
        : [state, []]
    case 'renew':
      // While waiting, the next request has the new filter anyway; it must not skip the backoff.
      if (status.status === 'failed' && event.cause === 'filter_changed') {
        // What was refused may be what the filter no longer names; with backoff, as that is a guess.
        return wait(state, status.error.code, null, context)
      }
      return isRequesting(status) || (status.status === 'waiting' && event.cause === 'tabs_changed')
        ? connect(state, event.cause, context)
        : [state, []]
    case 'pause':
      return addReason(state, event.reason)
    case 'resume':
      return removeReason(state, event.reason, context)
    case 'cursor':
      return event.id === state.lastEventId
        ? [state, []]
        : [{ ...state, lastEventId: event.id }, [announceSoon]]
    case 'retry_field':
      return [{ ...state, retryMs: event.delayMs }, []]
    case 'timer':
      if (status.status === 'waiting') {
        return connect(state, isReturn(status.cause) ? 'resumed' : 'backoff', context)
      }
      if (status.status === 'connecting') return lose(state, timeoutError(state), null, context)
      return status.status === 'open' ? watch(state, status, context) : [state, []]
    case 'woke':
      return status.status === 'open' ? watch(state, status, context) : [state, []]
    case 'leaving':
      return [{ ...state, leavingMonotonicMs: context.monotonicMs }, []]
    case 'head':
      return status.status === 'connecting' ? opened(state, status.cause, context) : [state, []]
    case 'refused':
      return isRequesting(status) ? refused(state, event, context) : [state, []]
    case 'lost':
      return isRequesting(status) ? lose(state, event.error, null, context) : [state, []]
  }
  if (status.status !== 'open') return [state, []]
  switch (event.type) {
    case 'bytes':
      return arrived(state, status, false, context)
    case 'frame':
      return arrived(
        { ...state, hasFrame: true, hasRefreshed: false },
        status,
        event.isEvent,
        context,
      )
    case 'ping_interval':
      return watch({ ...state, pingMs: event.pingMs ?? state.rules.pingMs }, status, context)
    case 'degraded':
      return status.degradedReason === event.reason
        ? [state, []]
        : [{ ...state, status: { ...status, degradedReason: event.reason } }, [announce]]
    case 'caught_up':
    case 'fell_behind': {
      const phase = event.type === 'caught_up' ? 'live' : 'syncing'
      return status.phase === phase
        ? [state, []]
        : [{ ...state, status: { ...status, phase } }, [announce]]
    }
    case 'trouble':
      return [{ ...state, lastError: event.error }, [announceSoon]]
    case 'goodbye':
      return wait(state, 'goodbye', event.afterMs, context)
    case 'bye':
      return close(state, event.by ?? 'server-bye')
  }
}

function timeoutError(state: MachineState): ConnectionError {
  return new ConnectionError(
    'timeout',
    `Failed to connect: no answer within ${connectTimeoutOf(state)} ms. Trying again.`,
  )
}
