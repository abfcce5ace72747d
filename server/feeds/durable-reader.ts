/**
 * What the ways to read a feed by the Durable Streams protocol have in common: the caller with its filter and rights,
 * the pages that it reads, and its place in the hub. It answers nothing.
 */
import type { Clock, Random } from '../../src/platform/ports.ts'
import { beginningOffset } from '../../src/protocol/durable.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { AppConfig } from '../app-config.ts'
import type { LiveRead, LiveReadOptions } from '../hub/live-read.ts'
import type { Grant } from '../hub/subscription.ts'
import type { Reads } from '../ops/reads.ts'
import { type DurablePage, type PageRequest, readPage } from './durable-page.ts'
import { type DurableRequest, positionOf } from './durable-request.ts'
import type { HeldHub } from './feed-hubs.ts'
import { type FeedDeps, kindOf } from './subscribe.ts'

/** What the reads of a feed need. */
export interface DurableDeps
  extends Pick<FeedDeps, 'feed' | 'hubs' | 'limits' | 'requestLimits' | 'callers' | 'requests'> {
  readonly config: Pick<AppConfig, 'pingMs' | 'stallMs'>
  readonly clock: Clock
  readonly random: Random
  readonly reads: Pick<Reads, 'turns'>
}

/** A request whose caller may ask it. */
export interface DurableReader extends DurableRequest {
  /** The hub of its tenant, which stays open until it is released. */
  readonly held: HeldHub
  readonly grant: Grant
  readonly isPrivate: boolean
}

/** A live read that may begin: everything above `start` is either below `top` or ends its next wait. */
export interface LiveAnswer {
  readonly deps: DurableDeps
  readonly reader: DurableReader
  readonly read: LiveRead
  readonly start: Position
  readonly top: number
  readonly live: { readonly cursor: string; readonly pingMs: number }
}

/** The options with which a live read joins the hub. */
export function memberOf(
  { feed }: DurableDeps,
  { topics, grant }: DurableReader,
  onClosed: () => void,
): LiveReadOptions {
  return { topics, grant, filterKind: kindOf(feed.definition, topics), onClosed }
}

/**
 * How far the log reaches now, for a read that has come to `next`.
 *
 * @throws OffsetGone if it cannot continue there
 */
export async function topAbove(next: Position, { reader, read }: LiveAnswer): Promise<number> {
  read.beginReading()
  const bounds = await reader.held.hub.bounds(next)
  positionOf(next, bounds)
  return bounds.top
}

/**
 * Up to where nothing is left to send, after a wait: to the newest position of the hub, unless the read has ended or
 * has news that it has not read.
 */
export function looked({ read, reader }: LiveAnswer, next: Position): Position {
  if (read.endedBy !== null || read.hasNews) return next
  const settled = reader.held.hub.position()
  const isLater = settled?.epoch === next.epoch && settled.offset > next.offset
  return isLater ? settled : next
}

/** The part that an answer reads next. */
export interface NextPart extends Pick<PageRequest, 'after' | 'top'> {
  /** Whether the answer has read nothing yet. Only then may a reader from the beginning begin later. */
  readonly isFirst: boolean
}

/** Reads a page for the reader. */
export function readNext(
  { reads }: DurableDeps,
  { held, topics, grant, start }: DurableReader,
  { after, top, isFirst }: NextPart,
  signal: AbortSignal,
): Promise<DurablePage> {
  const isFromBeginning = isFirst && start === beginningOffset
  const request = { topics, grant, after, top, isFromBeginning }
  return readPage(held.hub, request, { signal, nextTurn: () => reads.turns.next() })
}

/** The longest time that a live answer takes. */
export function pingMsOf({ feed, config }: DurableDeps): number {
  return feed.pingMs ?? config.pingMs
}

/** The clock of the feed: a client takes its time from it. */
export function nowMsOf({ feed, clock }: DurableDeps): number {
  return feed.nowMs?.() ?? clock.nowMs()
}
