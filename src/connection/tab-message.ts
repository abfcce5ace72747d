/**
 * What the tabs of one origin say to each other about the connection that they share, and the check of
 * what is heard: any script of the origin can speak on the channel, so what does not look like a
 * message is none. Not a wall: who runs scripts in the page can do worse.
 *
 * | message | from | means |
 * |---|---|---|
 * | `wish` | anybody | this is what I want; also the answer to a call |
 * | `bye` | anybody | do not count on me any more |
 * | `here` | leader | I have heard you, and a term will come |
 * | `call` | leader | a term comes: who wants to be in it says what it wants, anew |
 * | `begin` | leader | the term has begun, and these are its guests |
 * | `sent`, `head` | leader | its request has left, its answer is good |
 * | `chunk` | leader | what one read of the body brought; nothing: the server lives |
 * | `lost`, `end` | leader | the term is over: for a while, for good |
 * | `apart` | leader | this tab needs a connection of its own |
 */
import type { SnapshotRequest } from '../feeds/filter-query.ts'
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import { ConnectionError, type ConnectionErrorCode } from './errors.ts'
import type { FeedRequest as Wish } from './feed-request.ts'
import type { Rift } from './shared-wish.ts'

/**
 * Part of the name of lock and channel, so that tabs with another version of the kit keep to
 * themselves. To be raised when a message changes.
 */
export const tabProtocol = 2

/** What one read of the body brought, in order. A frame brings its own id along. */
export type ChunkItem =
  | { readonly kind: 'frame'; readonly frame: ParsedFrame }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'comment'; readonly text: string }

/** A {@link ConnectionError} without what cannot travel. */
export interface TabFailure {
  readonly code: string
  readonly message: string
  readonly status?: number
  readonly bodyExcerpt?: string
}

export interface Guest {
  /** Which of the tab's attempts is served. */
  readonly attempt: number
  readonly rift: Rift | null
}

interface Said {
  readonly from: string
}

interface Ruled extends Said {
  /** Grows with every leader. */
  readonly reign: number
}

interface OfTerm extends Ruled {
  /** Grows with every request of one leader. */
  readonly term: number
}

export type TabMessage =
  | (Said & { readonly type: 'wish'; readonly attempt: number; readonly wish: Wish })
  | (Said & { readonly type: 'bye' })
  | LeaderMessage

export type LeaderMessage =
  | (Ruled & { readonly type: 'here' })
  | (Ruled & { readonly type: 'apart'; readonly to: string; readonly attempt: number })
  | TermMessage

export type TermMessage =
  | (OfTerm & { readonly type: 'call' })
  | (OfTerm & {
      readonly type: 'begin'
      readonly guests: Readonly<Record<string, Guest>>
      /** The cursor that all of them go on from. */
      readonly cursor: string
    })
  | (OfTerm & { readonly type: 'sent' | 'head' })
  | (OfTerm & {
      readonly type: 'chunk'
      /** Counts the chunks of a term from 0. */
      readonly number: number
      readonly items: readonly ChunkItem[]
    })
  | (OfTerm & {
      readonly type: 'lost'
      readonly failure: TabFailure
      /** When the leader will ask again; null when it cannot tell. */
      readonly retryAfterMs: number | null
    })
  | (OfTerm & { readonly type: 'end'; readonly failure: TabFailure })

/** @returns null for what is no message. */
export function parseTabMessage(data: unknown): TabMessage | null {
  if (!isRecord(data) || !isText(data['from']) || !isText(data['type'])) return null
  const check = Object.hasOwn(checks, data['type']) ? checks[data['type']] : undefined
  // The table has one entry for each member of the union.
  return check?.(data) ? (data as unknown as TabMessage) : null
}

type Check = (data: Record<string, unknown>) => boolean

const isRuled: Check = ({ reign }) => isNumber(reign)
const isOfTerm: Check = ({ reign, term }) => isNumber(reign) && isNumber(term)

const checks: Readonly<Record<string, Check>> = {
  wish: ({ attempt, wish }) => isNumber(attempt) && isWish(wish),
  bye: () => true,
  here: isRuled,
  apart: (data) => isRuled(data) && isText(data['to']) && isNumber(data['attempt']),
  call: isOfTerm,
  begin: (data) =>
    isOfTerm(data) &&
    isText(data['cursor']) &&
    isRecord(data['guests']) &&
    Object.values(data['guests']).every(isGuest),
  sent: isOfTerm,
  head: isOfTerm,
  chunk: (data) =>
    isOfTerm(data) &&
    isNumber(data['number']) &&
    Array.isArray(data['items']) &&
    data['items'].every(isItem),
  lost: (data) =>
    isOfTerm(data) &&
    isFailure(data['failure']) &&
    (data['retryAfterMs'] === null || isNumber(data['retryAfterMs'])),
  end: (data) => isOfTerm(data) && isFailure(data['failure']),
}

function isWish(wish: unknown): boolean {
  return (
    isRecord(wish) &&
    isText(wish['cursor']) &&
    isTopics(wish['topics']) &&
    isSnapshotWish(wish['snapshot'])
  )
}

function isSnapshotWish(wish: unknown): wish is SnapshotRequest {
  return typeof wish === 'boolean' || wish === 'always' || isTopics(wish)
}

function isTopics(topics: unknown): boolean {
  return Array.isArray(topics) && topics.every(isText)
}

function isGuest(guest: unknown): boolean {
  if (!isRecord(guest) || !isNumber(guest['attempt'])) return false
  const { rift } = guest
  return rift === null || (isRecord(rift) && isText(rift['kind']))
}

function isItem(item: unknown): boolean {
  if (!isRecord(item)) return false
  switch (item['kind']) {
    case 'frame': {
      const { frame } = item
      return (
        isRecord(frame) &&
        isText(frame['type']) &&
        isText(frame['data']) &&
        isText(frame['lastEventId']) &&
        (frame['id'] === undefined || isText(frame['id']))
      )
    }
    case 'id':
      return isText(item['id'])
    case 'retry':
      return isNumber(item['delayMs'])
    case 'comment':
      return isText(item['text'])
    default:
      return false
  }
}

function isFailure(failure: unknown): boolean {
  return isRecord(failure) && isText(failure['code']) && isText(failure['message'])
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

export function failureOf({ code, message, status, bodyExcerpt }: ConnectionError): TabFailure {
  return {
    code,
    message,
    ...(status !== undefined && { status }),
    ...(bodyExcerpt !== undefined && { bodyExcerpt }),
  }
}

export function errorOf({ code, message, status, bodyExcerpt }: TabFailure): ConnectionError {
  return new ConnectionError(code as ConnectionErrorCode, message, {
    ...(status !== undefined && { status }),
    ...(bodyExcerpt !== undefined && { bodyExcerpt }),
  })
}
