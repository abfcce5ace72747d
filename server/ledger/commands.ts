/**
 * The interface of the ledger: what it does, its reads and their results. No behaviour here; the rules
 * are in contract.ts, the implementation is in ledger.ts.
 */

import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { StreamStatus } from '../../src/money/accrual.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { ReadOptions } from '../ops/turns.ts'
import type { ChainReport, ChangesFor, RecordResult } from './chain-record.ts'
import type { ChainSnapshot } from './chain-snapshot.ts'
import type { ClockState } from './ledger-clock.ts'
import type {
  CommandOptions,
  CreateCommand,
  StreamCommand,
  TopUpCommand,
} from './stream-commands.ts'

/** What a command answers. */
export interface CommandResult {
  /** The stream right after the command. */
  readonly stream: StreamState
  /** Position of the command's last event. */
  readonly position: Position
  /** True when an idempotency key brought back the answer of an earlier command. */
  readonly repeated: boolean
}

/** A stream, and the position it was read at. */
export interface StreamReading {
  /** The payment stream. */
  readonly stream: StreamState
  /** The position of the log that the reading belongs to. */
  readonly position: Position
}

/** Which streams to list, in the order of their ids. Conditions are joined by "and". */
export interface StreamListQuery {
  /** Only streams from this address. */
  readonly sender?: string
  /** Only streams to this address. */
  readonly recipient?: string
  /** Only streams that this address sends or receives. */
  readonly party?: string
  /** Only streams with this status. */
  readonly status?: StreamStatus
  /** 1 to 1,000. Default 50. */
  readonly limit?: number
  /** The `nextCursor` of the page before. */
  readonly cursor?: string
}

/** One page of streams. It may hold fewer than asked for, even none, and still not be the last. */
export interface StreamListPage {
  /** The streams of this page. */
  readonly streams: readonly StreamState[]
  /** The position of the log that the page belongs to. */
  readonly position: Position
  /** Pass it as `cursor` for the next page; null when this was the last page. */
  readonly nextCursor: string | null
}

/** Several streams, all as they were at one position. */
export interface StreamSnapshot {
  /** The position that the streams belong to. */
  readonly position: Position
  /** In the order of their ids. */
  readonly streams: readonly StreamState[]
}

/** What is claimable at a second. */
export interface ClaimableReading {
  /** Id of the payment stream. */
  readonly streamId: string
  /** Units. */
  readonly claimable: bigint
  /** The ledger second it was worked out for. */
  readonly at: number
  /** The position of the log that the reading belongs to. */
  readonly position: Position
}

/**
 * Payment streams with the contract's rules. Every command can also be refused with `clock_unsure`, see
 * {@link Ledger.clockState}, and with `commands_off`, see {@link Ledger.takesCommands}.
 */
export interface Ledger {
  /** The name of the log its events go to. */
  readonly logName: string
  /** False: commands are refused with `commands_off`, because the ledger follows a chain. */
  readonly takesCommands: boolean

  /**
   * Records what a chain has reported: the events that fit are appended with their streams, all in one append. Repeats
   * and events that do not fit change nothing. `chainIndexer` calls it.
   *
   * @param changesFor what to store in the same append, such as how far the chain has been read; nothing is stored if
   *   nothing is appended
   * @param heldKeys the reports that were `held` before: these are no repeats, however old they are
   * @returns the outcome of each report, and whether something was appended
   * @throws LogError `log_unavailable`, `log_closed`, `version_conflict`
   */
  record(
    reports: readonly ChainReport[],
    changesFor?: ChangesFor,
    heldKeys?: ReadonlySet<string>,
  ): Promise<RecordResult>
  /**
   * Appends the events that lead from the known streams to those of a snapshot of the chain, after a part of its events
   * was lost. They have no transaction, because it is not known.
   *
   * @returns the ids of the streams that now agree with the snapshot, or are newer
   * @throws LogError as `record`
   */
  adopt(snapshot: ChainSnapshot): Promise<readonly string[]>

  /**
   * Creates a payment stream and deposits its funds.
   *
   * @throws LedgerError `bad_address`, `bad_amount`, `same_party`, `rate_zero`, `amount_not_positive`,
   *   `amount_out_of_range`, `time_out_of_range`, `not_a_party`
   */
  create(command: CreateCommand, options?: CommandOptions): Promise<CommandResult>
  /**
   * Adds to the deposit of a stream.
   *
   * @throws LedgerError as all commands on a stream: `bad_stream_id`, `not_found`, `not_a_party`,
   *   `stream_inactive`; and `bad_amount`, `amount_not_positive`, `amount_out_of_range`
   */
  topUp(command: TopUpCommand, options?: CommandOptions): Promise<CommandResult>
  /**
   * Pays out all that is claimable; refused while the stream is paused.
   *
   * @throws LedgerError `nothing_to_withdraw`, `stream_paused`, `bad_stream_id`, `not_found`, `not_a_party`,
   *   `stream_inactive`
   */
  withdraw(command: StreamCommand, options?: CommandOptions): Promise<CommandResult>
  /**
   * Ends a stream: what has accrued goes to the recipient, the rest back to the sender.
   *
   * @throws LedgerError `bad_stream_id`, `not_found`, `not_a_party`, `stream_inactive`
   */
  cancel(command: StreamCommand, options?: CommandOptions): Promise<CommandResult>
  /**
   * Stops a stream from accruing until it is resumed.
   *
   * @throws LedgerError `already_paused`, `bad_stream_id`, `not_found`, `not_a_party`, `stream_inactive`
   */
  pause(command: StreamCommand, options?: CommandOptions): Promise<CommandResult>
  /**
   * Continues a paused stream.
   *
   * @throws LedgerError `not_paused`, `bad_stream_id`, `not_found`, `not_a_party`, `stream_inactive`
   */
  resume(command: StreamCommand, options?: CommandOptions): Promise<CommandResult>

  /**
   * One payment stream as it is now.
   *
   * @throws LedgerError `not_found`
   */
  read(streamId: string): Promise<StreamReading>
  /**
   * A page of streams, read at one position.
   *
   * @throws LedgerError `bad_value`
   */
  list(query?: StreamListQuery, options?: ReadOptions): Promise<StreamListPage>
  /** Every stream that a subscription with this filter covers, read at one position. */
  snapshot(filter: PaymentsFilter, options?: ReadOptions): Promise<StreamSnapshot>
  /**
   * What has accrued for the recipient and was not withdrawn: the contract's `claimable` at a time. For a paused
   * stream, this is the amount that accrued before the pause, which can be withdrawn once the stream is resumed.
   *
   * @param at Unix seconds. Default: the ledger's now.
   * @throws LedgerError `not_found`, `time_out_of_range`
   */
  claimable(streamId: string, at?: number): Promise<ClaimableReading>

  /** The ledger's time in Unix milliseconds. It does not jump when the wall clock is set. */
  nowMs(): number
  /** The ledger's time in Unix seconds, rounded down; it never decreases. */
  nowSeconds(): number
  /**
   * The state of the ledger's clock. `sure`: commands are accepted. `stepped`: the wall clock was set by more than 5 s
   * while the ledger ran. `behind`: the newest event is more than 60 s ahead of the clock. In the last two, commands
   * are refused with `clock_unsure`, and reads continue.
   */
  clockState(): ClockState
  /**
   * How many unreadable stored values were found since the start. Lists and snapshots omit them; reading one by its id
   * throws LogError `state_damaged`.
   */
  damagedStates(): number
  /**
   * Compares the clock with the newest event, as a process should before it starts.
   *
   * @throws LedgerError `clock_unsure`, with what to do about it
   */
  checkClock(): Promise<void>
}
