/**
 * From a frame of a generic client to what its listeners get: duplicates dropped, parsed, and whether it is
 * the last one. Counts what it skips; delivers nothing itself.
 */
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import { ConnectionError } from './errors.ts'
import { guarded, type ReportError } from './listeners.ts'

/** One event, as `EventSource` would give it. */
export interface SseEvent {
  /** `message` when the server gave no name. */
  readonly type: string
  /** The data lines joined by LF. */
  readonly data: string
  /** The cursor after this event: its own id, or the last one before it. */
  readonly lastEventId: string
}

/** What a generic client makes of an event; `T` is what it delivers. */
export interface EventOptions<T> {
  /**
   * What listeners and loops get in place of the event; nothing where it returns undefined. If it throws,
   * the event is skipped, counted in `invalidEvents` and reported as `event_invalid`, to `onListenerError`
   * and in `lastError`; the connection stays. Default: the event itself.
   */
  readonly parse?: ((event: SseEvent) => T | undefined) | undefined
  /**
   * Whether this event is the last one: it is delivered, then the client is closed, by `server-end`. An
   * answer that ends without it is incomplete: it is asked for again where it may be, and failed with
   * the code `ended` otherwise. Default: no event is.
   *
   * @param parsed what `parse` made of it; undefined where it threw or skipped it
   */
  readonly isLast?: ((event: SseEvent, parsed: T | undefined) => boolean) | undefined
  /**
   * How many ids are remembered to drop events that arrive twice, as they do from servers that replay
   * more than they have to; counted in `duplicatesDropped`. Default 0: none is dropped, since a server
   * may give several events the same id.
   */
  readonly duplicateWindow?: number | undefined
}

export interface TakenEvent<T> {
  /** Undefined: nothing to deliver. */
  readonly value: T | undefined
  readonly isLast: boolean
}

export interface EventIntake<T> {
  /** @returns null for a duplicate. */
  take(frame: ParsedFrame): TakenEvent<T> | null
  /** Other ids follow. */
  forgetIds(): void
  readonly counts: { readonly duplicatesDropped: number; readonly invalidEvents: number }
}

/** @param onInvalid is called with an `event_invalid` for every event that could not be parsed */
export function createEventIntake<T>(
  { parse, isLast, duplicateWindow = 0 }: EventOptions<T>,
  onInvalid: (error: ConnectionError) => void,
  report: ReportError,
): EventIntake<T> {
  const counts = { duplicatesDropped: 0, invalidEvents: 0 }
  const seen = new Set<string>()
  const isLastEvent = guarded(isLast, false, report)

  function isDuplicate(id: string | undefined): boolean {
    if (!id || !duplicateWindow) return false
    if (seen.has(id)) return true
    if (seen.size >= duplicateWindow) seen.delete(seen.values().next().value as string)
    seen.add(id)
    return false
  }

  return {
    counts,
    forgetIds: () => seen.clear(),
    take({ type, data, lastEventId, id }) {
      if (isDuplicate(id)) {
        counts.duplicatesDropped++
        return null
      }
      const event: SseEvent = { type, data, lastEventId }
      let value: T | undefined
      try {
        // Without `parse`, T is the event itself.
        value = parse ? parse(event) : (event as T)
      } catch (cause) {
        counts.invalidEvents++
        const message =
          `Skipped an event of type ${type.slice(0, 100)}: parse threw. ` +
          'See its cause. To skip events, return undefined.'
        onInvalid(new ConnectionError('event_invalid', message, { cause }))
      }
      return { value, isLast: isLastEvent?.(event, value) ?? false }
    },
  }
}
