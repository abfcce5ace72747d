/**
 * A history break: where a tab cannot resume from the cursor of the shared request. The server knows
 * the shared cursor only, so the tab's listener is sent the gap or reset that the server would have sent
 * to this tab alone, and the state follows. Pure.
 */
import { parseEventId } from '../protocol/event-id.ts'
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import type { AttemptListener } from './attempt.ts'
import type { FeedRequest } from './feed-request.ts'

/** The frame that declares it, with offsets that the shared request skips for this tab. */
export type HistoryBreak =
  | { readonly type: 'reset'; readonly body: { readonly reason: 'epoch' } }
  | {
      readonly type: 'gap'
      readonly body: { readonly from: number; readonly to: number; readonly reason: 'too_far' }
    }

/** @returns null when a tab at `cursor` can resume from `sharedCursor`. */
export function findHistoryBreak(cursor: string, sharedCursor: string): HistoryBreak | null {
  if (cursor === '' || cursor === sharedCursor) return null
  const own = parseEventId(cursor)
  const shared = parseEventId(sharedCursor)
  if (own === null || shared === null || own.epoch !== shared.epoch) {
    return { type: 'reset', body: { reason: 'epoch' } }
  }
  return own.offset < shared.offset
    ? { type: 'gap', body: { from: own.offset + 1, to: shared.offset, reason: 'too_far' } }
    : null
}

/** A listener that receives the history break, if any, after the greeting and before everything else. */
export function withHistoryBreak(
  on: AttemptListener,
  { cursor, snapshot }: FeedRequest,
  sharedCursor: string,
): AttemptListener {
  const found = findHistoryBreak(cursor, sharedCursor)
  if (found === null) return on
  const { type, body } = found
  let isSent = false

  function sendBreak(): void {
    isSent = true
    const data = JSON.stringify(body)
    // P1: where state follows, only its last part may move the cursor.
    if (snapshot !== false) {
      on.frame({ type, data, lastEventId: cursor })
      return
    }
    on.id(sharedCursor)
    on.frame({ type, data, lastEventId: sharedCursor, id: sharedCursor })
  }

  return {
    ...on,
    id(id) {
      // Before the break, ids belong to the shared cursor and not to this tab's.
      if (isSent) on.id(id)
    },
    frame(frame) {
      if (isSent) {
        on.frame(frame)
        return
      }
      const greeting = greetingOf(frame)
      // It says that the shared cursor was recovered, which is not true for a tab that needs its state.
      const data =
        snapshot === false ? frame.data : JSON.stringify({ ...greeting, recovered: false })
      if (greeting) on.frame({ ...frame, data, lastEventId: cursor })
      sendBreak()
      if (!greeting) on.frame(frame)
    },
  }
}

/** @returns the body of a greeting, named or not (decode.ts); null for another frame. */
function greetingOf({ type, data }: ParsedFrame): object | null {
  const isNamed = type === 'connected'
  if (!isNamed && type !== 'message') return null
  try {
    const body = Object(JSON.parse(data))
    return isNamed || body.type === 'connected' ? body : null
  } catch {
    return isNamed ? {} : null
  }
}
