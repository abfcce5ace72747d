/** Streams of a chain as they are after a ledger: what the events up to it have led to. */
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'

/** A stream as a snapshot of the chain has it. */
export interface ChainSnapshot {
  /** The streams. */
  readonly streams: readonly StreamState[]
  /** The last ledger whose events they contain. */
  readonly ledger: number
  /** The contract they were read from; null: not known. */
  readonly contractId: string | null
  /**
   * The last id that the contract has issued, as of that ledger; `'0'`: none yet. Null or absent: not known, so streams
   * may be missing, and a gap stays declared.
   */
  readonly lastStreamId?: string | null
}
