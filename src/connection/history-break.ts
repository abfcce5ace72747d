/**
 * A history break: where a tab cannot resume from the cursor of the shared request. The server knows
 * the shared cursor only, so the tab's listener is sent the gap or reset that the server would have sent
 * to this tab alone, and the state follows. Pure.
 */
import { parseEventId } from '../protocol/event-id.ts'
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import type { AttemptListener } from './attempt.ts'
import type { FeedRequest } from './feed-request.ts'

export type HistoryBreak =
  | { readonly kind: 'reset' }
  /** Offsets that the shared request skips for this tab. */
  | { readonly kind: 'gap'; readonly from: number; readonly to: number }

/** @returns null when a tab at `cursor` can resume from `sharedCursor`. */
export function findHistoryBreak(cursor: string, sharedCursor: string): HistoryBreak | null {
  if (cursor === '' || cursor === sharedCursor) return null
  const own = parseEventId(cursor)
  const shared = parseEventId(sharedCursor)
  if (own === null || shared === null || own.epoch !== shared.epoch) return { kind: 'reset' }
  return own.offset < shared.offset
    ? { kind: 'gap', from: own.offset + 1, to: shared.offset }
    : null
}

/** A listener that receives the history break after the greeting and before everything else. */
export function withHistoryBreak(
  on: AttemptListener,
  historyBreak: HistoryBreak | null,
  request: FeedRequest,
  sharedCursor: string,
): AttemptListener {
  if (historyBreak === null) return on
  // P1: where state follows, only its last part may move the cursor.
  const breakId = request.snapshot === false ? sharedCursor : undefined
  let isSent = false

  function sendBreak(): void {
    isSent = true
    const { kind, ...range } = historyBreak ?? { kind: 'reset' }
    const reason = kind === 'gap' ? 'too_far' : 'epoch'
    if (breakId !== undefined) on.id(breakId)
    on.frame({
      type: kind,
      data: JSON.stringify({ ...range, reason }),
      lastEventId: breakId ?? request.cursor,
      ...(breakId !== undefined && { id: breakId }),
    })
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
      } else if (isGreeting(frame)) {
        const greeting = request.snapshot === false ? frame : withoutRecovery(frame)
        on.frame({ ...greeting, lastEventId: request.cursor })
        sendBreak()
      } else {
        sendBreak()
        on.frame(frame)
      }
    },
  }
}

function isGreeting({ type, data }: ParsedFrame): boolean {
  return type === 'connected' || (type === 'message' && /^\{\s*"type"\s*:\s*"connected"/.test(data))
}

/** The greeting says that the shared cursor was recovered, which is not true for this tab. */
function withoutRecovery(frame: ParsedFrame): ParsedFrame {
  try {
    return { ...frame, data: JSON.stringify({ ...JSON.parse(frame.data), recovered: false }) }
  } catch {
    return frame
  }
}
