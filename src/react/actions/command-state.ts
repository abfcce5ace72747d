/**
 * The state of one command at a time. Pure; use-stream-command.ts sends.
 *
 *   idle ──send──► pending ──► confirmed ──send──► pending …
 *                     │ ├────► failed    ──send──► pending (a new key)
 *                     │ └────► unknown   ──retry─► pending (the same key)
 *                     └ send: ignored
 *
 * C1 One command at a time: what is sent while one is pending is ignored.
 * C2 Only an answer makes a command confirmed. Until then nothing that is shown counts it as done.
 * C3 A command whose outcome is unknown is sent again under its key; after any answer the next one has a new key.
 * C4 The answer to a command that was given up (reset) changes nothing.
 */
import type { CommandAnswer, CommandError, StreamCommand } from './command.ts'

/** Where a command is. */
export type CommandState =
  /** Nothing was sent yet. */
  | { readonly status: 'idle' }
  /** Sent, and not answered: show it as pending, never as a confirmed amount. `sinceMs`: server time, Unix ms. */
  | { readonly status: 'pending'; readonly command: StreamCommand; readonly sinceMs: number }
  /** Carried out. */
  | {
      readonly status: 'confirmed'
      readonly command: StreamCommand
      readonly answer: CommandAnswer
    }
  /** Refused, and not carried out. */
  | { readonly status: 'failed'; readonly command: StreamCommand; readonly error: CommandError }
  /** Whether it was carried out is not known: `retry` sends it again under the same key. */
  | { readonly status: 'unknown'; readonly command: StreamCommand; readonly error: CommandError }

/** A state of a command that has been answered, or has got no answer. */
export type CommandOutcome = Exclude<CommandState, { readonly status: 'idle' | 'pending' }>

export const idle: CommandState = { status: 'idle' }

export function pendingOf(command: StreamCommand, sinceMs: number): CommandState {
  return { status: 'pending', command, sinceMs }
}

export function confirmedBy(command: StreamCommand, answer: CommandAnswer): CommandOutcome {
  return { status: 'confirmed', command, answer }
}

/** C3 */
export function refusedBy(command: StreamCommand, error: CommandError): CommandOutcome {
  return { status: error.outcome === 'refused' ? 'failed' : 'unknown', command, error }
}
