/**
 * Whether an open connection is alive (C7). Part of the connection machine; pure.
 */
import { lossOf } from './errors.ts'
import { lose } from './machine-loss.ts'
import {
  announce,
  announceSoon,
  type MachineContext,
  type MachineState,
  type Transition,
} from './machine-state.ts'
import { isStable } from './machine-wait.ts'
import type { ConnectingCause, OpenStatus } from './status.ts'
import { decideSilence, livenessOf } from './watchdog.ts'

export function opened(
  state: MachineState,
  cause: ConnectingCause,
  context: MachineContext,
): Transition {
  const pingMs = state.rules.pingMs
  const next: MachineState = {
    ...state,
    opens: state.opens + 1,
    pingMs,
    hasFrame: false,
    hadGrace: false,
    openedMonotonicMs: context.monotonicMs,
    lastByteMonotonicMs: context.monotonicMs,
    lastByteNowMs: context.nowMs,
  }
  const status: OpenStatus = {
    status: 'open',
    phase: state.rules.isLiveAtOnce ? 'live' : 'syncing',
    cause,
    openedAtMs: context.nowMs,
    resumedFrom: state.lastEventId,
    lastByteAtMs: context.nowMs,
    lastEventAtMs: null,
    livenessMs: livenessOf(pingMs),
    isFresh: true,
    degradedReason: null,
  }
  // The timer of the request is over; the watchdog's begins.
  const [watched, effects] = watch(next, status, context)
  return [watched, [...effects, announce]]
}

export function arrived(
  state: MachineState,
  status: OpenStatus,
  isEvent: boolean,
  context: MachineContext,
): Transition {
  const isRecovered = state.attempt > 0 && isStable(state, context)
  return [
    {
      ...state,
      status: {
        ...status,
        lastByteAtMs: context.nowMs,
        lastEventAtMs: isEvent ? context.nowMs : status.lastEventAtMs,
        isFresh: true,
      },
      attempt: isRecovered ? 0 : state.attempt,
      lastByteMonotonicMs: context.monotonicMs,
      lastByteNowMs: context.nowMs,
      hadGrace: false,
    },
    [isRecovered || !status.isFresh ? announce : announceSoon],
  ]
}

/** C7: performs what the watchdog decides, and checks again when it says. */
export function watch(
  state: MachineState,
  status: OpenStatus,
  context: MachineContext,
): Transition {
  const livenessMs = livenessOf(state.pingMs)
  const silence = decideSilence(state, context)
  if (silence.kind === 'dead') {
    const reason = `nothing arrived for ${Math.round(silence.silentMs)} ms`
    return lose(state, lossOf('silent', reason), null, context)
  }
  const isFresh = silence.kind === 'fresh'
  const { delayMs } = silence
  return [
    {
      ...state,
      status: { ...status, livenessMs, isFresh },
      hadGrace: silence.kind === 'grace',
      timerDueMs: context.monotonicMs + (delayMs ?? 0),
    },
    isFresh === status.isFresh && livenessMs === status.livenessMs
      ? [{ type: 'timer', delayMs }]
      : [{ type: 'timer', delayMs }, announce],
  ]
}
