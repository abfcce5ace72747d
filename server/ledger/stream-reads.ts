/**
 * Reading many streams as of one position, although they are stored under many keys and writing continues
 * meanwhile. Reads only.
 */

import { isStreamId } from '../../src/feeds/payments/address.ts'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { LogError, stateDamaged } from '../log/errors.ts'
import type { EventLog, StateQuery } from '../log/event-log.ts'
import type { StreamListPage, StreamListQuery, StreamReading, StreamSnapshot } from './commands.ts'
import type { DamageReport } from './damage-report.ts'
import { LedgerError } from './errors.ts'
import {
  compareStreamIds,
  indexPrefix,
  mergeStreamIds,
  padStreamId,
  type StreamIndex,
  streamIdOfIndexKey,
  streamKey,
} from './stored-stream.ts'

const pageSize = 200
const longestPage = 1000
// A page that few candidates fit ends early: reading all of a large account at once would block
// other requests.
const mostCandidates = 2000
// Nothing comes between two reads of a page but the microtasks of others, so one retry is already rare.
const triesPerPage = 50

export interface StreamReadsOptions {
  readonly log: EventLog
  readonly logName: string
  readonly damage: DamageReport
  /** Lets the event loop turn between the pages of a long read. */
  readonly nextTurn: () => Promise<void>
}

export interface StreamReads {
  read(streamId: string): Promise<StreamReading>
  list(query: StreamListQuery): Promise<StreamListPage>
  snapshot(filter: PaymentsFilter): Promise<StreamSnapshot>
}

export function createStreamReads(options: StreamReadsOptions): StreamReads {
  const { log, logName, damage, nextTurn } = options
  const statesOf = (query: StateQuery, limit: number) => log.states(logName, query, limit)
  async function streamsOf(ids: readonly string[]) {
    const { position, values, damaged } = await statesOf({ keys: ids.map(streamKey) }, ids.length)
    const streams: StreamState[] = []
    const unreadable = [...(damaged ?? [])]
    for (const value of values) {
      const stream = damage.streamOf(value)
      if (stream === null) unreadable.push(value.key)
      else streams.push(stream)
    }
    return { position, damaged: unreadable, streams }
  }

  async function read(streamId: string): Promise<StreamReading> {
    const { position, damaged, streams } = await streamsOf([streamId])
    if (damaged[0] !== undefined) throw stateDamaged(damaged[0])
    const [stream] = streams
    if (stream === undefined) throw streamNotFound(streamId)
    return { stream, position }
  }

  async function list(query: StreamListQuery): Promise<StreamListPage> {
    const { limit = 50, cursor } = query
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > longestPage) {
      throw badValue(`limit is ${limit}`, `Use 1 to ${longestPage}.`)
    }
    if (cursor !== undefined && !isStreamId(cursor)) {
      throw badValue(
        'the cursor was not issued by this server',
        'Use the nextCursor of the page before.',
      )
    }
    for (let n = 0; n < triesPerPage; n++) {
      const page = await listOnce(query, limit, cursor ?? '0')
      if (page !== null) return page
    }
    throw new LogError(
      'version_conflict',
      'Listing the streams failed: they changed faster than they could be read. Try again.',
    )
  }

  /** A page, or null when something was written while it was read. */
  async function listOnce(query: StreamListQuery, limit: number, cursor: string) {
    const found: StreamState[] = []
    let position: Position | null = null
    const isStill = (now: Position) => {
      position ??= now
      return position.offset === now.offset && position.epoch === now.epoch
    }
    let after = cursor
    let looked = 0
    for (;;) {
      // One more than wanted shows whether there is a next page.
      const wanted = Math.max(limit + 1 - found.length, 20)
      const candidates = await idsAbove(indexFor(query), after, wanted)
      const { position: now, streams } = await streamsOf(candidates.ids)
      if (!isStill(candidates.position) || !isStill(now)) return null
      found.push(...streams.filter((stream) => matches(stream, query)))
      if (found.length > limit) {
        const page = found.slice(0, limit)
        return { streams: page, position: now, nextCursor: page.at(-1)?.streamId ?? null }
      }
      if (candidates.ids.length < wanted) return { streams: found, position: now, nextCursor: null }
      after = candidates.ids.at(-1) ?? after
      looked += candidates.ids.length
      if (looked >= mostCandidates) return { streams: found, position: now, nextCursor: after }
    }
  }

  /** Ids above `after`, in order: from an index, or all there are. */
  async function idsAbove(index: ListIndex, after: string, limit: number): Promise<Candidates> {
    const idsOf = (each: StreamIndex) => idsAbove(each, after, limit)
    if (index !== null && 'party' in index) return idsOfParty(index.party, idsOf, limit)
    if (index !== null) {
      const prefix = indexPrefix(index)
      const query = { prefix, after: prefix + padStreamId(after) }
      const { position, values } = await statesOf(query, limit)
      return { position, ids: values.flatMap(({ key }) => streamIdOfIndexKey(key) ?? []) }
    }
    return idsOfAll(idsOf, limit)
  }

  async function snapshot(filter: PaymentsFilter): Promise<StreamSnapshot> {
    for (;;) {
      const result = await snapshotOnce(filter)
      if (result !== null) return result
    }
  }

  /**
   * Reads everything the filter covers, page by page, then reads again whatever the log says has
   * changed meanwhile, until nothing has. That ends, because each round is shorter than the one before,
   * and it neither copies the whole state nor holds up writers.
   *
   * @returns null when the log started over, or has trimmed the changes.
   */
  async function snapshotOnce(filter: PaymentsFilter): Promise<StreamSnapshot | null> {
    const { epoch, top } = await log.bounds(logName)
    const found = new Map<string, StreamState>()
    const take = async (ids: readonly string[]) => {
      const { position, streams } = await streamsOf(ids)
      for (const stream of streams) if (covers(filter, stream)) found.set(stream.streamId, stream)
      return position
    }

    let position: Position = { epoch, offset: top }
    for (const index of indexesFor(filter)) {
      for (let after = '0'; ; ) {
        const { ids } = await idsAbove(index, after, pageSize)
        position = await take(ids)
        const last = ids.at(-1)
        if (last === undefined || ids.length < pageSize) break
        after = last
        await nextTurn()
      }
    }
    const named = filter.all ? [] : (filter.streams ?? [])
    for (let n = 0; n < named.length; n += pageSize) {
      position = await take(named.slice(n, n + pageSize))
    }

    let settled: Position = { epoch, offset: top }
    while (position.offset !== settled.offset) {
      const changed = await idsChanged(settled, position)
      if (changed === null) return null
      settled = position
      position = await take(changed)
    }
    if (position.epoch !== epoch) return null
    const streams = [...found.values()].sort((a, b) => compareStreamIds(a.streamId, b.streamId))
    return { position, streams }
  }

  /** Which streams the events in `(from, to]` are about; null when the log no longer has them. */
  async function idsChanged(from: Position, to: Position): Promise<readonly string[] | null> {
    if (from.epoch !== to.epoch) return null
    const ids = new Set<string>()
    for (let cursor = from; cursor.offset < to.offset; ) {
      const reading = await log.read(logName, cursor, to.offset, pageSize)
      const last = reading.kind === 'entries' ? reading.entries.at(-1) : undefined
      if (reading.kind !== 'entries' || last === undefined) return null
      for (const topic of reading.entries.flatMap(({ topics }) => topics)) {
        if (topic.startsWith('stream:')) ids.add(topic.slice('stream:'.length))
      }
      cursor = last.position
    }
    return [...ids]
  }

  return { read, list, snapshot }
}

/** Ids of streams that a list may contain, in order. */
interface Candidates {
  readonly position: Position
  readonly ids: readonly string[]
}

/**
 * From the indexes by status, since every stream has one. Counting up to the last id would visit those that are gone. If
 * the position is still that of a later read, nothing was written in between.
 */
async function idsOfAll(
  idsOf: (index: StreamIndex) => Promise<Candidates>,
  limit: number,
): Promise<Candidates> {
  const { position, ids } = await idsOf({ status: 'active' })
  const found = new Set(ids)
  for (const status of ['paused', 'cancelled', 'completed'] as const) {
    for (const id of (await idsOf({ status })).ids) found.add(id)
  }
  return { position, ids: [...found].sort(compareStreamIds).slice(0, limit) }
}

/** From both indexes of an address, at one position. */
async function idsOfParty(
  party: string,
  idsOf: (index: StreamIndex) => Promise<Candidates>,
  limit: number,
): Promise<Candidates> {
  for (;;) {
    const sent = await idsOf({ sender: party })
    const received = await idsOf({ recipient: party })
    const { position } = received
    if (sent.position.offset !== position.offset || sent.position.epoch !== position.epoch) continue
    return { position, ids: mergeStreamIds(sent.ids, received.ids).slice(0, limit) }
  }
}

/** Where the candidates of a list are found. */
type ListIndex = StreamIndex | { readonly party: string } | null

/** The index that leaves the fewest candidates; null for all streams. */
function indexFor({ sender, recipient, party, status }: StreamListQuery): ListIndex {
  // The caller's own: another account may have any number of streams with others.
  if (party !== undefined) {
    if (sender === party) return { sender }
    if (recipient === party) return { recipient }
    if (sender !== undefined) return { recipient: party }
    if (recipient !== undefined) return { sender: party }
    return { party }
  }
  if (sender !== undefined) return { sender }
  if (recipient !== undefined) return { recipient }
  return status === undefined ? null : { status }
}

function matches(
  stream: StreamState,
  { sender, recipient, party, status }: StreamListQuery,
): boolean {
  return (
    (party === undefined || stream.sender === party || stream.recipient === party) &&
    (sender === undefined || stream.sender === sender) &&
    (recipient === undefined || stream.recipient === recipient) &&
    (status === undefined || stream.status === status)
  )
}

function indexesFor({ all, users = [] }: PaymentsFilter): readonly (StreamIndex | null)[] {
  if (all) return [null]
  return users.flatMap((user) => [{ sender: user }, { recipient: user }])
}

function covers({ all, streams = [], users = [] }: PaymentsFilter, stream: StreamState): boolean {
  return (
    all === true ||
    streams.includes(stream.streamId) ||
    users.includes(stream.sender) ||
    users.includes(stream.recipient)
  )
}

/** @returns The error for an id that no stream has. */
export function streamNotFound(streamId: string): LedgerError {
  // The id comes from outside: only what looks like one is quoted.
  const name = isStreamId(streamId) ? `stream ${streamId}` : 'such stream'
  return new LedgerError('not_found', `There is no ${name}. Check the id.`)
}

function badValue(why: string, advice: string): LedgerError {
  return new LedgerError('bad_value', `Listing the streams was refused: ${why}. ${advice}`)
}
