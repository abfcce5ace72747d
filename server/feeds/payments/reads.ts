/**
 * The reads of the payments feed. Each answer says the position it was read at, so that a page can
 * join it with live events without a hole and without a duplicate.
 */
import { topicsOfFilter } from '../../../src/feeds/filter-query.ts'
import { paymentEventTypes } from '../../../src/feeds/payments/events.ts'
import { payments } from '../../../src/feeds/payments/payments.ts'
import { printStreamState } from '../../../src/feeds/payments/stream-state.ts'
import { printBaseUnits } from '../../../src/money/amount.ts'
import { parseEventId, printEventId } from '../../../src/protocol/event-id.ts'
import { maxTopics } from '../../../src/protocol/topic-set.ts'
import { expectNoneForbidden } from '../../auth/scopes.ts'
import { isOwn } from '../../hub/subscription.ts'
import { readAccount, readStreamId } from '../../ledger/command-fields.ts'
import type { Ledger } from '../../ledger/commands.ts'
import type { EventLog, LogEntry } from '../../log/event-log.ts'
import { refuse } from '../../ops/problem-response.ts'
import { checkQuery, readLimit, readWord } from '../../ops/request-fields.ts'
import type { Handler, RouteContext } from '../../ops/route.ts'
import { queryOf } from '../../ops/routes.ts'
import type { ReadOptions } from '../../ops/turns.ts'
import type { RouteHost } from '../server-feed.ts'
import { readSecondsText } from './request-fields.ts'
import { expectVisible, forbiddenTopicsOf, ownTopicsOf } from './rights.ts'

const longestPage = 1_000
const usualPage = 50
const statuses = ['active', 'paused', 'cancelled', 'completed'] as const

/** What a read needs of its feed's host. */
type ReadHost = Pick<RouteHost, 'identify' | 'answerList' | 'nextTurn'>

function readOptions(host: ReadHost, context: RouteContext): ReadOptions {
  return { signal: context.req.raw.signal, nextTurn: host.nextTurn }
}

/** `GET /streams`. */
export function listStreams(host: ReadHost, ledger: Ledger): Handler {
  return async (context) => {
    const identity = await host.identify(context.req.raw)
    const query = queryOf(context)
    checkQuery(query, ['sender', 'recipient', 'status', 'limit', 'cursor'])
    const sender = query.get('sender')
    const recipient = query.get('recipient')
    const status = query.get('status')
    const cursor = query.get('cursor')
    const conditions = {
      ...(sender === null ? {} : { sender: readAccount(sender, 'sender') }),
      ...(recipient === null ? {} : { recipient: readAccount(recipient, 'recipient') }),
      ...(status === null ? {} : { status: readWord(status, 'status', statuses) }),
      ...(cursor === null ? {} : { cursor: readStreamId(cursor, 'cursor') }),
      limit: readLimit(query.get('limit'), longestPage, usualPage),
      // A list is filtered, not refused: conditions say what is wanted of what the caller may see.
      ...(ownTopicsOf(identity) === null ? {} : { party: identity.subject ?? '' }),
    }
    const page = await ledger.list(conditions, readOptions(host, context))
    return host.answerList(context, {
      name: 'streams',
      items: page.streams,
      print: (stream) => printStreamState(stream),
      rest: { position: printEventId(page.position), nextCursor: page.nextCursor },
    })
  }
}

/** `GET /streams/:id`. */
export function readStream(host: ReadHost, ledger: Ledger): Handler {
  return async (context) => {
    checkQuery(queryOf(context), [])
    const identity = await host.identify(context.req.raw)
    const { stream, position } = await ledger.read(idOf(context))
    expectVisible(identity, stream)
    return context.json(printStreamState(stream, position))
  }
}

/** `GET /streams/:id/claimable?at=`. */
export function readClaimable(host: ReadHost, ledger: Ledger): Handler {
  return async (context) => {
    const query = queryOf(context)
    checkQuery(query, ['at'])
    const streamId = idOf(context)
    const at = query.get('at')
    const identity = await host.identify(context.req.raw)
    if (ownTopicsOf(identity) !== null) {
      expectVisible(identity, (await ledger.read(streamId)).stream)
    }
    const reading = await ledger.claimable(
      streamId,
      at === null ? undefined : readSecondsText(at, 'at'),
    )
    return context.json({
      streamId: reading.streamId,
      claimable: printBaseUnits(reading.claimable),
      at: reading.at,
      position: printEventId(reading.position),
    })
  }
}

/** `GET /events`: what happened, newest first. */
export function listEvents(
  host: ReadHost,
  ledger: Ledger,
  log: EventLog,
  logName: string,
): Handler {
  return async (context) => {
    const query = queryOf(context)
    checkQuery(query, ['limit', 'cursor'], ['users', 'streams', 'type'])
    const users = query.getAll('users').map((value) => readAccount(value, 'users'))
    const streams = query.getAll('streams').map((value) => readStreamId(value, 'streams'))
    const types = query.getAll('type').map((value) => readWord(value, 'type', paymentEventTypes))
    const limit = readLimit(query.get('limit'), longestPage, usualPage)
    const named = topicsOfFilter(payments.filter, { users, streams })
    const identity = await host.identify(context.req.raw)
    const own = ownTopicsOf(identity)
    // Without conditions: everything that the caller may see.
    const topics = named.length === 0 && own !== null ? own : named
    if (topics.length > maxTopics) {
      throw refuse(
        'too_many_topics',
        `The query names ${topics.length} users and streams and ${maxTopics} are allowed. Ask for fewer.`,
      )
    }
    expectNoneForbidden(await forbiddenTopicsOf(ledger, identity, topics))
    // Before the entries: what is appended in between is then listed and above the position, which
    // a reader recognises by its id; in the other order it would be in neither.
    const { epoch, top } = await log.bounds(logName)
    const before = readHistoryCursor(query.get('cursor'), epoch)
    const { entries, nextBefore } = await log.latest(
      logName,
      {
        limit,
        ...(topics.length === 0 ? {} : { topics }),
        ...(types.length === 0 ? {} : { types }),
        ...(before === null ? {} : { before }),
      },
      context.req.raw.signal,
    )
    return host.answerList(context, {
      name: 'events',
      // A stream that did not exist when the topics were checked belongs to its parties all the same.
      items: entries.filter((entry) => isOwn(entry, { ownTopics: own })),
      print: printEntry,
      rest: {
        position: printEventId({ epoch, offset: top }),
        nextCursor: nextBefore === null ? null : printEventId({ epoch, offset: nextBefore }),
      },
    })
  }
}

function printEntry(entry: LogEntry) {
  return {
    id: printEventId(entry.position),
    type: entry.type,
    time: entry.atMs,
    data: readData(entry),
  }
}

/** Null for an event whose body cannot be read: it must not hide those next to it. */
function readData({ data }: LogEntry): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}

function readHistoryCursor(text: string | null, epoch: string): number | null {
  if (text === null) return null
  const position = parseEventId(text)
  if (position !== null && position.epoch === epoch) return position.offset
  throw refuse(
    'bad_value',
    'The value of cursor does not belong to this history. Start again without it.',
  )
}

function idOf(context: RouteContext): string {
  return readStreamId(context.req.param('id') ?? '', 'the path')
}
