/** Commands about payment streams as values, the function that carries them out, and why it may not. */
import type { StreamState } from '../../feeds/payments/stream-state.ts'

/** A payment stream that does not exist yet. Amounts are base units. */
export interface NewStream {
  /** Account address that pays. */
  readonly sender: string
  /** Account address that is paid. */
  readonly recipient: string
  /** Contract address of the token. */
  readonly tokenAddress: string
  /** Base units per second, above 0. */
  readonly ratePerSecond: bigint
  /** Base units that are deposited, above 0. */
  readonly depositedAmount: bigint
  /** When it begins, Unix seconds. Default: when it is created. Time that has passed since counts as streamed. */
  readonly startTime?: number | undefined
}

/** What can be done to a stream that exists. */
export type StreamAction = 'top-up' | 'withdraw' | 'pause' | 'resume' | 'cancel'

/** Something a user wants done, for a {@link SendCommand} to carry out. */
export type StreamCommand =
  | { readonly kind: 'create'; readonly stream: NewStream }
  /** `amount`: base units, above 0. */
  | { readonly kind: 'top-up'; readonly streamId: string; readonly amount: bigint }
  | { readonly kind: Exclude<StreamAction, 'top-up'>; readonly streamId: string }

/** What is known once a command was carried out. */
export interface CommandAnswer {
  /** The stream right after the command; absent or null if that is not known. */
  readonly stream?: StreamState | null | undefined
  /** Id of the event of this command, so that it is announced once; absent or null if that is not known. */
  readonly eventId?: string | null | undefined
}

/** What a {@link SendCommand} receives besides the command. */
export interface SendOptions {
  /**
   * The same for every try of one command, another for each new one: 32 hexadecimal digits. Pass it on, so that a
   * command that is sent twice is carried out once.
   */
  readonly idempotencyKey: string
}

/**
 * Carries out a command: with the server of this package ({@link createHttpSend}), a wallet, or an API of your own.
 * Resolves once it was carried out, not when it was accepted. Rejects with a {@link CommandError} if it was refused.
 * After any other rejection the outcome counts as unknown, and the command may be sent again with the same key.
 */
export type SendCommand = (
  command: StreamCommand,
  options: SendOptions,
  // biome-ignore lint/suspicious/noConfusingVoidType: so that an async function without a result can be passed
) => Promise<CommandAnswer | void>

/** Codes of the kit's own; public, and only grow. Others are those of the server, or of your `send` function. */
export type CommandErrorCode = 'unreachable' | 'unreadable' | 'unknown'

/** What a {@link CommandError} says besides its code and message. */
export interface CommandErrorOptions {
  /**
   * `refused`: the command was not carried out, and will not be. `unknown`: it may have been, so that it is sent again
   * with the same key. Default `refused`.
   */
  readonly outcome?: 'refused' | 'unknown' | undefined
  /** The value that was refused: its error is shown next to the field of that value. */
  readonly field?: keyof NewStream | 'amount' | undefined
  /** The error behind it. */
  readonly cause?: unknown
}

/** Why a command was not carried out, or why it is not known whether it was. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /**
   * Stable, so that programs can decide by it: a problem code of the server, a code of your own, or `unreachable` (no
   * answer), `unreadable` (an answer that cannot be read), `unknown` (anything else).
   */
  readonly code: CommandErrorCode | (string & Record<never, never>)
  /** Whether the command was refused, or may have been carried out. */
  readonly outcome: 'refused' | 'unknown'
  /** The value that was refused, if it is one. */
  readonly field: keyof NewStream | 'amount' | undefined

  constructor(code: string, message: string, options: CommandErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.outcome = options.outcome ?? 'refused'
    this.field = options.field
  }
}

/** Whatever a {@link SendCommand} has thrown, as an error of a command. */
export function commandErrorOf(failure: unknown): CommandError {
  if (failure instanceof CommandError) return failure
  const reason = failure instanceof Error ? failure.message : String(failure)
  return new CommandError(
    'unknown',
    `Whether the command was carried out is not known: ${reason}. Check the stream, then retry with the same key.`,
    { outcome: 'unknown', cause: failure },
  )
}

/** A command as text: the same for the same command, so that a second try of it can be recognised. */
export function intentOf(command: StreamCommand): string {
  return JSON.stringify(command, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}
