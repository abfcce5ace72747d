/**
 * What a connection can be, as one discriminated union: the words that the machine computes with and
 * that a badge shows. Types only. Snapshots are immutable: a change makes a new one.
 */
import type { ConnectionError, ConnectionErrorCode } from './errors.ts'

/** Why a connection that was fine is made anew; its attempt is no failure. */
export type RenewalCause =
  /** Another filter is wanted. */
  | 'filter_changed'
  /** The server says 401, or that the credentials expire. */
  | 'fresh_credentials'
  /** Another tab shares the connection, or it has changed hands. */
  | 'tabs_changed'

/** Why a request is under way. */
export type ConnectingCause = 'opened' | 'backoff' | 'retry_now' | 'resumed' | RenewalCause

/**
 * Why the next request waits: a failure, or `unstable` (the server accepts and then drops at once),
 * `goodbye` (it asked to be left and visited again), `online` (the network came back) or `returned`
 * (the page did).
 */
export type WaitingCause = ConnectionErrorCode | 'unstable' | 'goodbye' | 'online' | 'returned'

/**
 * Who holds a paused connection back: somebody who called `pause()`, a device without network, a page
 * in the background (`hiddenPauseMs`), or a browser that has put the page aside.
 */
export type PauseHolder = 'user' | 'offline' | 'hidden' | 'frozen'

/** Who ended it: `close()` or an abort signal, an HTTP 204, or an `event: bye`. */
export type ClosedBy = 'user' | 'server-204' | 'server-bye'

/** Built and not started: on a server, or before `open()`. */
export interface IdleStatus {
  readonly status: 'idle'
}

/** A request is out and its head has not come back. */
export interface ConnectingStatus {
  readonly status: 'connecting'
  /** Unix ms, local clock. */
  readonly sinceMs: number
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
  /** The cursor that this connection was asked to go on from; empty for none. */
  readonly resumedFrom: string
  /** When anything last arrived; Unix ms. */
  readonly lastByteAtMs: number
  /** When an event last arrived on this connection; Unix ms, null before the first. */
  readonly lastEventAtMs: number | null
  /** Silence longer than this is a broken connection; null when nobody watches. */
  readonly livenessMs: number | null
  /** Bytes arrived within the interval that the server promises. False is a warning, not an end. */
  readonly isFresh: boolean
}

/** Backing off. */
export interface WaitingStatus {
  readonly status: 'waiting'
  readonly delayMs: number
  /** Unix ms, local clock: for a countdown. */
  readonly retryAtMs: number
  readonly cause: WaitingCause
}

/** No request until the last holder leaves. */
export interface PausedStatus {
  readonly status: 'paused'
  readonly holders: readonly PauseHolder[]
}

/** A final answer. `open()` and `retryNow()` start again. */
export interface FailedStatus {
  readonly status: 'failed'
  readonly error: ConnectionError
}

/** Done. `open()` starts again. */
export interface ClosedStatus {
  readonly status: 'closed'
  readonly by: ClosedBy
}

export type ConnectionStatus =
  | IdleStatus
  | ConnectingStatus
  | OpenStatus
  | WaitingStatus
  | PausedStatus
  | FailedStatus
  | ClosedStatus

/** Where the frames come from. */
export type Transport = 'direct' | 'leader' | 'follower'

/** What is known whatever the status. */
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
  /** Events that came twice and were delivered once. */
  readonly duplicatesDropped: number
  /** Events that could not be understood and were skipped. */
  readonly invalidEvents: number
  /** Frames of a type that this version does not know, skipped. */
  readonly unknownEvents: number
  /** Server clock minus local clock; null until the server told the time. */
  readonly clockOffsetMs: number | null
  /** How far {@link clockOffsetMs} can be wrong in either direction; null when unknown. */
  readonly clockErrorMs: number | null
  /** Whose request it is: this tab's own, this tab's for all tabs, or another tab's. */
  readonly transport: Transport
}

/**
 * Everything that can be shown about a connection at one moment. A new one is made, and listeners are
 * told, at once when status, phase or freshness change, and once a second for what changes with every
 * byte (`lastByteAtMs`, `lastEventAtMs`, `lastEventId`, counters): a busy feed re-renders no badge
 * more often than that. In between the same object is returned.
 */
export type ConnectionSnapshot = ConnectionStatus & ConnectionFacts
