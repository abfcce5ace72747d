/**
 * The event log: the ordered events of one feed, and the keyed state those events lead to. The one
 * source of truth of the server. This file is the interface and its rules; it holds no code, and it
 * is independent of feeds, subscribers and HTTP.
 *
 * The rules, which every engine keeps and test/contracts/event-log.test.ts holds:
 *
 * - L1 Offsets of one log are contiguous, start at 1, and are never issued twice within an epoch. An epoch that continues
 *   the states of another one may start higher.
 * - L2 The epoch changes whenever history is not continued, and at no other time.
 * - L3 An append is atomic: all its entries, all its state changes and its dedupe keys, or nothing.
 * - L4 A promise of `append` that has resolved is durable as far as the engine is, and every follower
 *   has been called with its entries before it resolves.
 * - L5 A repeated dedupe key answers with the position of the first append, and changes nothing.
 * - L6 `read` never skips silently: entries follow each other without a hole, or it says gap or reset.
 * - L7 `states` answers values and the position they belong to, as of one point in time.
 * - L8 A follower gets contiguous entries in order, each once; what it cannot get is declared to `onGap`.
 * - L9 Damaged data is never returned: a damaged entry is a gap, a damaged state is left out and its key is reported.
 *   Both are counted in `health`, and neither affects the rest of the log.
 * - L10 No call takes long: each scans a bounded number of entries, and the result says where to continue.
 *
 * Retention is by age and by count and is applied when something is appended. So an idle log keeps its
 * last events however old they are, and a reader that returns to a quiet server continues exactly.
 */

import type { Position } from '../../src/protocol/event-id.ts'
import type { SharedState } from '../ops/shared-state.ts'

/** One event in a log. Frozen by convention: every reader gets the same object. */
export interface LogEntry {
  /** Its place in the log. */
  readonly position: Position
  /** Routing keys, such as `shipment:42`; never empty strings. */
  readonly topics: readonly string[]
  /** The event's type, such as `shipment.moved`; one line, since it becomes the name of an SSE frame. */
  readonly type: string
  /** JSON text of the wire body. The log never looks inside. */
  readonly data: string
  /** When it was appended, Unix milliseconds; never less than that of the entry before it. */
  readonly atMs: number
}

/** An event that asks to be appended. */
export interface EventDraft {
  /** Routing keys, such as `shipment:42`. */
  readonly topics: readonly string[]
  /** The event's type, such as `shipment.moved`. */
  readonly type: string
  /** JSON text of the wire body. */
  readonly data: string
  /** Makes a repeat harmless: remembered for as long as the entry itself is kept. */
  readonly dedupeKey?: string
}

/**
 * A change of one keyed state, made atomically with the append. Several changes are made in the
 * order given; what they expect is compared with the state before the first.
 */
export interface StateChange {
  /** 1–512 printable ASCII characters, no spaces. */
  readonly key: string
  /** The new value; `null` deletes the key. */
  readonly value: string | null
  /**
   * Refuse the whole append unless the key is at this version. `0` means the key must not exist.
   * Default: any version.
   */
  readonly expectVersion?: number
}

/** One keyed state as it was read. */
export interface StateValue {
  /** The key of the state. */
  readonly key: string
  /** Its value. */
  readonly value: string
  /** Offset of the last entry of the append that wrote it. Never repeats, also across a delete. */
  readonly version: number
}

/** Which states to read: those named, or those whose key begins with `prefix`, in key order. */
export type StateQuery =
  | { readonly keys: readonly string[] }
  | {
      readonly prefix: string
      /** Begin after this key. Default: at the first one. */
      readonly after?: string
    }

/** How far a log reaches. */
export interface LogBounds {
  /** The history that the offsets belong to. */
  readonly epoch: string
  /** Offset of the oldest entry kept; `top + 1` when none is. */
  readonly oldest: number
  /** The last offset issued; 0 when none was. */
  readonly top: number
}

/** What `read` answers. */
export type LogReading =
  | { readonly kind: 'entries'; readonly entries: readonly LogEntry[] }
  | LogGap
  | LogReset

/** Offsets `from` to `to`, both included, are lost. */
export interface LogGap {
  readonly kind: 'gap'
  /** The first offset that is lost. */
  readonly from: number
  /** The last offset that is lost. */
  readonly to: number
  /** `damaged`: the entries are there but cannot be read. Left out: they are no longer kept. */
  readonly reason?: 'damaged'
  /** The history whose offsets these are, where a follower receives it: it may have ended by then. */
  readonly epoch?: string
}

/** The position asked for does not belong to this history. */
export interface LogReset {
  readonly kind: 'reset'
  /** `epoch`: another history. `ahead`: an offset that was not issued yet. */
  readonly reason: 'epoch' | 'ahead'
}

/** Which part of the history to list, newest first. */
export interface HistoryQuery {
  /** Entries with at least one of these topics. Default: all entries. */
  readonly topics?: readonly string[]
  /** Entries of one of these types. Default: all types. */
  readonly types?: readonly string[]
  /** At most this many. */
  readonly limit: number
  /** Only offsets below this one. Default: from the top. */
  readonly before?: number
}

/** A part of the history, newest first. */
export interface HistoryPage {
  /** Entries that match, at most `limit`. There may be fewer although older ones match as well. */
  readonly entries: readonly LogEntry[]
  /**
   * Where to continue: pass it as `before` of the next query. `null`: the end of the history was reached. A page may be
   * shorter than `limit`, because each query scans a bounded number of entries.
   */
  readonly nextBefore: number | null
}

/** Keyed states as of one position. */
export interface StateReading {
  /** Where in the log the values belong. */
  readonly position: Position
  /** The values, in the order of the query. Missing keys are left out. */
  readonly values: readonly StateValue[]
  /** Keys whose values are damaged and therefore omitted from `values`. Default: none. */
  readonly damaged?: readonly string[]
}

/** The health of a log, for readiness checks and metrics. */
export interface LogHealth {
  /**
   * - `ok`: appends are accepted.
   * - `unavailable`: appends are refused, and are accepted again once the reason is gone.
   * - `damaged`: appends are refused until an operator has repaired the medium and started the process again.
   */
  readonly status: 'ok' | 'unavailable' | 'damaged'
  /** Why appends are refused; `null` while they are accepted. */
  readonly reason:
    | null
    | 'file_missing'
    | 'file_replaced'
    | 'file_shortened'
    | 'file_damaged'
    | 'medium_refuses'
    | 'medium_unreachable'
  /** What the engine does about a damaged medium. */
  readonly onDamage: 'stop' | 'new-epoch'
  /** Entries found damaged since the log was opened. They are declared as gaps. */
  readonly damagedEntries: number
  /** Keyed states found damaged since the log was opened. */
  readonly damagedStates: number
  /** How often a log began a new epoch since this one was opened, for any reason. */
  readonly newEpochs: number
  /** Why the last new epoch began: the medium was damaged, or an older copy was restored. `null`: none has begun. */
  readonly newEpochReason: null | 'damaged' | 'restored'
  /** Size of the log on its medium, in bytes; `null` for logs in memory. */
  readonly bytes: number | null
  /** Unused bytes among them, which are reused or returned to the file system; `null` for logs in memory. */
  readonly freeBytes: number | null
  /** What could lose events although appends are accepted. Default: nothing is known. */
  readonly risks?: readonly LogRisk[]
}

/**
 * How a medium is set up so that it could lose events:
 * - `medium_evicts`: it deletes keys when its memory is full.
 * - `medium_volatile`: it writes nothing to a disk.
 */
export type LogRisk = 'medium_evicts' | 'medium_volatile'

/** What an engine does about a damaged medium. */
export type OnDamage = LogHealth['onDamage']

/**
 * Ordered events with keyed state. `log` names one of several independent logs behind the same
 * engine, such as `shipments`; a name that was never used is an empty log with an epoch of its own.
 */
export interface EventLog {
  /**
   * Appends one event and makes the state changes, atomically.
   *
   * @returns The event's position, or that of the first append with the same `dedupeKey`.
   * @throws LogError `version_conflict`, `log_unavailable`, `log_closed`, `bad_append`
   */
  append(
    log: string,
    entry: EventDraft,
    change?: StateChange | readonly StateChange[],
  ): Promise<Position>

  /**
   * Appends several events of one command, adjacent and in order, atomically with the state changes.
   * Drafts whose dedupe key is known are left out and answer with their first position; when none is
   * left, the changes are not made either.
   *
   * @throws LogError `version_conflict`, `log_unavailable`, `log_closed`, `bad_append`
   */
  appendAll(
    log: string,
    entries: readonly EventDraft[],
    changes: readonly StateChange[],
  ): Promise<readonly Position[]>

  /** How far the log reaches now. */
  bounds(log: string): Promise<LogBounds>

  /**
   * Reads entries above `after.offset` up to `to` (included), at most `limit`. Fewer may come than
   * were asked for; an empty answer means that there are none. A gap ends no later than at `to`; go on
   * reading from its `to`.
   *
   * @param signal aborts the read: the promise rejects with the reason of the signal. The same applies to every method
   *   that takes one.
   */
  read(
    log: string,
    after: Position,
    to: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<LogReading>

  /** Reads keyed states, at most `limit`, with the position they belong to. */
  states(log: string, query: StateQuery, limit: number, signal?: AbortSignal): Promise<StateReading>

  /** Lists a part of the history, newest first. Damaged entries are left out. */
  latest(log: string, query: HistoryQuery, signal?: AbortSignal): Promise<HistoryPage>

  /**
   * Follows the log. Every entry appended from now on is delivered once it is durable; several that
   * became durable together come in one call.
   *
   * To join without a race: tail first, then ask `bounds`. Whatever is above that `top` comes through
   * the tail; entries delivered in the meantime are recognised by their offset.
   *
   * @param onEntries Must not throw; if it does, the error surfaces as an uncaught one, and neither the
   *   append nor other followers are affected.
   * @param onGap Receives what will never be delivered, before delivery continues above it. After a reset, offsets
   *   start again under the epoch that `bounds` answers.
   * @returns Stops following. No call is made after it.
   */
  tail(
    log: string,
    onEntries: (entries: readonly LogEntry[]) => void,
    onGap: (gap: LogGap | LogReset) => void,
  ): () => void

  /**
   * Says that this process uses a log no longer, so that an engine can drop what it keeps of it in memory. Its history
   * is not changed, and it can be used again at any time. Ignored while the log is followed. Default: engines keep
   * everything.
   */
  forget?(log: string): void

  /**
   * Calls the listener with false when the medium has been out of reach for a second, at once if it already is, and with
   * true when it is back.
   * Followers stay, and continue where they were. Default: the medium is always within reach.
   *
   * @returns Stops calling.
   */
  onReachable?(listener: (isReachable: boolean) => void): () => void

  /**
   * What the servers of this log share besides its events: limits and tickets. An application takes that of the log of
   * its first feed. Left out: they are kept in the memory of each process.
   */
  readonly shared?: SharedState

  /** The current health of the log. Resolves even if the medium refuses writes. @throws LogError `log_closed` */
  health(): Promise<LogHealth>

  /** Makes everything pending durable and closes the medium. Later calls fail with `log_closed`. */
  close(): Promise<void>
}
