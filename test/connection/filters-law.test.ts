/**
 * The law of this folder for one page whose filter changes: whatever happens to filter, network, server
 * and page, reloads included, nothing is lost undeclared, nothing is delivered twice, and nothing that is
 * said to be covered or live is not. Tabs that share have a law of their own (tabs-law.test.ts).
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Connection, createConnection } from '../../src/connection/index.ts'
import { parseSubscribeQuery, topicsOfFilter } from '../../src/feeds/filter-query.ts'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { isWithin, type TopicSet } from '../../src/protocol/topic-set.ts'
import { createDeliveryRecord, type DeliveryRecord } from '../support/delivery-record.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeWorld, type FakeWorld } from '../support/fake-world.ts'
import { type DeliveredPaymentsFrame, printPaymentsFrame } from '../support/payments-frames.ts'
import { type Action, action, filters } from './filter-actions.ts'
import { createPartyLogServer, type PartyLogServer } from './party-log-server.ts'

/** What one user received, over all loads of the page; read as a store would. */
function createReader(server: PartyLogServer) {
  const faults: string[] = []
  /** Events counted by stream, from the newest state on. */
  const counts = new Map<string, { count: number; readAt: number }>()
  let record: DeliveryRecord = createDeliveryRecord()
  let from: number | null = null
  let last = 0

  function take(frame: DeliveredPaymentsFrame): void {
    switch (frame.kind) {
      case 'event': {
        const { event, position } = frame
        const offset = position?.offset ?? 0
        if (offset <= last) faults.push(`event ${offset} came after ${last}`)
        last = offset
        if (event.streamId === '1') record.note(frame)
        const known = counts.get(event.streamId)
        if (known && offset > known.readAt) known.count++
        if (!known && event.type === 'stream.created') {
          counts.set(event.streamId, { count: 1, readAt: offset })
        }
        break
      }
      case 'snapshot': {
        const readAt = frame.readAt?.offset ?? 0
        from ??= readAt
        for (const { streamId, depositedAmount } of frame.items) {
          counts.set(streamId, { count: Number(depositedAmount), readAt })
        }
        break
      }
      case 'gap':
        record.note(frame)
        // What is declared missing may come after all, and then it is news.
        counts.clear()
        break
      case 'reset':
        record = createDeliveryRecord()
        from = frame.position?.offset ?? null
        last = 0
        counts.clear()
    }
  }

  return {
    faults,
    take,
    /** What a page that was loaded again knows of state. */
    forget: () => counts.clear(),
    wrongOf(topics: TopicSet): readonly string[] {
      return server.streamsOf(topics).flatMap((id) => {
        const counted = counts.get(id)?.count
        return counted === server.count(id)
          ? []
          : [`counts ${counted} events of ${id} and not ${server.count(id)}`]
      })
    },
    recordFaults: () =>
      record.faults(
        server.log
          .filter((entry) => server.matches(['stream:1'], entry))
          .map(({ position }) => position),
        from ?? 0,
      ),
  }
}

async function run(actions: readonly Action[], latencyMs: number) {
  const feed = createFakeFeed()
  const server = createPartyLogServer(feed)
  const reader = createReader(server)
  const faults: string[] = []
  let kept: string | null = null
  const storage = {
    read: () => kept,
    write(_: string, text: string | null) {
      kept = text
    },
  }
  const answer = feed.onRequest
  feed.onRequest = (request) => {
    const late = () => request.signal.aborted || answer?.(request)
    if (latencyMs === 0) late()
    else page.world.platform.timers.after(latencyMs, late)
  }
  let filter: PaymentsFilter = filters[0] ?? {}
  for (const [sender, recipient] of [
    [0, 1],
    [1, 2],
    [3, 4],
  ] as const) {
    server.create(sender, recipient)
  }

  function load(): { world: FakeWorld; connection: Connection<typeof payments> } {
    const world = createFakeWorld({
      fetch(input, init) {
        if (feed.openCount() > 0) faults.push('two requests are open')
        return feed.fetch(input, init)
      },
    })
    const connection = createConnection({
      feed: payments,
      url: 'http://log.test',
      filter,
      persist: storage,
      hiddenPauseMs: 2000,
      getToken: () => 'token',
      platform: world.platform,
      onListenerError: (error) => faults.push(String(error)),
    })
    connection.onFrames((batch) => batch.forEach(reader.take))
    connection.open()
    return { world, connection }
  }

  let page = load()

  async function leave(): Promise<void> {
    const { world, connection } = page
    world.setFrozen(true)
    await world.settle()
    connection.close()
    await world.advance(6000)
    const left = [world.pending(), world.pageListeners(), feed.openCount()]
    if (left.some((count) => count > 0)) faults.push(`left behind: ${left}`)
  }

  function interceptOnce(status: number): void {
    server.intercept = (request) => {
      server.intercept = null
      request.answer(status)
      return true
    }
    server.cutNow('fail')
  }

  async function perform(step: Action): Promise<void> {
    const { world, connection } = page
    switch (step.kind) {
      case 'append':
        for (let n = 0; n < step.count; n++) server.append(String(step.stream))
        break
      case 'create':
        server.create(step.sender, step.recipient)
        break
      case 'trim':
        server.trim(step.amount)
        break
      case 'cut':
        server.cutNextAfter(step.amount)
        break
      case 'end':
      case 'fail':
        server.cutNow(step.kind)
        break
      case 'ping':
      case 'newEpoch':
        server[step.kind]()
        break
      case 'goodbye':
        server.goodbye(100)
        break
      case 'refuse':
        interceptOnce(503)
        break
      case 'unauthorized':
        interceptOnce(401)
        break
      case 'expiring':
        server.write(
          `event: expiring\ndata: {"expiresAtMs":${page.world.nowMs() + step.amount}}\n\n`,
        )
        break
      case 'lie':
        // It says that it has sent more than it has: something on the way must have swallowed events.
        server.write(
          `id: ${server.epoch()}.${server.top()}\nevent: ping\ndata: {"time":1,"delivered":999}\n\n`,
        )
        break
      case 'again': {
        const entry = server.log.findLast(({ event }) => event.streamId === '1')
        if (entry) server.write(printPaymentsFrame({ kind: 'event', ...entry }))
        break
      }
      case 'hole':
        // Announced, and then the line breaks before the state that belongs to it.
        server.write(
          `event: gap\ndata: {"from":${server.top()},"to":${server.top()},"reason":"slow_consumer"}\n\n`,
        )
        await world.settle()
        server.cutNow('fail')
        break
      case 'filter':
        filter = filters[step.amount] ?? filter
        connection.setFilter(filter)
        break
      case 'wait':
        await world.advance(step.amount)
        break
      case 'sleep':
        await world.sleep(step.amount)
        break
      case 'pause':
        connection.pause()
        break
      case 'resume':
        connection.resume()
        break
      case 'freeze':
        world.setFrozen(true)
        break
      case 'thaw':
        world.setFrozen(false)
        break
      case 'offline':
        world.setOnline(false)
        break
      case 'online':
        world.setOnline(true)
        break
      case 'hide':
        world.setHidden(true)
        break
      case 'show':
        world.setHidden(false)
        break
      case 'retry':
        connection.retryNow()
        break
      case 'close':
      case 'open':
        connection[step.kind]()
        break
      case 'reload':
        await leave()
        reader.forget()
        for (let n = 0; n < step.amount; n++) server.append(String((n % 2) + 1))
        page = load()
    }
    await page.world.settle()
    if (step.kind === 'wait') look()
  }

  /** Who says live has everything: the server writes at once and the network of this world is instant. */
  function look(): void {
    const { connection } = page
    const snapshot = connection.getSnapshot()
    if (snapshot.status !== 'open' || snapshot.phase !== 'live') return
    connection.flush()
    const query = parseSubscribeQuery(payments.filter, feed.latest().url.searchParams)
    if (query.ok && !isWithin(query.topics, connection.coverage())) {
      faults.push('live, and what was asked for is not covered')
    }
    const wrong = reader.wrongOf(connection.coverage())
    faults.push(...wrong.map((fault) => `live, and ${fault}`))
  }

  await page.world.settle()
  for (const step of actions) await perform(step)

  // Now nothing breaks any more.
  const { world, connection } = page
  server.intercept = null
  server.cutNextAfter(Number.POSITIVE_INFINITY)
  server.cutNow('end')
  world.setFrozen(false)
  world.setOnline(true)
  world.setHidden(false)
  connection.resume()
  connection.open()
  for (let round = 0; round < 4; round++) {
    await world.advance(20_000)
    server.ping()
  }
  server.append('1')
  server.append('2')
  await world.advance(100)
  look()
  const end = connection.getSnapshot()
  if (end.status !== 'open' || end.phase !== 'live') faults.push(`is ${end.status} at the end`)
  faults.push(
    ...reader.wrongOf(topicsOfFilter(payments.filter, filter)),
    ...reader.faults,
    ...reader.recordFaults(),
  )
  await leave()
  return faults
}

describe('a page whose filter changes', () => {
  it('C1, C5, C6, C8, C9 is given what matches, in order, once, over all its lives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 60, size: 'max' }),
        fc.constantFrom(0, 0, 30, 400),
        async (actions, latencyMs) => {
          expect(await run(actions, latencyMs)).toEqual([])
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    )
  })
}, 120_000)
