/** The options of the generic client. Types only; sse-client.ts creates one. */
import type { AttemptOptions } from './attempt.ts'
import type { CursorStorage } from './cursor-storage.ts'
import type { EventOptions, SseEvent } from './event-intake.ts'
import type { RepetitionOptions } from './repetition.ts'
import type { TransportOptions } from './transport.ts'

/** Options of `createSseClient`: `url` is all that a feed needs; `T` is what `parse` makes of an event. */
export interface SseClientOptions<T = SseEvent>
  extends TransportOptions,
    Pick<AttemptOptions, 'url' | 'method' | 'body' | 'cursorIn' | 'isCursor'>,
    RepetitionOptions,
    EventOptions<T> {
  /** A cursor to resume from. */
  readonly initialLastEventId?: string
  /**
   * Stores the cursor for a reload, under this key: choose a different one for every feed. Default
   * storage: the browser's `sessionStorage`. Default: nothing is stored.
   */
  readonly persist?: { readonly key: string; readonly storage?: CursorStorage } | undefined
  /**
   * The longest silence that the server allows itself. Twice this (and some slack) is a lost connection.
   * Default 30 000: a feed that is silent for longer would not survive a usual proxy's 60 s either.
   * Null: silence means nothing, which is the default for requests that are no GET: their loss could not
   * be mended.
   */
  readonly pingMs?: number | null
}

/** Options with a `parse`: without one, what is delivered is an {@link SseEvent}, whatever `T` says. */
export type ParsingOptions<T> = SseClientOptions<T> & Required<Pick<SseClientOptions<T>, 'parse'>>
