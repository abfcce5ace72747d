/**
 * One connection, one scripted server, and the frames they exchange: for tests that say byte by byte
 * what the server does. `liveScene` is at position a.10 with one stream; `comeBack` waits for the next
 * request and accepts it.
 */
import { type ConnectionOptions, createConnection } from '../../src/connection/index.ts'
import { paymentEvents } from '../../src/feeds/payments/events.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { parseEventId } from '../../src/protocol/event-id.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-world.ts'
import {
  type DeliveredPaymentsFrame,
  printPaymentsFrame,
  type SentPaymentsFrame,
} from '../support/payments-frames.ts'
import { streamWith } from './log-server.ts'

export const at = (id: string) => parseEventId(id)
export const print = printPaymentsFrame

/** The options of a connection of the payments feed. */
export type PaymentsConnectionOptions = ConnectionOptions<typeof payments>

export function connected(
  fields: Partial<Extract<SentPaymentsFrame, { kind: 'connected' }>> = {},
): string {
  return print({
    kind: 'connected',
    clientId: 'c',
    position: null,
    recovered: false,
    replayed: 0,
    pingMs: 15_000,
    time: null,
    ...fields,
  })
}

export function event(id: string | null, newDepositedAmount = 0n): string {
  const example = paymentEvents['stream.topped_up'].example
  return print({
    kind: 'event',
    event: { ...example, newDepositedAmount },
    position: id === null ? null : at(id),
  })
}

export function snapshot(id: string | null, deposit = 1, part = 1, parts = 1): string {
  return print({
    kind: 'snapshot',
    readAt: id === null ? null : at(id),
    position: part === parts && id !== null ? at(id) : null,
    part,
    parts,
    items: [streamWith(deposit)],
    skipped: 0,
  })
}

export function ping(id: string, delivered: number, time = 1): string {
  return print({ kind: 'ping', time, delivered, position: at(id) })
}

/** Few words a frame, for reading. */
export function wordsOf(frame: DeliveredPaymentsFrame): string {
  switch (frame.kind) {
    case 'event':
      return `event ${frame.position?.offset ?? '-'}`
    case 'snapshot':
      return `snapshot ${frame.part}/${frame.parts}`
    case 'gap':
      return `gap ${frame.from}-${frame.to} ${frame.reason}`
    case 'reset':
      return `reset ${frame.reason}`
  }
}

export function createScene(
  options: Partial<PaymentsConnectionOptions> = {},
  page: FakeWorldOptions = {},
) {
  const feed = createFakeFeed()
  const world = createFakeWorld({ fetch: feed.fetch, ...page })
  const connection = createConnection({
    feed: payments,
    url: 'http://api.test',
    filter: { all: true },
    platform: world.platform,
    ...options,
  })
  const batches: (readonly DeliveredPaymentsFrame[])[] = []
  connection.onFrames((batch) => batches.push(batch))
  return {
    feed,
    world,
    connection,
    batches,
    seen: () => batches.flat().map(wordsOf),
    look: () => connection.getSnapshot(),
  }
}

export async function openScene(
  options: Partial<PaymentsConnectionOptions> = {},
  page: FakeWorldOptions = {},
) {
  const scene = createScene(options, page)
  scene.connection.open()
  await scene.world.settle()
  const stream = scene.feed.latest().accept()
  await scene.world.settle()
  return { ...scene, stream }
}

/** A connection that is live at position a.10. */
export async function liveScene(options: Partial<PaymentsConnectionOptions> = {}) {
  const scene = await openScene(options)
  scene.stream.send(connected() + snapshot('a.10'))
  await scene.world.settle()
  return scene
}

/** Waits for the next request and accepts it. */
export async function comeBack({ world, feed }: Awaited<ReturnType<typeof openScene>>) {
  const before = feed.requests.length
  for (let tries = 0; feed.requests.length === before && tries < 100; tries++) {
    await world.advance(500)
  }
  const stream = feed.latest().accept()
  await world.settle()
  return stream
}

/** Widgets that come within a frame: everything they ask for is in one request. */
export async function addStream(scene: Awaited<ReturnType<typeof liveScene>>) {
  scene.connection.setFilter({ streams: ['1', '2'] })
  scene.connection.setFilter({ streams: ['1', '2', '3'] })
  await scene.world.advance(16)
  const stream = scene.feed.latest().accept()
  await scene.world.settle()
  return stream
}

/** What the newest request asks for as a snapshot. */
export const snapshotOf = (scene: { feed: { latest(): { url: URL } } }) =>
  scene.feed.latest().url.searchParams.get('snapshot')
