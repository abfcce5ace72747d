/**
 * The part of the contract that needs a server: the real application in this process, with the real
 * client in front of it, joined by `fetch`. No socket, no mock of either.
 */

import { serveFeed } from '../../server/feeds/server-feed.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { createFeedSession } from '../connected-session.ts'
import { createConnection } from '../connection/client.ts'
import type { ServableFeed } from '../feeds/definition.ts'
import { endpointOf } from '../feeds/endpoint.ts'
import { forTenant } from '../feeds/tenant.ts'
import { createMockServer } from '../mocks/mock-server.ts'
import { systemClock } from '../platform/system.ts'
import type { Position } from '../protocol/event-id.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import { allTopic } from '../protocol/topic-set.ts'
import { isSameValue } from '../store/same-value.ts'
import { type ContractCase, examplesOf, fail, keepAll } from './feed-contract.ts'

const patienceMs = 5000

/** The cases that need a server. */
export function wiredCases(feed: ServableFeed): readonly ContractCase[] {
  return [
    {
      name: 'a subscriber receives published events, in order, each once',
      run: () => withServer(feed, checkDelivery),
    },
    {
      name: 'a subscriber that returns receives exactly what it missed',
      run: () => withServer(feed, checkResume),
    },
    {
      name: 'a bad query is answered with a problem',
      run: () => withServer(feed, checkProblem),
    },
    ...(feed.state
      ? [
          {
            name: 'a store that joins late has the same items as one that was there',
            run: () => withServer(feed, checkLateStore),
          },
        ]
      : []),
  ]
}

/** Whose events these are, where a feed has tenants. */
const tenant = 'contract'

interface World {
  /** As a page has it: bound to a tenant where it has any. */
  readonly feed: ServableFeed
  readonly publish: (event: FeedEvent) => Promise<Position>
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>
  readonly url: string
}

async function withServer(
  feed: ServableFeed,
  check: (world: World) => Promise<void>,
): Promise<void> {
  const served = serveFeed(feed, { log: memoryLog() })
  const server = createMockServer({ feeds: [served] })
  try {
    const isOfTenant = feed.tenant !== undefined
    await check({
      feed: isOfTenant ? forTenant(feed, tenant) : feed,
      publish: (event) => served.publish(event, isOfTenant ? { tenant } : {}),
      fetch: server.fetch,
      url: 'http://localhost',
    })
  } finally {
    await server.close()
  }
}

async function checkDelivery(world: World): Promise<void> {
  const received: FeedEvent[] = []
  const connection = connect(world)
  connection.onFrames((batch) => {
    for (const frame of batch) if (frame.kind === 'event') received.push(frame.event)
  })
  try {
    await until('the connection is live', () => isLive(connection))
    const events = examplesOf(world.feed)
    for (const event of events) await world.publish(event)
    await until('all events have arrived', () => received.length >= events.length)
    if (!isSameValue(received, events)) {
      fail('What arrives differs from what was published.', keepAll.event)
    }
  } finally {
    connection.close()
  }
}

async function checkResume(world: World): Promise<void> {
  const received: FeedEvent[] = []
  const connection = connect(world)
  let breaks = 0
  connection.onFrames((batch) => {
    for (const frame of batch) {
      if (frame.kind === 'event') received.push(frame.event)
      if (frame.kind === 'gap' || frame.kind === 'reset') breaks++
    }
  })
  try {
    await until('the connection is live', () => isLive(connection))
    const events = examplesOf(world.feed)
    const [first] = events
    if (first === undefined) return
    await world.publish(first)
    await until('the first event has arrived', () => received.length === 1)
    connection.pause()
    for (const event of events.slice(1)) await world.publish(event)
    connection.resume()
    await until('the missed events have arrived', () => received.length >= events.length)
    if (!isSameValue(received, events)) {
      fail('What was missed differs from what arrives later.', keepAll.event)
    }
    if (breaks > 0) {
      fail(
        'A gap was declared although every event was still in the log.',
        'Report it: it is a defect of streamgauge, not of the feed.',
      )
    }
  } finally {
    connection.close()
  }
}

async function checkProblem({ feed, fetch, url }: World): Promise<void> {
  const { subscribeUrl } = endpointOf(feed)
  const response = await fetch(`${subscribeUrl(url, [allTopic], false)}&typo=1`)
  const body = (await response.json()) as { readonly code?: unknown }
  if (response.status === 400 && body.code === 'unknown_parameter') return
  fail(
    `A query with a typo is answered with ${response.status} ${String(body.code)}.`,
    'Rename the filter field typo.',
  )
}

async function checkLateStore(world: World): Promise<void> {
  const { feed, fetch, url, publish } = world
  const options = { feed, url, fetch, persist: false, filter: { all: true } }
  const early = createFeedSession(options)
  const late = createFeedSession(options)
  const items = ({ store }: typeof early) => [...store.getState().items].sort()
  try {
    early.start()
    await until('the first session is live', () => isLive(early.connection))
    for (const [index, event] of examplesOf(feed).entries()) {
      const { offset } = await publish(event)
      // It joins when there is something in the snapshot: the first example makes an item.
      if (index === 0) late.start()
      for (const session of [early, late]) {
        await until(`${event.type} has arrived`, () => {
          const isCaughtUp = isLive(session.connection)
          return isCaughtUp && session.store.getState().position?.offset === offset
        })
      }
      if (!isSameValue(items(late), items(early))) {
        fail(
          `After ${event.type} a snapshot holds other items than the events lead to.`,
          keepAll.item,
        )
      }
    }
  } finally {
    early.stop()
    late.stop()
  }
}

function connect({ feed, fetch, url }: World) {
  const connection = createConnection({
    feed,
    url,
    fetch,
    persist: false,
    filter: { all: true },
  })
  connection.open()
  return connection
}

function isLive(
  connection: Pick<ReturnType<typeof connect>, 'getSnapshot' | 'flush'> | null,
): boolean {
  connection?.flush()
  const snapshot = connection?.getSnapshot()
  return snapshot?.status === 'open' && snapshot.phase === 'live'
}

async function until(what: string, isTrue: () => boolean): Promise<void> {
  const deadlineMs = systemClock.monotonicMs() + patienceMs
  while (!isTrue()) {
    if (systemClock.monotonicMs() > deadlineMs) {
      fail(
        `Waited ${patienceMs} ms until ${what}, in vain.`,
        'Look for an event or an item that its own schema refuses: such frames are skipped.',
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
