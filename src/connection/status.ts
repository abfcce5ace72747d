/**
 * What a connection can be, as one discriminated union: what the machine computes with and a badge
 * shows. Types only. Snapshots are immutable: a change makes a new one.
 */
import type { ConnectionError, ConnectionErrorCode } from './errors.ts'

/** Why a working connection is replaced; its attempt is no failure. */
export type RenewalCause =
  /** The filter changed. */
  | 'filter_changed'
  /** The server answered 401, or announced that the credentials expire. */
  | 'fresh_credentials'
  /** A tab joined the shared connection, or another tab leads it now. */
  | 'tabs_changed'

/** Why a request is under way. */
export type ConnectingCause = 'opened' | 'backoff' | 'retry_now' | 'resumed' | RenewalCause

/**
 * Why the next request waits: a failure, or `unstable` (the server accepts and then drops at once),
 * `goodbye` (the server asked for a reconnect), `online` (the network came back) or `returned` (the page
 * did).
 */
export type WaitingCause = ConnectionErrorCode | 'unstable' | 'goodbye' | 'online' | 'returned'

/**
 * Why a connection is paused: a call of `pause()`, a device without network, a page in the background
 * (`hiddenPauseMs`), or a page that the browser has frozen or cached.
 */
export type PauseReason = 'user' | 'offline' | 'hidden' | 'frozen'

/**
 * What ended it: `close()` or an abort signal, an HTTP 204, an `event: bye`, or the end of an answer that is
 * complete: its last event came, or nothing more is asked for after it (see `reconnect`).
 */
export type ClosedBy = 'user' | 'server-204' | 'server-bye' | 'server-end'

/** Built and not started: on a server, or before `open()`. */
export interface IdleStatus {
  readonly status: 'idle'
}

/** A request was sent and its response head has not arrived. */
export interface ConnectingStatus {
  readonly status: 'connecting'
  /** Unix ms, local clock. */
  readonly sinceMs: number
  /** Why it connects. */
  readonly cause: ConnectingCause
}

/** The feed is being read. */
export interface OpenStatus {
  readonly status: 'open'
  /** `syncing`: replay or snapshot are not finished; what is shown may be old. `live`: caught up. */
  readonly phase: 'syncing' | 'live'
  /** Why its request was made. */
  readonly cause: ConnectingCause
  /** Unix ms, local clock. */
  readonly openedAtMs: number
  /** The cursor that this connection resumed from; empty for none. */
  readonly resumedFrom: string
  /** When anything last arrived; Unix ms. */
  readonly lastByteAtMs: number
  /** When an event last arrived on this connection; Unix ms, null before the first. */
  readonly lastEventAtMs: number | null
  /** Silence longer than this is a broken connection; null when silence is not watched. */
  readonly livenessMs: number | null
  /** Bytes arrived within the interval that the server promises. False is a warning, not an end. */
  readonly isFresh: boolean
  /**
   * Why the server cannot say whether there are newer events, such as `log_unavailable`; null when it can. What is shown
   * may be out of date. The connection stays, and receives what it missed when the server has recovered.
   */
  readonly degradedReason: string | null
}

/** Backing off. */
export interface WaitingStatus {
  readonly status: 'waiting'
  /** How long it waits before the next attempt, in ms. */
  readonly delayMs: number
  /** Unix ms, local clock: for a countdown. */
  readonly retryAtMs: number
  /** Why the connection was lost. */
  readonly cause: WaitingCause
}

/** No request until the last reason is gone. */
export interface PausedStatus {
  readonly status: 'paused'
  /** Everything that pauses it; it connects again when none is left. */
  readonly reasons: readonly PauseReason[]
}

/** A final answer. `open()` and `retryNow()` start again. */
export interface FailedStatus {
  readonly status: 'failed'
  /** What ended it; it does not connect again by itself. */
  readonly error: ConnectionError
}

/** Done. `open()` starts again. */
export interface ClosedStatus {
  readonly status: 'closed'
  /** What closed it. */
  readonly by: ClosedBy
}

/** The status of a connection with what belongs to it: a union by `status`. */
export type ConnectionStatus =
  | IdleStatus
  | ConnectingStatus
  | OpenStatus
  | WaitingStatus
  | PausedStatus
  | FailedStatus
  | ClosedStatus

/**
 * Where the frames come from. `poll`: nothing of this tab's own connection arrives, so that events are requested one
 * answer after the other.
 */
export type Transport = 'direct' | 'leader' | 'follower' | 'poll'

/** What is known in every status. */
export interface ConnectionFacts {
  /** Failures in a row: 0 again after `minUptimeMs` and a valid frame on one connection. */
  readonly attempt: number
  /** The cursor that the next request carries; empty for none. */
  readonly lastEventId: string
  /** What went wrong last; stays after recovery. */
  readonly lastError: ConnectionError | null
  /** Connections that opened after the first. */
  readonly reconnects: number
  /** Holes: announced by the server, found by counting, or left by a server without ids. */
  readonly gaps: number
  /** Events that arrived twice and were delivered once. */
  readonly duplicatesDropped: number
  /** Events that could not be decoded and were skipped. */
  readonly invalidEvents: number
  /** Frames of a type that this version does not know, skipped. */
  readonly unknownEvents: number
  /** Server clock minus local clock; null until the server sent its time. */
  readonly clockOffsetMs: number | null
  /** How far {@link clockOffsetMs} can be wrong in either direction; null when unknown. */
  readonly clockErrorMs: number | null
  /** Which request it uses: this tab's own, this tab's for all tabs, another tab's, or polls. */
  readonly transport: Transport
}

/**
 * Everything that can be shown about a connection. A new snapshot is made, and listeners are called, at
 * once when status, phase or freshness change, and once a second for what changes with every byte
 * (`lastByteAtMs`, `lastEventAtMs`, `lastEventId`, counters): a busy feed re-renders no badge more often
 * than that. In between the same object is returned.
 */
export type ConnectionSnapshot = ConnectionStatus & ConnectionFacts
