/**
 * Reading many streams as of one position, although they are stored under many keys and writing continues
 * meanwhile. Reads only.
 */

import { isStreamId } from '../../src/feeds/payments/address.ts'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { type ChangeSource, settleRead } from '../feeds/settled-read.ts'
import { stateDamaged } from '../log/errors.ts'
import type { EventLog, StateQuery } from '../log/event-log.ts'
import { giveWay, type ReadOptions } from '../ops/turns.ts'
import { candidateIds, indexFor } from './candidate-ids.ts'
import type { StreamListPage, StreamListQuery, StreamReading, StreamSnapshot } from './commands.ts'
import type { DamageReport } from './damage-report.ts'
import { LedgerError } from './errors.ts'
import { compareStreamIds, type StreamIndex, streamKey } from './stored-stream.ts'

const pageSize = 200
const topicPrefix = 'stream:'
const longestPage = 1000
// A page that few candidates fit ends early: reading all of a large account at once would block
// other requests.
const mostCandidates = 2000
/** Stored streams that are parsed before others get their turn. */
const parsedAtOnce = 100

export interface StreamReadsOptions {
  readonly log: EventLog
  readonly logName: string
  readonly damage: DamageReport
  /** What a read awaits between its steps if its caller does not say. */
  readonly nextTurn: () => Promise<void>
}

export interface StreamReads {
  read(streamId: string): Promise<StreamReading>
  list(query: StreamListQuery, options?: ReadOptions): Promise<StreamListPage>
  snapshot(filter: PaymentsFilter, options?: ReadOptions): Promise<StreamSnapshot>
}

export function createStreamReads(options: StreamReadsOptions): StreamReads {
  const { log, logName, damage, nextTurn } = options
  const statesFor = statesOf(log, logName)
  const changes = changesOf(log, logName)

  async function streamsOf(ids: readonly string[], options: ReadOptions) {
    const states = statesFor(options)
    const { position, values, damaged } = await states({ keys: ids.map(streamKey) }, ids.length)
    options.signal?.throwIfAborted()
    const streams: StreamState[] = []
    const unreadable = [...(damaged ?? [])]
    for (const [index, value] of values.entries()) {
      if (index > 0 && index % parsedAtOnce === 0) await giveWay(options)
      const stream = damage.streamOf(value)
      if (stream === null) unreadable.push(value.key)
      else streams.push(stream)
    }
    return { position, damaged: unreadable, streams }
  }

  async function read(streamId: string): Promise<StreamReading> {
    const { position, damaged, streams } = await streamsOf([streamId], {})
    if (damaged[0] !== undefined) throw stateDamaged(damaged[0])
    const [stream] = streams
    if (stream === undefined) throw streamNotFound(streamId)
    return { stream, position }
  }

  async function list(query: StreamListQuery, given: ReadOptions = {}): Promise<StreamListPage> {
    const options = { nextTurn, ...given }
    const { limit = 50, cursor = '0' } = query
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > longestPage) {
      throw badValue(`limit is ${limit}`, `Use 1 to ${longestPage}.`)
    }
    if (query.cursor !== undefined && !isStreamId(cursor)) {
      throw badValue(
        'the cursor was not issued by this server',
        'Use the nextCursor of the page before.',
      )
    }
    for (;;) {
      const page = await listOnce(query, limit, cursor, options)
      if (page !== null) return page
    }
  }

  /**
   * Reads candidates until the page is full, then reads again whatever the log says has changed meanwhile, as a
   * snapshot does: a page that had to be read without a write in between would never come on a busy server.
   *
   * @returns null when the log started over, or has trimmed the changes.
   */
  async function listOnce(
    query: StreamListQuery,
    limit: number,
    cursor: string,
    options: ReadOptions,
  ): Promise<StreamListPage | null> {
    const { epoch, top } = await log.bounds(logName)
    const from: Position = { epoch, offset: top }
    const found = new Map<string, StreamState>()
    let to = from
    /** Ids up to here have been looked at; null: all there are. */
    let reached: string | null = cursor
    for (let looked = 0; reached !== null && found.size <= limit && looked < mostCandidates; ) {
      if (looked > 0) await giveWay(options)
      // One more than wanted shows whether there is a next page.
      const wanted: number = Math.max(limit + 1 - found.size, 20)
      const ids = await candidateIds(statesFor(options), indexFor(query), reached, wanted)
      const read = await streamsOf(ids, options)
      to = read.position
      for (const stream of read.streams) {
        if (matches(stream, query)) found.set(stream.streamId, stream)
      }
      looked += ids.length
      reached = ids.length < wanted ? null : (ids.at(-1) ?? null)
    }

    const isOfPage = (id: string) =>
      compareStreamIds(id, cursor) > 0 && (reached === null || compareStreamIds(id, reached) <= 0)
    const settled = await settleRead(changes, { from, to }, options, async (changed) => {
      const ids = changed.filter(isOfPage)
      const read = await streamsOf(ids, options)
      for (const id of ids) found.delete(id)
      for (const stream of read.streams) {
        if (matches(stream, query)) found.set(stream.streamId, stream)
      }
      return read.position
    })
    if (settled === null) return null
    const streams = inOrder(found.values())
    if (streams.length <= limit) return { streams, position: settled, nextCursor: reached }
    const page = streams.slice(0, limit)
    return { streams: page, position: settled, nextCursor: page.at(-1)?.streamId ?? null }
  }

  async function snapshot(
    filter: PaymentsFilter,
    given: ReadOptions = {},
  ): Promise<StreamSnapshot> {
    const options = { nextTurn, ...given }
    for (;;) {
      const result = await snapshotOnce(filter, options)
      if (result !== null) return result
    }
  }

  /**
   * Reads everything the filter covers, page by page, then again what has changed meanwhile.
   *
   * @returns null when the log started over, or has trimmed the changes.
   */
  async function snapshotOnce(
    filter: PaymentsFilter,
    options: ReadOptions,
  ): Promise<StreamSnapshot | null> {
    const { epoch, top } = await log.bounds(logName)
    const found = new Map<string, StreamState>()
    const covers = coverOf(filter)
    const take = async (ids: readonly string[]) => {
      const { position, streams } = await streamsOf(ids, options)
      for (const stream of streams) if (covers(stream)) found.set(stream.streamId, stream)
      return position
    }

    const from: Position = { epoch, offset: top }
    let to = from
    for (const index of indexesFor(filter)) {
      for (let after = '0'; ; ) {
        const ids = await candidateIds(statesFor(options), index, after, pageSize)
        to = await take(ids)
        const last = ids.at(-1)
        if (last === undefined || ids.length < pageSize) break
        after = last
        await giveWay(options)
      }
    }
    const named = filter.all ? [] : (filter.streams ?? [])
    for (let n = 0; n < named.length; n += pageSize) {
      to = await take(named.slice(n, n + pageSize))
    }

    const position = await settleRead(changes, { from, to }, options, take)
    return position === null ? null : { position, streams: inOrder(found.values()) }
  }

  return { read, list, snapshot }
}

/** Reads states for a caller, until it leaves. */
function statesOf(log: EventLog, logName: string) {
  return ({ signal }: ReadOptions) =>
    async (query: StateQuery, limit: number) => {
      signal?.throwIfAborted()
      return await log.states(logName, query, limit, signal)
    }
}

/** Which streams an event changes. */
function changesOf(log: EventLog, logName: string): ChangeSource {
  return {
    log,
    logName,
    keysOf: ({ topics }) =>
      topics.flatMap((topic) =>
        topic.startsWith(topicPrefix) ? topic.slice(topicPrefix.length) : [],
      ),
  }
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

function coverOf({ all, streams = [], users = [] }: PaymentsFilter) {
  const ids = new Set(streams)
  const parties = new Set(users)
  return (stream: StreamState): boolean =>
    all === true ||
    ids.has(stream.streamId) ||
    parties.has(stream.sender) ||
    parties.has(stream.recipient)
}

/** Pages come in order of their ids, so little is left to sort. */
function inOrder(streams: Iterable<StreamState>): readonly StreamState[] {
  return [...streams].sort((a, b) => compareStreamIds(a.streamId, b.streamId))
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
