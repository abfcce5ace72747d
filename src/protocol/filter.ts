/**
 * What a subscriber asks for: filter ⇄ query, and the topics that filters and events meet on.
 * Decides nothing about rights, and a cursor is only passed on here: whatever it holds, it is
 * answered in-band, because a browser cannot drop it.
 */
import { isAccountAddress, isStreamId } from './address.ts'
import { createProblem, type Problem, type ProblemCode, quoteValue } from './errors.ts'
import type { PaymentEvent } from './events.ts'

/** The union of everything named here. A filter that names nothing is refused by the server. */
export interface PaymentsFilter {
  /** Every payment stream. Default false. */
  readonly all?: boolean
  /** Ids of payment streams (decimal u64). */
  readonly streams?: readonly string[]
  /** Accounts (`G…`): every payment stream they send or receive. */
  readonly users?: readonly string[]
}

/**
 * What state a subscriber wants in its feed. `true`: everything the filter covers, whenever it cannot go
 * on from its cursor. `always`: the same, and also where it can. A filter: this part of it, also where
 * it can go on; everything where it cannot.
 */
export type SnapshotWish = boolean | 'always' | Omit<PaymentsFilter, 'all'>

/** A subscription request that can be served. */
export interface SubscribeRequest {
  /** Without duplicates; `all` only when true, lists only when not empty. */
  readonly filter: PaymentsFilter
  /** The filter's topics, at most {@link maxTopics}. */
  readonly topics: readonly string[]
  readonly snapshot: SnapshotWish
  /** The cursor, unchecked and unbounded; the header wins over it. */
  readonly lastEventId?: string
  /** `inline`: errors come as a 200 with `event: rejected`. Default `status`. */
  readonly errors: 'status' | 'inline'
  /** A single-use ticket in place of a bearer token. */
  readonly ticket?: string
}

/** What {@link parseSubscribeQuery} answers. */
export type SubscribeQuery =
  | ({ readonly ok: true } & SubscribeRequest)
  | { readonly ok: false; readonly problem: Problem }

/** What one subscription may name; a query that names more is refused whole. */
export const maxTopics = 100

/** The topic of {@link PaymentsFilter.all}; every event has it. */
export const allTopic = 'all'

const repeatable = new Set(['streams', 'users', 'snapshot'])
const single = new Set(['all', 'lastEventId', 'errors', 'ticket'])

/**
 * The query of a filter. `parseSubscribeQuery` reads the same filter back, apart from duplicates,
 * empty lists and `all: false`, which say nothing.
 */
export function printFilter(filter: PaymentsFilter): URLSearchParams {
  const query = new URLSearchParams()
  if (filter.all) query.append('all', 'true')
  for (const id of filter.streams ?? []) query.append('streams', id)
  for (const address of filter.users ?? []) query.append('users', address)
  return query
}

/** The values of `snapshot` for a wish; none for `false`. */
export function printSnapshot(wish: SnapshotWish): readonly string[] {
  if (typeof wish !== 'object') return wish === false ? [] : [String(wish)]
  const { streams = [], users = [] } = wish
  return [[...streams, ...users].join(',')].filter((list) => list !== '')
}

/** The topics a subscriber with this filter listens to, without duplicates. */
export function topicsOf(filter: PaymentsFilter): readonly string[] {
  return unique([
    ...(filter.all ? [allTopic] : []),
    ...(filter.streams ?? []).map(streamTopic),
    ...(filter.users ?? []).map(userTopic),
  ])
}

/** The topics an event belongs to, without duplicates: all, its stream, and both parties. */
export function topicsOfEvent(
  event: PaymentEvent,
  parties: { readonly sender: string; readonly recipient: string },
): readonly string[] {
  return unique([
    allTopic,
    streamTopic(event.streamId),
    userTopic(parties.sender),
    userTopic(parties.recipient),
  ])
}

/** The topic of one payment stream. */
export function streamTopic(streamId: string): string {
  return `stream:${streamId}`
}

/** The topic of one account. */
export function userTopic(address: string): string {
  return `user:${address}`
}

/**
 * Reads the query of `GET /events/subscribe`. Mistakes are answered, never guessed around: a typo
 * that was ignored would be a subscriber who waits for ever.
 */
export function parseSubscribeQuery(query: URLSearchParams): SubscribeQuery {
  for (const name of new Set(query.keys())) {
    if (repeatable.has(name)) continue
    if (!single.has(name)) {
      return refuse(
        'unknown_parameter',
        `The parameter ${quoteValue(name)} is not known. ` +
          `Use ${[...repeatable, ...single].join(', ')}.`,
      )
    }
    // Twice the same cursor is still a cursor: the first one counts.
    if (name !== 'lastEventId' && query.getAll(name).length > 1) {
      return refuse('repeated_parameter', `The parameter ${name} has several values. Give one.`)
    }
  }

  const isAll = parseBoolean(query.get('all') ?? 'false')
  if (isAll === null) {
    return refuse('bad_boolean', 'The value of all cannot be read. Use true, false, 1 or 0.')
  }
  const errors = query.get('errors') ?? 'status'
  if (errors !== 'status' && errors !== 'inline') {
    return refuse('bad_value', 'The value of errors is not known. Use status or inline.')
  }
  const streams = unique(query.getAll('streams'))
  const badStream = streams.find((id) => !isStreamId(id))
  if (badStream !== undefined) return refuseStreamId('streams', badStream)
  const users = unique(query.getAll('users'))
  const badUser = users.find((address) => !isAccountAddress(address))
  if (badUser !== undefined) {
    return refuse(
      'bad_address',
      `The value ${quoteValue(badUser)} in users is not a Stellar account. ` +
        'Use G and 55 more characters, with a valid checksum.',
    )
  }
  const snapshot = parseSnapshot(query.getAll('snapshot'))
  if ('ok' in snapshot) return snapshot

  const filter: PaymentsFilter = {
    ...(isAll ? { all: true } : {}),
    ...(streams.length > 0 ? { streams } : {}),
    ...(users.length > 0 ? { users } : {}),
  }
  const topics = topicsOf(filter)
  if (topics.length === 0) {
    return refuse('filter_required', 'The query names nothing. Add streams, users or all=true.')
  }
  if (topics.length > maxTopics) return refuseTooMany(topics.length)

  const lastEventId = query.get('lastEventId')
  const ticket = query.get('ticket')
  return {
    ok: true,
    filter,
    topics,
    snapshot: snapshot.wanted,
    ...(lastEventId ? { lastEventId } : {}),
    errors,
    ...(ticket === null ? {} : { ticket }),
  }
}

type Refusal = Extract<SubscribeQuery, { ok: false }>

/** `1` and `0` are ids here, not booleans: a list of one id must mean that id. */
function parseSnapshot(values: readonly string[]): Refusal | { readonly wanted: SnapshotWish } {
  const [only = 'false', ...others] = values
  if (others.length === 0 && (only === 'true' || only === 'false'))
    return { wanted: only === 'true' }
  if (others.length === 0 && only === 'always') return { wanted: only }
  const names = unique(values.flatMap((value) => value.split(',')))
  const streams = names.filter(isStreamId)
  const users = names.filter(isAccountAddress)
  const bad = names.find((name) => !isStreamId(name) && !isAccountAddress(name))
  if (bad !== undefined) return refuseSnapshot(bad)
  return names.length > maxTopics ? refuseTooMany(names.length) : { wanted: { streams, users } }
}

function parseBoolean(text: string): boolean | null {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  return null
}

function refuseStreamId(name: string, value: string): Refusal {
  return refuse(
    'bad_stream_id',
    `The value ${quoteValue(value)} in ${name} is not a stream id. ` +
      'Use a decimal number from 0 to 18446744073709551615, and repeat the parameter.',
  )
}

function refuseSnapshot(value: string): Refusal {
  return refuse(
    'bad_stream_id',
    `The value ${quoteValue(value)} in snapshot is neither a stream id nor a Stellar account. ` +
      'Use these, several with commas, or true, or always.',
  )
}

function refuseTooMany(count: number): Refusal {
  return refuse(
    'too_many_topics',
    `The query names ${count} topics and ${maxTopics} are allowed. ` +
      'Subscribe to users instead of single streams, or use several connections.',
  )
}

function refuse(code: ProblemCode, detail: string): Refusal {
  return { ok: false, problem: createProblem(code, detail) }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}
