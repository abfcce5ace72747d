/**
 * The life of one connection as a pure function: `transition(state, event, moment)` answers the next
 * state and the effects to perform. No clock, no dice, no timers, no network: `moment` brings the
 * first two, the runner performs the rest. Knows nothing of payments. Stays one file past 250 lines:
 * the switch below is the table of the drawing, and its rules are read beside it.
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
 * C1 Every attempt has a generation; what an older one still says changes nothing. Only `connecting`
 *    and `open` have a request, and leaving them aborts it: never two at once.
 * C2 Opening is not success: `attempt` returns to 0 after `minUptimeMs` and a valid frame, not before.
 * C3 A clean end is a disconnect. 204 and bye are final; 401 is worth fresh credentials once.
 * C4 Every wait is `decideDelay`: full jitter, at least what the server asked for.
 * C7 Any byte is life. One timer watches; it is re-armed when it fires, not when bytes arrive; when
 *    it fires late (the process slept) waiting bytes get one more turn to be read.
 * C8 Pausing is a set of holders: a device without network, a page put aside, somebody who asked for
 *    it. The last one to leave lets it go on, and what returns comes back with jitter.
 */
import { ConnectionError } from './errors.ts'
import type {
  AttemptEvent,
  MachineEvent,
  MachineState,
  Moment,
  Transition,
} from './machine-state.ts'
import { decideDelay } from './reconnect-policy.ts'
import type {
  ClosedBy,
  ConnectingCause,
  ConnectionStatus,
  OpenStatus,
  PauseHolder,
  WaitingCause,
} from './status.ts'
import { decideSilence, livenessOf } from './watchdog.ts'

const stop = { type: 'stop' } as const
const announce = { type: 'announce' } as const
const announceSoon = { type: 'announce_soon' } as const

/** Ceiling of the wait of a page that has come back. */
const returnMs = 250

/** Total: every event has an answer in every state, and the answer of most is "nothing". */
export function transition(state: MachineState, event: MachineEvent, moment: Moment): Transition {
  // C1
  if ('generation' in event && event.generation !== state.generation) return [state, []]
  const { status } = state
  switch (event.type) {
    case 'open':
      return isAtRest(status) ? start(state, 'opened', moment) : [state, []]
    case 'close':
      return close(state, 'user')
    case 'retry_now':
      if (status.status === 'failed') return start(state, 'retry_now', moment)
      return status.status === 'waiting' || (status.status === 'paused' && mayTry(state))
        ? connect(state, 'retry_now', moment)
        : [state, []]
    case 'renew':
      // Who waits already asks with what is wanted by then; a new filter must not skip the backoff.
      if (status.status === 'failed' && event.cause === 'filter_changed') {
        // What was refused may have been what is gone now; with backoff, as nobody can tell.
        return wait(state, status.error.code, null, moment)
      }
      return isRequesting(status) || (status.status === 'waiting' && event.cause === 'tabs_changed')
        ? connect(state, event.cause, moment)
        : [state, []]
    case 'hold':
      return hold(state, event.holder)
    case 'release':
      return release(state, event.holder, moment)
    case 'cursor':
      return event.id === state.lastEventId
        ? [state, []]
        : [{ ...state, lastEventId: event.id }, [announceSoon]]
    case 'retry_field':
      return [{ ...state, retryMs: event.delayMs }, []]
    case 'timer':
      if (status.status === 'waiting') {
        return connect(state, isReturn(status.cause) ? 'resumed' : 'backoff', moment)
      }
      if (status.status === 'connecting') return lose(state, timeOut(state), null, moment)
      return status.status === 'open' ? watch(state, status, moment) : [state, []]
    case 'woke':
      return status.status === 'open' ? watch(state, status, moment) : [state, []]
    case 'head':
      return status.status === 'connecting' ? opened(state, status.cause, moment) : [state, []]
    case 'refused':
      return isRequesting(status) ? refused(state, event, moment) : [state, []]
    case 'lost':
      return isRequesting(status) ? lose(state, event.error, null, moment) : [state, []]
  }
  if (status.status !== 'open') return [state, []]
  switch (event.type) {
    case 'bytes':
      return arrived(state, status, false, moment)
    case 'frame':
      return arrived(
        { ...state, hasFrame: true, hasRefreshed: false },
        status,
        event.isEvent,
        moment,
      )
    case 'ping_interval':
      return watch({ ...state, pingMs: event.pingMs ?? state.rules.pingMs }, status, moment)
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
      return wait(state, 'goodbye', event.afterMs, moment)
    case 'bye':
      return close(state, 'server-bye')
  }
}

function start(state: MachineState, cause: ConnectingCause, moment: Moment): Transition {
  const anew = { ...state, attempt: 0, hasRefreshed: false }
  return mayTry(state) ? connect(anew, cause, moment) : pause(anew)
}

/**
 * Being offline is a claim of the device (a local server answers all the same), so that alone keeps
 * nobody from a first attempt.
 */
function mayTry({ holders }: MachineState): boolean {
  return holders.every((holder) => holder === 'offline')
}

function connect(state: MachineState, cause: ConnectingCause, moment: Moment): Transition {
  const delayMs = state.rules.connectTimeoutMs
  return [
    {
      ...state,
      status: { status: 'connecting', sinceMs: moment.nowMs, cause },
      generation: state.generation + 1,
      timerDueMs: moment.monotonicMs + delayMs,
    },
    [
      stop,
      { type: 'timer', delayMs },
      // A refresh that was lost on its way has not been answered.
      { type: 'request', isRefresh: cause === 'fresh_credentials' || state.hasRefreshed },
      announce,
    ],
  ]
}

function opened(state: MachineState, cause: ConnectingCause, moment: Moment): Transition {
  const pingMs = state.rules.pingMs
  const next: MachineState = {
    ...state,
    opens: state.opens + 1,
    pingMs,
    hasFrame: false,
    hadGrace: false,
    openedMonotonicMs: moment.monotonicMs,
    lastByteMonotonicMs: moment.monotonicMs,
    lastByteNowMs: moment.nowMs,
  }
  const status: OpenStatus = {
    status: 'open',
    phase: state.rules.isLiveAtOnce ? 'live' : 'syncing',
    cause,
    openedAtMs: moment.nowMs,
    resumedFrom: state.lastEventId,
    lastByteAtMs: moment.nowMs,
    lastEventAtMs: null,
    livenessMs: livenessOf(pingMs),
    isFresh: true,
  }
  // The timer of the request is over; the watchdog's begins.
  const [watched, effects] = watch(next, status, moment)
  return [watched, [...effects, announce]]
}

function refused(
  state: MachineState,
  event: Extract<AttemptEvent, { type: 'refused' }>,
  moment: Moment,
): Transition {
  const { error } = event
  switch (event.verdict) {
    case 'wait':
      return lose(state, error, event.retryAfterMs, moment)
    case 'end':
      return close(state, 'server-204')
    case 'fresh_credentials':
      if (state.rules.canRefresh && !state.hasRefreshed) {
        return connect(
          { ...state, hasRefreshed: true, lastError: error },
          'fresh_credentials',
          moment,
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

function close(state: MachineState, by: ClosedBy): Transition {
  if (state.status.status === 'closed') return [state, []]
  return [
    {
      ...state,
      status: { status: 'closed', by },
      generation: state.generation + 1,
      // Whoever opens it again wants it to run.
      holders: state.holders.filter((holder) => holder !== 'user'),
    },
    [stop, announce],
  ]
}

/** A failure that time may heal. */
function lose(
  state: MachineState,
  error: ConnectionError,
  retryAfterMs: number | null,
  moment: Moment,
): Transition {
  const isUnstable = state.status.status === 'open' && !isStable(state, moment)
  // Without a network waiting is pointless, and its return tells when to go on.
  if (state.holders.length > 0 && (error.code === 'network' || error.code === 'time_out')) {
    return pause({ ...state, lastError: error })
  }
  return wait(
    { ...state, lastError: error },
    isUnstable && (error.code === 'ended' || error.code === 'network') ? 'unstable' : error.code,
    retryAfterMs,
    moment,
  )
}

function wait(
  state: MachineState,
  cause: WaitingCause,
  retryAfterMs: number | null,
  moment: Moment,
): Transition {
  const isGood = isStable(state, moment)
  const attempt = isGood ? 0 : state.attempt
  // A server that says when to come back has spread its clients itself; but only one that has also
  // kept a connection is believed, or "at once" would be an endless loop.
  const isToldWhen = cause === 'goodbye' && isGood && retryAfterMs !== null
  const delayMs = decideDelay({
    attempt,
    // Somebody looks at a page that has returned; the jitter is for the tabs that did so together.
    baseMs: cause === 'returned' ? returnMs : state.rules.baseMs,
    capMs: state.rules.capMs,
    // Who left by itself, or was told when to come, need not wait as for a lost connection.
    retryMs: isReturn(cause) || isToldWhen ? null : state.retryMs,
    retryAfterMs,
    dice: isToldWhen ? 0 : moment.dice,
  })
  const isFailure = !isReturn(cause) && !(cause === 'goodbye' && isGood)
  return [
    {
      ...state,
      status: { status: 'waiting', delayMs, retryAtMs: moment.nowMs + delayMs, cause },
      generation: state.generation + 1,
      attempt: isFailure ? attempt + 1 : attempt,
      timerDueMs: moment.monotonicMs + delayMs,
    },
    [stop, { type: 'timer', delayMs }, announce],
  ]
}

function isReturn(cause: WaitingCause): boolean {
  return cause === 'online' || cause === 'returned'
}

function hold(state: MachineState, holder: PauseHolder): Transition {
  const { status, holders } = state
  if (holders.includes(holder)) return [state, []]
  // Only what the world says is remembered by a connection at rest: it is told again at its start.
  if (isAtRest(status) && holder === 'user') return [state, []]
  const held = { ...state, holders: [...holders, holder] }
  return isAtRest(status) ? [held, []] : pause(held)
}

function pause(state: MachineState): Transition {
  const { status, holders } = state
  const isPaused = status.status === 'paused'
  return [
    {
      ...state,
      status: { status: 'paused', holders },
      generation: isPaused ? state.generation : state.generation + 1,
    },
    isPaused ? [announce] : [stop, announce],
  ]
}

function release(state: MachineState, holder: PauseHolder, moment: Moment): Transition {
  const { status, holders } = state
  if (!holders.includes(holder)) return [state, []]
  const left = { ...state, holders: holders.filter((other) => other !== holder) }
  if (status.status !== 'paused') return [left, []]
  if (left.holders.length > 0) return pause(left)
  if (holder === 'user') return connect(left, 'resumed', moment)
  // C8: a building whose network returns is a thousand clients.
  return wait({ ...left, attempt: 0 }, holder === 'offline' ? 'online' : 'returned', null, moment)
}

function arrived(
  state: MachineState,
  status: OpenStatus,
  isEvent: boolean,
  moment: Moment,
): Transition {
  const isRecovered = state.attempt > 0 && isStable(state, moment)
  return [
    {
      ...state,
      status: {
        ...status,
        lastByteAtMs: moment.nowMs,
        lastEventAtMs: isEvent ? moment.nowMs : status.lastEventAtMs,
        isFresh: true,
      },
      attempt: isRecovered ? 0 : state.attempt,
      lastByteMonotonicMs: moment.monotonicMs,
      lastByteNowMs: moment.nowMs,
      hadGrace: false,
    },
    [isRecovered || !status.isFresh ? announce : announceSoon],
  ]
}

/** C7. Performs what the watchdog says, and looks again when it says. */
function watch(state: MachineState, status: OpenStatus, moment: Moment): Transition {
  const livenessMs = livenessOf(state.pingMs)
  const silence = decideSilence(state, moment)
  if (silence.kind === 'dead') return lose(state, silentFor(silence.silentMs), null, moment)
  const isFresh = silence.kind === 'fresh'
  const { delayMs } = silence
  return [
    {
      ...state,
      status: { ...status, livenessMs, isFresh },
      hadGrace: silence.kind === 'grace',
      timerDueMs: moment.monotonicMs + (delayMs ?? 0),
    },
    isFresh === status.isFresh && livenessMs === status.livenessMs
      ? [{ type: 'timer', delayMs }]
      : [{ type: 'timer', delayMs }, announce],
  ]
}

/** C2 */
function isStable(state: MachineState, moment: Moment): boolean {
  return (
    state.status.status === 'open' &&
    state.hasFrame &&
    moment.monotonicMs - state.openedMonotonicMs >= state.rules.minUptimeMs
  )
}

/** Nobody waits for anything. */
export function isAtRest(status: ConnectionStatus): boolean {
  return status.status === 'idle' || status.status === 'closed' || status.status === 'failed'
}

function isRequesting(status: ConnectionStatus): boolean {
  return status.status === 'connecting' || status.status === 'open'
}

function timeOut(state: MachineState): ConnectionError {
  return new ConnectionError(
    'time_out',
    `Failed to connect: no answer within ${state.rules.connectTimeoutMs} ms. Trying again.`,
  )
}

function silentFor(silentMs: number): ConnectionError {
  return new ConnectionError(
    'silent',
    `Lost the connection: nothing arrived for ${Math.round(silentMs)} ms. Connecting again.`,
  )
}
