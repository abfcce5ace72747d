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
import { createSession } from '../../src/payments-session.ts'
import { isWithin, type TopicSet, uniteTopics } from '../../src/protocol/topic-set.ts'
import { createDeliveryRecord, type DeliveryRecord } from '../support/delivery-record.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeWorld, type FakeWorld } from '../support/fake-world.ts'
import { type DeliveredPaymentsFrame, printPaymentsFrame } from '../support/payments-frames.ts'
import { createRandom } from '../support/random.ts'
import { createStillTime } from '../support/still-time.ts'
import { alice, bob, createWired } from '../support/wired.ts'
import { accounts, createPartyLogServer, type PartyLogServer } from './party-log-server.ts'

/** Each of them names stream 1: its log is the same whatever the filter is. */
const filters: readonly PaymentsFilter[] = [
  { streams: ['1'] },
  { streams: ['1', '2'] },
  { streams: ['1', '2', '3', '9'] },
  { users: [accounts[0] ?? ''] },
  { streams: ['1'], users: [accounts[2] ?? '', accounts[3] ?? ''] },
  { all: true },
]

type Action =
  | { readonly kind: 'append'; readonly stream: number; readonly count: number }
  | { readonly kind: 'create'; readonly sender: number; readonly recipient: number }
  | {
      readonly kind: 'filter' | 'wait' | 'sleep' | 'trim' | 'cut' | 'expiring' | 'reload'
      readonly amount: number
    }
  | {
      readonly kind:
        | 'end'
        | 'fail'
        | 'ping'
        | 'goodbye'
        | 'newEpoch'
        | 'refuse'
        | 'unauthorized'
        | 'pause'
        | 'resume'
        | 'freeze'
        | 'thaw'
        | 'offline'
        | 'online'
        | 'hide'
        | 'show'
        | 'retry'
        | 'close'
        | 'open'
        | 'lie'
        | 'again'
        | 'hole'
    }

const of = <K extends string>(...kinds: K[]) => fc.constantFrom(...kinds)
const account = fc.integer({ min: 0, max: accounts.length - 1 })
const amountOf = <K extends string>(kind: K, max: number, min = 0) =>
  fc.record({ kind: of(kind), amount: fc.integer({ min, max }) })

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of('append'),
      stream: fc.integer({ min: 1, max: 5 }),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 8, arbitrary: amountOf('filter', filters.length - 1) },
  { weight: 9, arbitrary: amountOf('wait', 400) },
  { weight: 3, arbitrary: amountOf('wait', 40_000, 400) },
  { weight: 1, arbitrary: amountOf('sleep', 100_000) },
  { weight: 1, arbitrary: amountOf('trim', 5) },
  { weight: 3, arbitrary: amountOf('cut', 2500) },
  { weight: 1, arbitrary: amountOf('expiring', 40_000, 4000) },
  { weight: 3, arbitrary: amountOf('reload', 6) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: of('create'), sender: account, recipient: account }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of(
        ...(['end', 'fail', 'ping', 'goodbye', 'newEpoch', 'refuse', 'unauthorized'] as const),
        ...(['lie', 'again', 'hole'] as const),
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of('pause', 'resume', 'freeze', 'thaw', 'offline', 'online', 'hide', 'show'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: of('retry', 'close', 'open', 'open') }) },
)

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

type WidgetAction =
  | { readonly kind: 'follow' | 'unfollow' | 'base'; readonly amount: number }
  | { readonly kind: 'topUp'; readonly stream: number; readonly count: number }
  | { readonly kind: 'wait' | 'cutAfter' | 'reload'; readonly amount: number }
  | { readonly kind: 'cut' | 'freeze' | 'thaw' | 'pause' | 'resume' | 'restart' }

const widgetAction: fc.Arbitrary<WidgetAction> = fc.oneof(
  { weight: 6, arbitrary: amountOf('follow', 6) },
  { weight: 4, arbitrary: amountOf('unfollow', 6) },
  { weight: 1, arbitrary: amountOf('base', 2) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: of('topUp'),
      stream: fc.integer({ min: 0, max: 3 }),
      count: fc.integer({ min: 1, max: 25 }),
    }),
  },
  { weight: 8, arbitrary: amountOf('wait', 600) },
  { weight: 2, arbitrary: amountOf('wait', 20_000) },
  { weight: 2, arbitrary: amountOf('cutAfter', 3000) },
  { weight: 1, arbitrary: amountOf('reload', 20) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: of('cut', 'freeze', 'thaw', 'pause', 'resume', 'restart'),
    }),
  },
)

/** The real server keeps few events and replays fewer, so that holes are common. */
async function runWidgets(actions: readonly WidgetAction[], seed: number) {
  const time = createStillTime({ random: createRandom(seed) })
  const wired = createWired({ time, retentionEvents: 40, config: { maxReplay: 30 } })
  const carol = accounts[2] ?? ''
  const dave = accounts[3] ?? ''
  const ids: string[] = []
  for (const [sender, recipient] of [
    [alice, bob],
    [bob, carol],
    [carol, dave],
    [dave, alice],
  ]) {
    ids.push(await wired.createStream({ sender, recipient }))
  }
  const topics: readonly PaymentsFilter[] = [
    ...ids.map((id) => ({ streams: [id] })),
    { users: [bob] },
    { users: [carol] },
    { streams: ['999'] },
  ]
  const bases: readonly (PaymentsFilter | undefined)[] = [
    undefined,
    { users: [alice] },
    { all: true },
  ]
  const faults: string[] = []
  const cuts = new Set<() => void>()
  let cutAfter = Number.POSITIVE_INFINITY
  let openRequests = 0
  let base: PaymentsFilter | undefined
  const stored = new Map<string, string>()

  async function breakable(input: string, init: RequestInit = {}): Promise<Response> {
    if (openRequests > 0) faults.push('two requests are open')
    openRequests++
    let isOver = false
    const over = () => {
      if (!isOver) openRequests--
      isOver = true
    }
    init.signal?.addEventListener('abort', over, { once: true })
    const response = await wired.fetch(input, init)
    if (!response.body) return response
    let left = cutAfter
    cutAfter = Number.POSITIVE_INFINITY
    let cut = () => {}
    const pipe = new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        cut = () => {
          cuts.delete(cut)
          over()
          controller.error(new TypeError('network error'))
        }
        cuts.add(cut)
      },
      transform(chunk, controller) {
        const part = chunk.subarray(0, left)
        left -= part.length
        if (part.length > 0) controller.enqueue(part)
        if (left <= 0) cut()
      },
    })
    return new Response(response.body.pipeThrough(pipe), response)
  }

  function load() {
    const page = createPage()
    const session = createSession({
      url: 'http://wired.test',
      filter: base,
      fetch: breakable,
      onListenerError: (error) => faults.push(String(error)),
      platform: {
        clock: time.clock,
        timers: time.timers,
        random: time.random,
        frames: { request: (run) => time.timers.after(16, () => run(time.clock.monotonicMs())) },
        page: page.activity,
        storage: {
          read: (key) => stored.get(key) ?? null,
          write: (key, text) => void (text === null ? stored.delete(key) : stored.set(key, text)),
        },
      },
    })
    let last = 0
    session.connection?.onFrames((batch) => {
      for (const frame of batch) {
        if (frame.kind === 'event') {
          const offset = frame.position?.offset ?? 0
          if (offset <= last) faults.push(`event ${offset} came after ${last}`)
          last = offset
        } else if (frame.kind === 'reset') last = 0
      }
    })
    session.start()
    return { session, page }
  }

  let { session, page } = load()
  const widgets = new Map<number, () => void>()

  const truth = async (id: string) =>
    String((await wired.call('GET', `/streams/${id}`)).body['depositedAmount'])

  /** A live client has exactly the state that the server has for every covered topic. */
  async function look(isEnd: boolean): Promise<void> {
    const snapshot = session.connection?.getSnapshot()
    const isLive = snapshot?.status === 'open' && snapshot.phase === 'live'
    if (isEnd && widgets.size > 0 && !isLive) faults.push(`is ${snapshot?.status} at the end`)
    if (!isLive) return
    session.connection?.flush()
    const { items: streams, following } = session.store.getState()
    const heard = uniteTopics([following.covered, following.wanted])
    for (const { streamId, sender, recipient } of streams.values()) {
      const topics = ['all', `stream:${streamId}`, `user:${sender}`, `user:${recipient}`]
      if (!topics.some((topic) => heard.includes(topic))) faults.push(`shows ${streamId}, unheard`)
    }
    for (const [index, id] of ids.entries()) {
      const isShown =
        following.covered.includes('all') || following.covered.includes(`stream:${id}`)
      const isFollowed = isEnd && widgets.has(index)
      if (!isShown && !isFollowed) continue
      const shown = String(streams.get(id)?.depositedAmount)
      const real = await truth(id)
      if (shown !== real) faults.push(`shows ${shown} of ${id} and not ${real}`)
    }
  }

  for (const step of actions) {
    switch (step.kind) {
      case 'follow':
        if (!widgets.has(step.amount)) {
          widgets.set(step.amount, session.follow(topics[step.amount] ?? {}))
        }
        break
      case 'unfollow':
        widgets.get(step.amount)?.()
        widgets.delete(step.amount)
        break
      case 'base':
        base = bases[step.amount]
        session.setFilter(base)
        break
      case 'topUp':
        await wired.topUp(ids[step.stream] ?? '', step.count)
        break
      case 'wait':
        await time.advance(step.amount)
        break
      case 'cutAfter':
        cutAfter = step.amount
        break
      case 'cut':
        for (const cut of [...cuts]) cut()
        break
      case 'freeze':
      case 'thaw':
        page.setFrozen(step.kind === 'freeze')
        break
      case 'pause':
      case 'resume':
        session.connection?.[step.kind]()
        break
      case 'restart':
        session.stop()
        await time.advance(20)
        session.start()
        break
      case 'reload': {
        page.setFrozen(true)
        await time.settle()
        session.stop()
        await wired.topUp(ids[0] ?? '', step.amount)
        ;({ session, page } = load())
        for (const index of widgets.keys()) {
          widgets.set(index, session.follow(topics[index] ?? {}))
        }
      }
    }
    await time.settle()
    if (step.kind === 'wait') await look(false)
  }

  cutAfter = Number.POSITIVE_INFINITY
  for (const cut of [...cuts]) cut()
  page.setFrozen(false)
  session.connection?.resume()
  await time.advance(60_000)
  await wired.topUp(ids[0] ?? '', 2)
  await time.advance(100)
  await look(true)
  session.stop()
  await time.settle()
  if (openRequests > 0) faults.push('a request is left open')
  return faults
}

function createPage() {
  let isFrozen = false
  const listeners = new Set<() => void>()
  return {
    activity: {
      isHidden: () => false,
      isOnline: () => true,
      isFrozen: () => isFrozen,
      subscribe(listener: () => void) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    setFrozen(value: boolean) {
      isFrozen = value
      for (const listener of [...listeners]) listener()
    },
  }
}

describe('a page whose widgets come and go, at the real server', () => {
  it('C6, C10 shows what the server knows whenever it says that it is live', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(widgetAction, { maxLength: 50, size: 'max' }),
        fc.nat(),
        async (actions, seed) => {
          expect(await runWidgets(actions, seed)).toEqual([])
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 20) },
    )
  })
}, 120_000)
