/**
 * The readers of a run. A page has the real session, with its store; a plain reader does what the protocol asks and
 * nothing more, so it sees what the client of this package would hide, such as an event that comes twice. Both change
 * their filters, leave and return.
 */
import { createParser } from 'eventsource-parser'
import { createFeedSession } from '../../src/connected-session.ts'
import type { FeedDefinition } from '../../src/feeds/definition.ts'
import { printTopics, topicsOfFilter } from '../../src/feeds/filter-query.ts'
import type { FetchLike, Platform } from '../../src/platform/ports.ts'
import { printEventId } from '../../src/protocol/event-id.ts'
import type { DeliveredFrame } from '../../src/protocol/index.ts'
import { intersectTopics, type TopicSet } from '../../src/protocol/topic-set.ts'
import type { FeedSession } from '../../src/session.ts'
import { noteFrame } from '../chaos/note-frame.ts'
import { createReaderRecord, type History, type ReaderRecord } from '../chaos/reader-record.ts'
import type { Followed } from '../soak/feeds/soaked-feed.ts'
import type { Truth } from './truth.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface SimulatedReader {
  readonly name: string
  readonly logName: string
  readonly record: ReaderRecord
  /** Null for a plain reader. */
  readonly session: FeedSession | null
  /** What it follows now. */
  topics(): TopicSet
  setFilter(filter: object): void
  /** Leaves, and returns after a while. */
  pause(ms: number): void
  stop(): void
}

export interface ReaderOptions {
  readonly name: string
  readonly followed: Followed
  readonly filter: object
  readonly time: VirtualTime
  readonly random: () => number
  readonly fetch: FetchLike
  readonly truth: Truth
  readonly history: History
}

export const origin = 'http://servers.test'
/** Longer than a server may be silent. */
const patienceMs = 1_600

function recordOf(options: ReaderOptions, owed: () => TopicSet): ReaderRecord {
  const { name, followed, time, truth, history } = options
  const { logName } = followed
  return createReaderRecord({
    ...{ name, logName, history, nowMs: time.nowMs },
    firstOwed: truth.owedTo(logName, owed),
  })
}

export function openPage(options: ReaderOptions): SimulatedReader {
  const { followed, time, random, fetch, name } = options
  const { feed, logName } = followed
  const topicsOf = (filter: object) => topicsOfFilter(feed.filter, filter)
  let wanted = topicsOf(options.filter)
  /** What was followed and covered the whole time since the last frame. */
  let owed: TopicSet = []
  const record = recordOf(options, () => owed)
  const { platform, page } = platformOf(time, random, fetch)
  const session = createFeedSession({
    ...{ feed, url: origin, filter: options.filter as never, platform },
    persist: false,
    minUptimeMs: 200,
    backoff: { baseMs: 100, capMs: 400 },
    // A connection of which nothing arrives is replaced by polls.
    poll: { afterMs: 1_000, directAfterMs: 2_000 },
  })
  const connection = session.connection as NonNullable<typeof session.connection>
  connection.onFrames((batch) => {
    owed = intersectTopics(intersectTopics(owed, connection.coverage()), wanted)
    for (const frame of batch as readonly DeliveredFrame[]) noteDelivered(record, frame)
    owed = intersectTopics(connection.coverage(), wanted)
  })
  session.start()
  return {
    ...{ name, logName, record, session: session as unknown as FeedSession },
    topics: () => wanted,
    setFilter(filter) {
      wanted = topicsOf(filter)
      owed = intersectTopics(owed, wanted)
      session.setFilter(filter as never)
    },
    pause(ms) {
      if (random() < 0.5) {
        page.setOnline(false)
        time.after(ms, () => page.setOnline(true))
        return
      }
      connection.close()
      time.after(ms, () => connection.open())
    },
    stop: () => session.stop(),
  }
}

function noteDelivered(record: ReaderRecord, frame: DeliveredFrame): void {
  const id = 'position' in frame && frame.position ? printEventId(frame.position) : null
  if (frame.kind === 'event') record.event(id)
  else if (frame.kind === 'gap') record.gap(frame.from, frame.to, String(frame.reason))
  else if (frame.kind === 'reset') record.reset(id, String(frame.reason))
  else record.control(id, frame.kind)
}

/** A page in the foreground, which may be offline. */
function platformOf(time: VirtualTime, random: () => number, fetch: FetchLike) {
  let isOnline = true
  const listeners = new Set<() => void>()
  const platform: Platform = {
    clock: time.clock,
    timers: time.timers,
    random: { next: random },
    frames: { request: (run) => time.after(16, () => run(time.nowMs())) },
    page: {
      isHidden: () => false,
      isOnline: () => isOnline,
      isFrozen: () => false,
      subscribe(run) {
        const listener = () => run()
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    fetch,
    storage: { read: () => null, write() {} },
    mark() {},
  }
  const page = {
    setOnline(value: boolean) {
      isOnline = value
      for (const listener of [...listeners]) listener()
    },
  }
  return { platform, page }
}

export function openPlainReader(options: ReaderOptions): SimulatedReader {
  const { followed, time, random, fetch, name } = options
  const { feed, logName } = followed
  let wanted = topicsOfFilter(feed.filter, options.filter)
  /** Of the request that is being read. */
  let owed = wanted
  const record = recordOf(options, () => owed)
  let cursor: string | null = null
  let isStopped = false
  let restMs = 0
  let leave = () => {}

  async function read(): Promise<void> {
    const caller = new AbortController()
    leave = () => caller.abort()
    owed = wanted
    let isSilent = time.after(patienceMs, leave)
    const headers: Record<string, string> = cursor === null ? {} : { 'last-event-id': cursor }
    const response = await fetch(urlOf(feed, wanted), { headers, signal: caller.signal })
    const parser = createParser({
      onEvent({ event = 'message', data, id }) {
        if (id !== undefined) cursor = id
        noteFrame(record, event, data, id ?? null)
      },
    })
    if (response.status !== 200 || response.body === null) return caller.abort()
    const decoder = new TextDecoder()
    const reader = response.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      isSilent()
      if (done || caller.signal.aborted) return
      isSilent = time.after(patienceMs, leave)
      parser.feed(decoder.decode(value, { stream: true }))
    }
  }

  void (async () => {
    while (!isStopped) {
      await read().catch(() => {})
      record.disconnected()
      await time.sleep(20 + random() * 200 + restMs)
      restMs = 0
    }
  })()
  return {
    ...{ name, logName, record, session: null },
    topics: () => wanted,
    setFilter(filter) {
      wanted = topicsOfFilter(feed.filter, filter)
      leave()
    },
    pause(ms) {
      restMs = ms
      leave()
    },
    stop() {
      isStopped = true
      leave()
    },
  }
}

function urlOf(feed: FeedDefinition, topics: TopicSet): string {
  const url = new URL(feed.path, origin)
  url.search = String(printTopics(feed.filter, topics))
  if (feed.tenant?.id !== undefined) url.searchParams.set(feed.tenant.parameter, feed.tenant.id)
  return String(url)
}
