/**
 * A server with one log and several payment streams, small enough to be obviously right: for the tests of
 * shared connections, where every tab has another filter. Follows PROTOCOL.md for filters, replay, gap,
 * reset and snapshots, and misbehaves on request. The deposit of a stream is the number of its events, so
 * that a test can compare it with the number of events received.
 */
import { topicsOfEvent } from '../../src/feeds/definition.ts'
import { parseSubscribeQuery, type SnapshotRequest } from '../../src/feeds/filter-query.ts'
import { printAccountAddress } from '../../src/feeds/payments/address.ts'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { type Position, parseEventId } from '../../src/protocol/event-id.ts'
import { allTopic, type TopicSet } from '../../src/protocol/topic-set.ts'
import type { FakeFeed, FakeRequest, FakeStream } from '../support/fake-feed.ts'
import { printPaymentsFrame, type SentPaymentsFrame } from '../support/payments-frames.ts'
import { streamWith } from './log-server.ts'

/** Valid account addresses. */
export const accounts = [1, 2, 3, 4, 5].map((n) => printAccountAddress(new Uint8Array(32).fill(n)))

export interface LoggedEvent {
  readonly position: Position
  readonly event: PaymentEvent
  readonly topics: readonly string[]
}

export interface PartyLogServer {
  epoch(): string
  top(): number
  /** Every event of this epoch, including trimmed ones. */
  readonly log: readonly LoggedEvent[]
  /** How many events a stream has had. */
  count(streamId: string): number
  streamsOf(topics: TopicSet): readonly string[]
  matches(topics: TopicSet, entry: LoggedEvent): boolean
  /** @returns its id. */
  create(sender: number, recipient: number): string
  /** One more event of a stream. */
  append(streamId: string): void
  ping(): void
  /** Its log is out of reach, or is back. */
  setDegraded(isDegraded: boolean): void
  cutNow(how: 'end' | 'fail'): void
  /** The next connection breaks after this many bytes. */
  cutNextAfter(bytes: number): void
  goodbye(afterMs: number): void
  trim(keep: number): void
  newEpoch(): void
  /** Answers requests instead of the log; null restores the log. */
  intercept: ((request: FakeRequest) => boolean) | null
  /** Raw text to every connection. */
  write(text: string): void
}

interface OpenConnection {
  readonly topics: ReadonlySet<string>
  delivered: number
  write(frame: SentPaymentsFrame): void
  send(text: string): void
  close(how: 'end' | 'fail'): void
}

const maxReplay = 30

export function createPartyLogServer(feed: FakeFeed): PartyLogServer {
  const connections = new Set<OpenConnection>()
  let epochs = 1
  let log: LoggedEvent[] = []
  let oldest = 1
  let degradation: { readonly degraded?: string } = {}
  let cutAfter = Number.POSITIVE_INFINITY
  const streams = new Map<string, StreamState>()
  const epoch = () => `e${epochs}`
  const at = (offset: number): Position => ({ epoch: epoch(), offset })

  function record(event: PaymentEvent): void {
    const stream = streams.get(event.streamId)
    if (!stream) throw new Error(`There is no stream ${event.streamId}.`)
    const entry = {
      position: at(log.length + 1),
      event,
      topics: topicsOfEvent(payments, event, stream),
    }
    log.push(entry)
    for (const connection of [...connections]) deliver(connection, entry)
  }

  function deliver(connection: OpenConnection, { event, position, topics }: LoggedEvent): void {
    if (!topics.some((topic) => connection.topics.has(topic))) return
    connection.delivered++
    connection.write({ kind: 'event', event, position })
  }

  function covers(requested: TopicSet, stream: StreamState): boolean {
    return (
      requested.includes(allTopic) ||
      requested.includes(`stream:${stream.streamId}`) ||
      requested.includes(`user:${stream.sender}`) ||
      requested.includes(`user:${stream.recipient}`)
    )
  }

  function snapshotOf(requested: TopicSet): readonly SentPaymentsFrame[] {
    const covered = [...streams.values()].filter((stream) => covers(requested, stream))
    const half = Math.ceil(covered.length / 2)
    const state = { kind: 'snapshot', readAt: at(log.length), parts: 2, skipped: 0 } as const
    return [
      { ...state, part: 1, position: null, items: covered.slice(0, half) },
      { ...state, part: 2, position: at(log.length), items: covered.slice(half) },
    ]
  }

  function join(
    connection: OpenConnection,
    requested: TopicSet,
    snapshot: SnapshotRequest,
    cursor: string | null,
  ): void {
    const position = cursor === null ? null : parseEventId(cursor)
    const top = log.length
    const greet = (id: Position | null, recovered: boolean, replayed: number) =>
      connection.write({
        kind: 'connected',
        clientId: 'c',
        position: id,
        recovered,
        replayed,
        pingMs: 15_000,
        time: 1,
        ...degradation,
      })
    const sendPart = (part: TopicSet) => {
      for (const frame of snapshotOf(part)) connection.write(frame)
    }
    const sendEverything = () => (snapshot === false ? undefined : sendPart(requested))
    const idOfBreak = snapshot === false ? at(top) : null
    if (cursor === null) {
      greet(snapshot === false ? at(top) : null, false, 0)
      sendEverything()
    } else if (position === null || position.epoch !== epoch() || position.offset > top) {
      greet(position, false, 0)
      const reason =
        position === null ? 'bad_cursor' : position.epoch === epoch() ? 'ahead' : 'epoch'
      connection.write({ kind: 'reset', reason, position: idOfBreak })
      sendEverything()
    } else if (position.offset + 1 < oldest || top - position.offset > maxReplay) {
      greet(position, false, 0)
      const reason = position.offset + 1 < oldest ? 'trimmed' : 'too_far'
      connection.write({
        kind: 'gap',
        from: position.offset + 1,
        to: top,
        reason,
        position: idOfBreak,
      })
      sendEverything()
    } else {
      const replay = log
        .slice(position.offset)
        .filter(({ topics }) => topics.some((topic) => connection.topics.has(topic)))
      greet(position, true, replay.length)
      for (const entry of replay) deliver(connection, entry)
      if (snapshot === 'always') sendPart(requested)
      else if (typeof snapshot === 'object') sendPart(snapshot)
    }
  }

  const server: PartyLogServer = {
    epoch,
    top: () => log.length,
    get log() {
      return log
    },
    count: (streamId) => Number(streams.get(streamId)?.depositedAmount ?? 0n),
    streamsOf: (requested) =>
      [...streams.values()].filter((stream) => covers(requested, stream)).map((s) => s.streamId),
    matches(requested, { topics }) {
      return topics.some((topic) => requested.includes(topic))
    },
    create(sender, recipient) {
      const streamId = String(streams.size + 1)
      const {
        withdrawnAmount: _,
        lastUpdateTime: _at,
        status: _status,
        pausedAt: _p,
        ...terms
      } = {
        ...streamWith(1),
        streamId,
        sender: accounts[sender] ?? '',
        recipient: accounts[recipient] ?? '',
      }
      streams.set(streamId, { ...streamWith(1), ...terms })
      record({ type: 'stream.created', ...terms })
      return streamId
    },
    append(streamId) {
      const before = streams.get(streamId)
      if (!before) return
      const depositedAmount = before.depositedAmount + 1n
      streams.set(streamId, { ...before, depositedAmount })
      record({
        type: 'stream.topped_up',
        streamId,
        amount: 1n,
        newDepositedAmount: depositedAmount,
      })
    },
    ping() {
      for (const connection of [...connections]) {
        connection.write({
          kind: 'ping',
          time: 1,
          delivered: connection.delivered,
          ...degradation,
          position: at(log.length),
        })
      }
    },
    setDegraded(isDegraded) {
      degradation = isDegraded ? { degraded: 'log_unavailable' } : {}
      if (!isDegraded) return server.ping()
      for (const connection of [...connections]) {
        connection.write({ kind: 'degraded', reason: 'log_unavailable' })
      }
    },
    cutNow(how) {
      for (const connection of [...connections]) connection.close(how)
    },
    cutNextAfter(bytes) {
      cutAfter = bytes
    },
    goodbye(afterMs) {
      for (const connection of [...connections]) {
        connection.write({ kind: 'reconnect', afterMs, reason: 'draining' })
        connection.close('end')
      }
    },
    trim(keep) {
      oldest = Math.max(oldest, log.length - keep + 1)
    },
    newEpoch() {
      epochs++
      log = []
      oldest = 1
      for (const [id, stream] of streams) streams.set(id, { ...stream, depositedAmount: 0n })
      for (const connection of [...connections]) connection.close('end')
    },
    intercept: null,
    write(text) {
      for (const connection of [...connections]) connection.send(text)
    },
  }

  feed.onRequest = (request) => {
    if (server.intercept?.(request)) return
    const query = parseSubscribeQuery(documentedPayments.filter, request.url.searchParams)
    if (!query.ok) {
      request.answer(query.problem.status, JSON.stringify(query.problem))
      return
    }
    const connection = connectionOf(request.accept(), new Set(query.topics))
    connections.add(connection)
    request.signal.addEventListener('abort', () => connections.delete(connection), { once: true })
    join(connection, query.topics, query.snapshot, request.headers.get('last-event-id'))
  }

  function connectionOf(stream: FakeStream, topics: ReadonlySet<string>): OpenConnection {
    let left = cutAfter
    cutAfter = Number.POSITIVE_INFINITY
    const encoder = new TextEncoder()
    const connection: OpenConnection = {
      topics,
      delivered: 0,
      write: (frame) => connection.send(printPaymentsFrame(frame)),
      send(text) {
        if (!connections.has(connection)) return
        const bytes = encoder.encode(text)
        stream.send(bytes.subarray(0, left))
        left -= bytes.length
        if (left <= 0) connection.close('fail')
      },
      close(how) {
        connections.delete(connection)
        stream[how]()
      },
    }
    return connection
  }

  return server
}
