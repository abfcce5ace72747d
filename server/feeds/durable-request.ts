/**
 * What a reader by the Durable Streams protocol asks for (PROTOCOL.md, section 14): its filter, where to begin and
 * whether to wait. Reads the request; decides nothing about rights.
 */
import {
  beginningOffset,
  durableHeaders,
  durableParameters,
  type LiveMode,
  liveModes,
  newestOffset,
  type OffsetGone as OffsetGoneProblem,
  parseOffset,
} from '../../src/protocol/durable.ts'
import { createProblem } from '../../src/protocol/errors.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { allTopic, type TopicSet } from '../../src/protocol/topic-set.ts'
import type { Identity } from '../auth/authenticator.ts'
import type { LogBounds } from '../log/event-log.ts'
import { Refusal, refuse } from '../ops/problem-response.ts'
import { checkQuery, readWord } from '../ops/request-fields.ts'
import type { ServerFeed } from './server-feed.ts'
import { readRequest } from './subscribe.ts'
import { type Tenant, tenantParameters } from './tenancy.ts'

/** See the head of this file. */
export interface DurableRequest {
  readonly tenant: Tenant
  readonly topics: TopicSet
  readonly start: Start
  /** Null: a catch-up read. */
  readonly live: LiveMode | null
  /** The `Stream-Cursor` that the reader had before. */
  readonly cursor: string | null
}

/** Where a reader begins. */
export type Start = Position | typeof beginningOffset | typeof newestOffset

/** Whether the request waits. Only looked at, because other limits apply then; checked later. */
export function isLive(query: URLSearchParams): boolean {
  return query.has('live')
}

/**
 * @param identity from `identifyFor`
 * @throws Refusal `bad_offset`, and those of subscriptions
 */
export function readDurableRequest(
  feed: ServerFeed,
  identity: Identity,
  query: URLSearchParams,
): DurableRequest {
  const { definition } = feed
  const [, ...single] = durableParameters
  const offsets = query.getAll('offset')
  const named = [...single, allTopic, ...tenantParameters(definition)]
  checkQuery(query, named, ['offset', ...Object.keys(definition.filter)])
  const mode = query.get('live')
  const live = mode === null ? null : readWord(mode, 'live', liveModes)
  const start = readStart(offsets, live)
  const filter = new URLSearchParams(query)
  for (const name of durableParameters) filter.delete(name)
  const { topics, tenant } = readRequest(feed, identity, filter)
  return { topics, tenant, start, live, cursor: query.get('cursor') }
}

function readStart([text, ...others]: readonly string[], live: LiveMode | null): Start {
  if (text === undefined && live === null) return beginningOffset
  if (text === beginningOffset || text === newestOffset) {
    if (others.length === 0) return text
  }
  const position = text === undefined ? null : parseOffset(text)
  if (position !== null && others.length === 0) return position
  const reason =
    text === undefined
      ? 'live needs an offset'
      : others.length > 0
        ? 'it has several'
        : 'it is none'
  throw refuse(
    'bad_offset',
    `The offset of the request cannot be used: ${reason}. ` +
      'Use -1, now, or the Stream-Next-Offset of the answer before.',
  )
}

/**
 * The position from which entries are read.
 *
 * @throws Refusal `offset_gone` if something above it will not come
 */
export function positionOf(start: Start, { epoch, oldest, top }: LogBounds): Position {
  if (start === newestOffset) return { epoch, offset: top }
  if (start === beginningOffset) return { epoch, offset: oldest - 1 }
  if (start.epoch !== epoch) throw new OffsetGone('epoch', { epoch, offset: top })
  if (start.offset > top) throw new OffsetGone('ahead', { epoch, offset: top })
  if (start.offset + 1 < oldest) throw goneTo(start, oldest - 1)
  return start
}

/** The refusal for offsets above `after` up to `to` that are no longer kept. */
export function goneTo(after: Position, to: number): OffsetGone {
  const { epoch, offset } = after
  return new OffsetGone('trimmed', { epoch, offset: to }, { from: offset + 1, to })
}

/** 410, with what a gap or a reset says, and where to continue. */
export class OffsetGone extends Refusal {
  readonly next: Position

  constructor(
    reason: 'trimmed' | 'epoch' | 'ahead',
    next: Position,
    range: { readonly from?: number; readonly to?: number } = {},
  ) {
    const what =
      reason === 'trimmed'
        ? 'events above this offset are no longer kept'
        : 'the offset belongs to another history'
    const detail =
      `Nothing was read: ${what}. Read the state and continue from its position, or continue from ` +
      `the ${durableHeaders.nextOffset} of this answer.`
    const code = 'offset_gone'
    const problem: OffsetGoneProblem = { ...createProblem(code, detail), code, reason, ...range }
    super(problem)
    this.next = next
  }
}
