/** What a log can refuse, with the codes callers may rely on. Codes are public and only grow. */

/**
 * - `version_conflict`: a keyed state was not at the expected version; nothing was changed. Read again and retry.
 * - `log_unavailable`: the medium refuses (disk full, read-only, locked, broken) or does not answer. Nothing was changed; an
 *   append that was under way when a connection was lost may have been made.
 * - `log_damaged`: the medium is damaged, or older than what was acknowledged, and `onDamage` is `stop`.
 * - `state_damaged`: the keyed state that was asked for is damaged; `key` names it. Everything else can be used.
 * - `log_closed`: `close()` was called.
 * - `bad_append`: the caller's mistake (no entries; a type, topic or key the log cannot hold).
 */
export type LogErrorCode =
  | 'version_conflict'
  | 'log_unavailable'
  | 'log_damaged'
  | 'state_damaged'
  | 'log_closed'
  | 'bad_append'

/** A log refused. `code` says what kind of refusal; `message` says what failed, why, and what to do. */
export class LogError extends Error {
  override readonly name = 'LogError'
  /** Which kind of failure; stable, so that programs can decide by it. */
  readonly code: LogErrorCode
  /** The key of the state; only with `version_conflict` and `state_damaged`. */
  readonly key: string | undefined

  constructor(code: LogErrorCode, message: string, options?: { key?: string; cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.key = options?.key
  }
}

/** True for a {@link LogError}, optionally of one code. */
export function isLogError(error: unknown, code?: LogErrorCode): error is LogError {
  return error instanceof LogError && (code === undefined || error.code === code)
}

/** @returns The error for a caller who asks for exactly the state that is damaged. */
export function stateDamaged(key: string): LogError {
  return new LogError(
    'state_damaged',
    `Reading ${key} failed: its stored value is damaged. Restore it from a backup; everything else works.`,
    { key },
  )
}
