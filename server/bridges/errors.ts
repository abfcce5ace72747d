/** Why the indexer of a chain refuses an event. Codes are public and only grow. */

/**
 * - `bad_chain_event`: the event lacks a field, or one cannot be read; nothing was recorded.
 * - `too_many_held`: too many events wait for one before them, so no more are taken.
 * - `indexer_closed`: `close()` was called.
 */
export type IndexerErrorCode = 'bad_chain_event' | 'too_many_held' | 'indexer_closed'

/** The indexer refused an event. */
export class IndexerError extends Error {
  override readonly name = 'IndexerError'
  /** Which kind of refusal; stable, so that programs can decide by it. */
  readonly code: IndexerErrorCode

  constructor(code: IndexerErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
