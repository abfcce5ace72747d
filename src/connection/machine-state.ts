/**
 * What the machine of one connection computes with: its state, the events that move it and the
 * effects it asks for. Data only; machine.ts holds the rules.
 */
import type { ConnectionError, ConnectionErrorCode } from './errors.ts'
import type { StatusVerdict } from './reconnect-policy.ts'
import type { ClosedBy, ConnectionStatus, PauseReason, RenewalCause } from './status.ts'

/** What the runner reads from its platform when an event happens. */
export interface MachineContext {
  /** Unix ms of the local clock, for showing. */
  readonly nowMs: number
  /** For durations. */
  readonly monotonicMs: number
  /** In `[0, 1)`, for jitter. */
  readonly random: number
}

/** A connection that is lost, or that the page would give up: whether it is worth another request. */
export interface ReconnectCause {
  /** The code of `error`, or why the page would disconnect: it is offline, hidden or frozen. */
  readonly code: ConnectionErrorCode | Exclude<PauseReason, 'user'>
  /** Null where the page would disconnect. With a `status` when the server refused the request. */
  readonly error: ConnectionError | null
  /** Whether the answer had begun: the server has accepted the request. */
  readonly wasOpen: boolean
  /** The cursor that the next request would carry; empty for none. */
  readonly lastEventId: string
  /** Failures in a row before this one. */
  readonly attempt: number
}

/** What a loss means: another request, a good end, or a failure with this error. */
export type LossVerdict = Extract<StatusVerdict, 'wait' | 'end'> | ConnectionError

/** What never changes during the life of a machine. */
export interface MachineRules {
  readonly baseMs: number
  readonly capMs: number
  readonly minUptimeMs: number
  /** Null: as long as silence is tolerated, see {@link MachineState.pingMs}. */
  readonly connectTimeoutMs: number | null
  /** The promised ping interval until the server declares one; null: silence is not watched. */
  readonly pingMs: number | null
  /** Whether asking for credentials again can give others. */
  readonly canRefresh: boolean
  /** Whether a good head is enough to be live; otherwise `caught_up` is reported. */
  readonly isLiveAtOnce: boolean
  /** Pure. Default: every loss is worth another request. */
  readonly decideLoss?: ((cause: ReconnectCause) => LossVerdict) | undefined
}

export interface MachineState {
  readonly rules: MachineRules
  readonly status: ConnectionStatus
  readonly generation: number
  readonly attempt: number
  readonly lastEventId: string
  readonly lastError: ConnectionError | null
  /** Connections that opened, the first included. */
  readonly opens: number
  /** The `retry:` of the server: the least that is waited after a loss. */
  readonly retryMs: number | null
  readonly pingMs: number | null
  /** Why there should be no connection, whether it is paused or at rest. */
  readonly pauseReasons: readonly PauseReason[]
  /** 401 was answered with fresh credentials, and no frame has come since. */
  readonly hasRefreshed: boolean
  /** This connection brought a valid frame. */
  readonly hasFrame: boolean
  readonly openedMonotonicMs: number
  readonly lastByteMonotonicMs: number
  readonly lastByteNowMs: number
  /** When the timer should fire; later than that means the process slept. */
  readonly timerDueMs: number
  /** When the last navigation began. */
  readonly leavingMonotonicMs: number
  /** A late timer was already forgiven, and nothing has arrived since. */
  readonly hadGrace: boolean
}

/** What callers ask for. */
export type ControlEvent =
  | { readonly type: 'open' }
  | { readonly type: 'close' }
  | { readonly type: 'retry_now' }
  /** Connect again although nothing is wrong. */
  | { readonly type: 'renew'; readonly cause: RenewalCause }

/** What happens to the page, and calls of `pause()` and `resume()`. */
export type WorldEvent =
  | { readonly type: 'pause'; readonly reason: PauseReason }
  | { readonly type: 'resume'; readonly reason: PauseReason }
  /** The page came back: check for silence at once. */
  | { readonly type: 'woke' }
  /** A navigation begins. */
  | { readonly type: 'leaving' }

/** What one attempt reports; ignored unless its generation is the current one. */
export type AttemptEvent = { readonly generation: number } & (
  | { readonly type: 'timer' }
  | { readonly type: 'head' }
  | {
      readonly type: 'refused'
      readonly verdict: Exclude<StatusVerdict, 'open'>
      readonly error: ConnectionError
      readonly retryAfterMs: number | null
    }
  | { readonly type: 'lost'; readonly error: ConnectionError }
  /** Something other than the connection failed. */
  | { readonly type: 'trouble'; readonly error: ConnectionError }
  | { readonly type: 'bytes' }
  /** A valid frame; `isEvent`: an event, not a control frame. */
  | { readonly type: 'frame'; readonly isEvent: boolean }
  | { readonly type: 'retry_field'; readonly delayMs: number }
  | { readonly type: 'ping_interval'; readonly pingMs: number | null }
  /** The server cannot say whether there are newer events, or, with null, can again. */
  | { readonly type: 'degraded'; readonly reason: string | null }
  | { readonly type: 'caught_up' }
  | { readonly type: 'fell_behind' }
  | { readonly type: 'goodbye'; readonly afterMs: number | null }
  /** The answer is complete. Default of `by`: `server-bye`. */
  | { readonly type: 'bye'; readonly by?: ClosedBy }
)

/** The cursor moved: everything up to it was delivered. */
export interface CursorEvent {
  readonly type: 'cursor'
  readonly id: string
}

/** An attempt event of the connection that is open now, without its generation. */
export type Report = AttemptEvent extends infer E
  ? E extends AttemptEvent
    ? Omit<E, 'generation'>
    : never
  : never

export type MachineEvent = ControlEvent | WorldEvent | AttemptEvent | CursorEvent

export type Effect =
  /** Abort the attempt under way, if any, and forget the timer. */
  | { readonly type: 'stop' }
  | { readonly type: 'request'; readonly isRefresh: boolean }
  /** Replaces the timer before it; null: no timer. */
  | { readonly type: 'timer'; readonly delayMs: number | null }
  /** Call listeners now. */
  | { readonly type: 'announce' }
  /** Call listeners within a second: not worth a render for every byte. */
  | { readonly type: 'announce_soon' }

export type Transition = readonly [MachineState, readonly Effect[]]

/** The state before anything happened. */
export function createMachine(rules: MachineRules, lastEventId = ''): MachineState {
  return {
    rules,
    status: { status: 'idle' },
    generation: 0,
    attempt: 0,
    lastEventId,
    lastError: null,
    opens: 0,
    retryMs: null,
    pingMs: rules.pingMs,
    pauseReasons: [],
    hasRefreshed: false,
    hasFrame: false,
    openedMonotonicMs: 0,
    lastByteMonotonicMs: 0,
    lastByteNowMs: 0,
    timerDueMs: 0,
    leavingMonotonicMs: Number.NEGATIVE_INFINITY,
    hadGrace: false,
  }
}

const stop = { type: 'stop' } as const
export const announce = { type: 'announce' } as const
export const announceSoon = { type: 'announce_soon' } as const

/** C1: another generation in another status, without the attempt under way. */
export function enter(
  state: MachineState,
  status: ConnectionStatus,
  ...effects: readonly Effect[]
): Transition {
  return [{ ...state, status, generation: state.generation + 1 }, [stop, ...effects, announce]]
}
