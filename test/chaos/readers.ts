/**
 * The readers of a run, of four kinds: the connection of this package, native EventSource as the package `eventsource` has
 * it, sockets that do what the protocol asks and nothing more, and `@durable-streams/client`. Each reads one log as a whole,
 * for as long as the run lasts, and notes everything in its record.
 */
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { FetchError, stream } from '@durable-streams/client'
import { EventSource } from 'eventsource'
import { createParser } from 'eventsource-parser'
import { createFeedSession } from '../../src/connected-session.ts'
import type { FeedDefinition } from '../../src/feeds/definition.ts'
import { printEventId } from '../../src/protocol/event-id.ts'
import type { DeliveredFrame } from '../../src/protocol/index.ts'
import type { FeedSession } from '../../src/session.ts'
import type { Followed } from '../soak/feeds/soaked-feed.ts'
import { durableUrl } from '../support/durable-reader.ts'
import { controlNames, noteFrame } from './note-frame.ts'
import type { ReaderRecord } from './reader-record.ts'

export interface Reader {
  readonly kind: ReaderKind
  readonly logName: string
  readonly record: ReaderRecord
  /** Of a reader with a store. */
  readonly session: FeedSession | null
  stop(): void
}

export const readerKinds = ['session', 'event-source', 'socket', 'durable'] as const
export type ReaderKind = (typeof readerKinds)[number]

interface Given {
  readonly followed: Followed
  /** Of the proxy that all servers are behind. */
  readonly url: string
  readonly record: ReaderRecord
  readonly random: () => number
}

const longestWaitMs = 1_000

export function openReader(kind: ReaderKind, given: Given): Reader {
  const { logName } = given.followed
  const common = { kind, logName, record: given.record }
  if (kind === 'session') return { ...common, ...followBySession(given) }
  if (kind === 'event-source') return { ...common, session: null, ...followByEventSource(given) }
  if (kind === 'socket') return { ...common, session: null, ...followBySocket(given) }
  return { ...common, session: null, ...followDurably(given) }
}

/** Everything of a log, as a URL. */
function feedUrl(base: string, feed: FeedDefinition): URL {
  const url = new URL(feed.path, base)
  url.searchParams.set('all', 'true')
  if (feed.tenant?.id !== undefined) url.searchParams.set(feed.tenant.parameter, feed.tenant.id)
  return url
}

function followBySession({ followed: { feed }, url, record }: Given) {
  const session = createFeedSession({
    feed,
    url,
    filter: { all: true } as never,
    persist: false,
    minUptimeMs: 200,
    backoff: { capMs: longestWaitMs },
  })
  const { connection } = session
  connection?.onFrames((batch) => {
    for (const frame of batch as readonly DeliveredFrame[]) {
      const id = 'position' in frame && frame.position ? printEventId(frame.position) : null
      if (frame.kind === 'event') record.event(id)
      else if (frame.kind === 'gap') record.gap(frame.from, frame.to, String(frame.reason))
      else if (frame.kind === 'reset') record.reset(id, String(frame.reason))
      // After a reset, its last part is what says where the log continues.
      else record.control(id, frame.kind)
    }
  })
  let wasOpen = false
  const stopWatching = connection?.subscribe(() => {
    const { status } = connection.getSnapshot()
    const isOpen = status === 'open'
    if (wasOpen && !isOpen) record.disconnected()
    // Whether it is recovered is what the frames after it say.
    if (!wasOpen && isOpen) record.connected(false)
    wasOpen = isOpen
  })
  session.start()
  return {
    session,
    stop() {
      stopWatching?.()
      session.stop()
    },
  }
}

function followByEventSource({ followed: { feed }, url, record, random }: Given) {
  const names = [...controlNames, ...Object.keys(feed.events)]
  let source: EventSource
  let isStopped = false
  let cursor: string | null = null
  const open = () => {
    const at = feedUrl(url, feed)
    if (cursor !== null) at.searchParams.set('lastEventId', cursor)
    source = new EventSource(at)
    // An id counts from the frame that has it; later frames without one repeat it.
    let seen = cursor ?? ''
    for (const name of names) {
      source.addEventListener(name, ({ data, lastEventId }) => {
        const id = lastEventId !== seen && lastEventId !== '' ? lastEventId : null
        seen = lastEventId
        cursor = lastEventId === '' ? cursor : lastEventId
        noteFrame(record, name, String(data), id)
      })
    }
    source.addEventListener('error', () => {
      record.disconnected()
      // It gives up for good when it is refused.
      if (source.readyState !== source.CLOSED || isStopped) return
      void sleep(random() * longestWaitMs).then(() => isStopped || open())
    })
  }
  open()
  return {
    stop() {
      isStopped = true
      source.close()
    },
  }
}

function followBySocket({ followed: { feed }, url, record, random }: Given) {
  let isStopped = false
  let cursor: string | null = null
  let leave = () => {}
  const read = () =>
    new Promise<void>((resolve) => {
      const headers = cursor === null ? {} : { 'last-event-id': cursor }
      const outgoing = request(feedUrl(url, feed), { headers, agent: false }, (answer) => {
        if (answer.statusCode !== 200) {
          answer.resume()
          resolve()
          return
        }
        const parser = createParser({
          onEvent({ event = 'message', data, id }) {
            if (id !== undefined) cursor = id
            noteFrame(record, event, data, id ?? null)
          },
        })
        answer.setEncoding('utf8')
        answer.on('data', (text: string) => parser.feed(text))
        answer.on('close', () => resolve())
        // Longer than the server may be silent: half-open, or frozen.
        outgoing.setTimeout(4_000, () => outgoing.destroy())
      })
      outgoing.setTimeout(4_000, () => outgoing.destroy())
      outgoing.on('error', () => resolve())
      leave = () => {
        outgoing.destroy()
        resolve()
      }
      outgoing.end()
    })
  void (async () => {
    while (!isStopped) {
      await read()
      record.disconnected()
      await sleep(random() * longestWaitMs)
    }
  })()
  return {
    stop() {
      isStopped = true
      leave()
    },
  }
}

function followDurably({ followed: { feed }, url, record, random }: Given) {
  const leaving = new AbortController()
  const { signal } = leaving
  const live = random() < 0.5 ? ('long-poll' as const) : ('sse' as const)
  const at = durableUrl(url, feed, feed.tenant?.id)
  const backoffOptions = {
    initialDelay: 20,
    maxDelay: longestWaitMs,
    multiplier: 1.5,
    maxRetries: 3,
  }
  let offset = '-1'
  const read = async () => {
    const settings = { url: at, live, offset, signal, backoffOptions, warnOnHttp: false }
    const reading = await stream<{ id: string; type: string; data: unknown }>(settings)
    record.connected(offset !== '-1')
    reading.subscribeJson((batch) => {
      for (const { id, type, data } of batch.items) {
        const gap = data as { from: number; to: number; reason: string }
        if (type === 'gap') record.gap(gap.from, gap.to, gap.reason)
        else record.event(id)
      }
      offset = batch.offset
    })
    await reading.closed
  }
  void (async () => {
    while (!signal.aborted) {
      await read().catch((error: unknown) => {
        // What it asks for is gone: everything that is kept is read again.
        if (!(error instanceof FetchError) || error.status !== 410) return
        record.reset(null, 'offset_gone')
        offset = '-1'
      })
      if (signal.aborted) return
      record.disconnected()
      await sleep(random() * longestWaitMs)
    }
  })()
  return { stop: () => leaving.abort() }
}
