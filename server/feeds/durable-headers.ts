/** The headers of answers by the Durable Streams protocol: caching, validators, and the cursor. Pure. */
import { durableHeaders, printOffset } from '../../src/protocol/durable.ts'
import type { Position } from '../../src/protocol/event-id.ts'

/** What the headers depend on. */
export interface DurableAnswer {
  readonly next: Position
  readonly isUpToDate: boolean
  /** The server's clock, Unix milliseconds. */
  readonly nowMs: number
  /** Whether the answer depends on who asks. */
  readonly isPrivate: boolean
  /** The body; null: there is none that a cache may keep. */
  readonly body: string | null
  /** For live answers. */
  readonly live?: { readonly cursor: string; readonly pingMs: number }
}

/** The same for all answers. Pages of other sites that embed one as a script or an image do not get it. */
export const durableHead = {
  vary: 'authorization, origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

/** Headers of a 200 or 204. */
export function headersOf(answer: DurableAnswer): Record<string, string> {
  const { next, isUpToDate, nowMs, live, body } = answer
  return {
    ...durableHead,
    ...(body !== null && {
      'content-type': 'application/json',
      'cache-control': cachingOf(answer),
    }),
    [durableHeaders.nextOffset]: printOffset(next),
    ...(isUpToDate && { [durableHeaders.upToDate]: 'true' }),
    [durableHeaders.time]: `${Math.floor(nowMs)}`,
    ...(live && {
      [durableHeaders.cursor]: live.cursor,
      [durableHeaders.pingMs]: `${live.pingMs}`,
    }),
  }
}

/** What a cache of its own may keep of a caller is asked for again each time: rights can end. */
function cachingOf({ isPrivate, isUpToDate }: DurableAnswer): string {
  if (isPrivate) return 'private, no-cache'
  return isUpToDate ? 'public, no-cache' : 'public, max-age=60, stale-while-revalidate=300'
}

/**
 * The entity tag of a page. Made of its text, because the same part of the log differs with the rights of the caller,
 * and of whether more follows, which is in a header.
 */
export function tagOf(start: Position, { next, isUpToDate }: DurableAnswer, body: string): string {
  const range = `${printOffset(start)}:${next.offset}${isUpToDate ? ':t' : ''}`
  return `"${range}:${hashOf(body)}"`
}

/** Whether `If-None-Match` names the tag. Proxies that compress make it a weak one. */
export function isTagKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const tags = ifNoneMatch.split(',').map((each) => each.trim().replace(/^W\//, ''))
  return tags.includes(tag) || tags.includes('*')
}

/** 64 bits of FNV-1a in two halves: for caches, not against forgery. */
function hashOf(text: string): string {
  let one = 0x811c9dc5
  let two = 0xcbf29ce4
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    one = Math.imul(one ^ unit, 0x01000193)
    two = Math.imul(two ^ unit ^ (index & 0xff), 0x01000193)
  }
  return (one >>> 0).toString(36) + (two >>> 0).toString(36)
}

const intervalMs = 20_000
const firstIntervalMs = Date.UTC(2024, 9, 9)
/** An hour of intervals. */
const longestJump = 180

/**
 * The cursor of a live answer: the current interval, or a larger number than the one that the reader sent, so that no
 * cache can answer it with the same response.
 */
export function nextCursor(sent: string | null, nowMs: number, random: () => number): string {
  const interval = Math.max(0, Math.floor((nowMs - firstIntervalMs) / intervalMs))
  const known = sent !== null && /^\d{1,15}$/.test(sent) ? Number(sent) : -1
  return `${known < interval ? interval : known + 1 + Math.floor(random() * longestJump)}`
}
