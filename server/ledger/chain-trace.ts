/**
 * What is remembered of the events that a chain has reported about one stream, so that a repeat is recognised and a
 * late one is not mistaken for one. Stored next to the stream, in the same append.
 */

export interface ChainTrace {
  /** Keys of the last events, in the order in which they were applied. */
  readonly applied: readonly string[]
  /** Their places in the chain; `''` where a place is not known. */
  readonly orders: readonly string[]
  /**
   * The last pauses and resumptions, by transaction and second. A source without places may repeat one that another
   * source has reported under a key of its own, and no figure would show it.
   */
  readonly turns: readonly string[]
  /** Up to this place, events are no longer remembered one by one. */
  readonly forgotten: string
  /** The furthest place of an event that was applied; `''`: none is known. */
  readonly last: string
  /** The latest second of an event that was applied. */
  readonly second: number
  /** The contract that the stream belongs to; null: not known. */
  readonly contractId: string | null
  /** A snapshot has all events up to this ledger; 0: there was none. */
  readonly asOf: number
}

const noTrace: ChainTrace = {
  applied: [],
  orders: [],
  turns: [],
  forgotten: '',
  last: '',
  second: 0,
  contractId: null,
  asOf: 0,
}

/** The key of the trace of a stream. */
export function traceKey(streamId: string): string {
  return `chain-trace:${streamId}`
}

/** An unreadable trace counts as none: figures and times still show what is a repeat. */
export function parseTrace(text: string | undefined): ChainTrace {
  if (text === undefined) return noTrace
  try {
    return { ...noTrace, ...(JSON.parse(text) as Partial<ChainTrace>) }
  } catch {
    return noTrace
  }
}

/** Whether a report is of another contract than the stream. */
export function isForeign({ contractId: known }: ChainTrace, contractId: string | null): boolean {
  return known !== null && contractId !== null && known !== contractId
}
