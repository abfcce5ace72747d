/** The commands that change payment streams. Independent of logs, clocks and requests, as the rules for them are. */

/** Opens a stream. */
export interface CreateCommand {
  /** A Stellar account (`G…`), as is the recipient. */
  readonly sender: string
  /** Address that receives. */
  readonly recipient: string
  /** A contract (`C…`), or an issuing account (`G…`). */
  readonly tokenAddress: string
  /** Units per second, 1 to i128's largest. */
  readonly ratePerSecond: bigint
  /** Units, 1 to i128's largest. */
  readonly depositedAmount: bigint
  /** Unix seconds; may lie in the future or the past. Default: now. */
  readonly startTime?: number
}

/** Adds `amount` units to a stream's deposit. */
export interface TopUpCommand {
  /** Id of the payment stream. */
  readonly streamId: string
  /** Base units to add. */
  readonly amount: bigint
}

/** A command that needs nothing but the stream: withdraw, cancel, pause, resume. */
export interface StreamCommand {
  /** Id of the payment stream. */
  readonly streamId: string
}

/** The caller of a command, and its idempotency key. */
export interface CommandOptions {
  /** The caller's address. Given, it must be the party the contract asks for; left out, the caller is trusted. */
  readonly actor?: string
  /**
   * 1–200 printable ASCII characters without spaces. Within 24 hours the same key with the same command answers what
   * it answered first, and nothing happens again. A refused command is not remembered: it changed
   * nothing, so trying again is safe. Keys of different actors do not meet.
   */
  readonly idempotencyKey?: string
}
