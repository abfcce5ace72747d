/**
 * The law of this folder for tabs that share: whatever happens to them, to their filters and to the
 * server, every tab receives its matching log or a declared gap, in order and without duplicates; and
 * there are never two requests while one leader is alive and awake.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Connection, createConnection } from '../../src/connection/index.ts'
import '../../src/connection/polls.ts'
import '../../src/connection/sharing.ts'
import { topicsOfFilter } from '../../src/feeds/filter-query.ts'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createDeliveryRecord, type DeliveryRecord } from '../support/delivery-record.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeTabs, type FakeTab } from '../support/fake-tabs.ts'
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'
import { accounts, createPartyLogServer, type PartyLogServer } from './party-log-server.ts'

const slots = 4
const filters: readonly PaymentsFilter[] = [
  { all: true },
  { streams: ['1'] },
  { streams: ['2', '3'] },
  { users: [accounts[0] ?? ''] },
  { users: [accounts[1] ?? '', accounts[2] ?? ''] },
  { streams: ['1'], users: [accounts[3] ?? ''] },
]

type Action =
  | { readonly kind: 'open' | 'filter'; readonly slot: number; readonly filter: number }
  | {
      readonly kind:
        | 'close'
        | 'kill'
        | 'hang'
        | 'wake'
        | 'freeze'
        | 'thaw'
        | 'navigate'
        | 'pause'
        | 'retry'
      readonly slot: number
    }
  | { readonly kind: 'append'; readonly stream: number; readonly count: number }
  | { readonly kind: 'create'; readonly sender: number; readonly recipient: number }
  | { readonly kind: 'wait' | 'trim' | 'cutNextAfter'; readonly amount: number }
  | { readonly kind: 'end' | 'fail' | 'ping' | 'goodbye' | 'newEpoch' | 'refuse' }

const slot = fc.integer({ min: 0, max: slots - 1 })
const account = fc.integer({ min: 0, max: accounts.length - 1 })
const of = <K extends string>(...kinds: K[]) => fc.constantFrom(...kinds)

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of('append'),
      stream: fc.integer({ min: 1, max: 5 }),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ kind: of('wait'), amount: fc.integer({ min: 0, max: 400 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: of('wait'), amount: fc.integer({ min: 400, max: 40_000 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: of('open', 'filter'),
      slot,
      filter: fc.integer({ min: 0, max: filters.length - 1 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: of('close', 'kill', 'hang', 'wake', 'freeze', 'thaw', 'navigate', 'pause', 'retry'),
      slot,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: of('create'), sender: account, recipient: account }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: of('trim'), amount: fc.integer({ min: 0, max: 5 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: of('cutNextAfter'), amount: fc.integer({ min: 0, max: 2000 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: of('end', 'fail', 'ping', 'goodbye', 'newEpoch', 'refuse') }),
  },
)

/** One tab with what it received, read as a store would. */
interface Watcher {
  readonly tab: FakeTab
  readonly connection: Connection<typeof payments>
  readonly faults: string[]
  readonly frames: DeliveredPaymentsFrame[]
  filter: PaymentsFilter
  hasChanged: boolean
  isFrozen: boolean
  /** Events counted by stream, from the newest state on. */
  readonly counts: Map<string, { count: number; readAt: number }>
  record: DeliveryRecord
  /** Where the record begins. */
  from: number | null
}

function take(watcher: Watcher, frame: DeliveredPaymentsFrame): void {
  const { counts } = watcher
  watcher.frames.push(frame)
  watcher.record.note(frame)
  switch (frame.kind) {
    case 'event': {
      const { event, position } = frame
      if (position === null) throw new Error('An event without a position.')
      const known = counts.get(event.streamId)
      if (known && position.offset > known.readAt) known.count++
      if (!known && event.type === 'stream.created') {
        counts.set(event.streamId, { count: 1, readAt: position.offset })
      }
      break
    }
    case 'snapshot': {
      const readAt = frame.readAt?.offset ?? 0
      watcher.from ??= readAt
      for (const { streamId, depositedAmount } of frame.items) {
        counts.set(streamId, { count: Number(depositedAmount), readAt })
      }
      break
    }
    case 'reset':
      watcher.record = createDeliveryRecord()
      watcher.from = frame.position?.offset ?? null
      counts.clear()
  }
}

async function run(actions: readonly Action[]) {
  const feed = createFakeFeed()
  const server = createPartyLogServer(feed)
  const browser = createFakeTabs()
  const watchers = new Map<number, Watcher>()
  const allWatchers: Watcher[] = []
  const broken: string[] = []
  /** Requests under way by tab, and when each tab last woke. */
  const requests = new Map<FakeTab, number>()
  const wokenMs = new Map<FakeTab, number>()
  for (const [sender, recipient] of [
    [0, 1],
    [1, 2],
    [3, 4],
  ] as const) {
    server.create(sender, recipient)
  }

  function open(number: number, filter: PaymentsFilter): void {
    const tab: FakeTab = browser.open((input, init) => {
      for (const [other, count] of requests) {
        const isWaking = browser.monotonicMs() - (wokenMs.get(other) ?? -100) < 10
        if (count > 0 && other !== tab && other.isRunning() && !isWaking) {
          broken.push(`${tab.name} made a request while ${other.name} had one`)
        }
      }
      requests.set(tab, (requests.get(tab) ?? 0) + 1)
      const signal = init.signal
      const over = () => requests.set(tab, (requests.get(tab) ?? 0) - 1)
      signal?.addEventListener('abort', over, { once: true })
      return feed.fetch(input, init)
    })
    const connection = createConnection({
      feed: payments,
      url: 'http://log.test',
      filter,
      share: 'tabs',
      platform: tab.platform,
      onListenerError: (error) => broken.push(String(error)),
    })
    const watcher: Watcher = {
      tab,
      connection,
      faults: [],
      frames: [],
      filter,
      hasChanged: false,
      isFrozen: false,
      counts: new Map(),
      record: createDeliveryRecord(),
      from: null,
    }
    connection.onFrames((batch) => {
      for (const frame of batch) take(watcher, frame)
    })
    watchers.set(number, watcher)
    allWatchers.push(watcher)
    connection.open()
  }

  open(0, filters[0] ?? {})
  open(1, filters[4] ?? {})

  function wake(watcher: Watcher): void {
    wokenMs.set(watcher.tab, browser.monotonicMs())
    watcher.tab.wake()
    if (watcher.isFrozen) watcher.tab.page.setFrozen(false)
    watcher.isFrozen = false
  }

  function perform(step: Action): void {
    switch (step.kind) {
      case 'append':
        for (let n = 0; n < step.count; n++) server.append(String(step.stream))
        return
      case 'create':
        server.create(step.sender, step.recipient)
        return
      case 'trim':
      case 'cutNextAfter':
        server[step.kind](step.amount)
        return
      case 'end':
      case 'fail':
        server.cutNow(step.kind)
        return
      case 'ping':
      case 'newEpoch':
        server[step.kind]()
        return
      case 'goodbye':
        server.goodbye(100)
        return
      case 'refuse': {
        let left = 2
        server.intercept = (request) => {
          if (left-- <= 0) return false
          request.answer(503)
          return true
        }
        server.cutNow('fail')
        return
      }
      case 'wait':
        return
    }
    const watcher = watchers.get(step.slot)
    if (step.kind === 'open') {
      if (watcher === undefined) open(step.slot, filters[step.filter] ?? {})
      else if (watcher.tab.isRunning()) watcher.connection.open()
      return
    }
    if (watcher === undefined) return
    if (step.kind === 'wake' || step.kind === 'thaw') {
      wake(watcher)
      return
    }
    if (step.kind === 'kill') {
      watcher.tab.kill()
      requests.delete(watcher.tab)
      watchers.delete(step.slot)
      return
    }
    if (!watcher.tab.isRunning()) return
    switch (step.kind) {
      case 'filter': {
        const filter = filters[step.filter] ?? {}
        watcher.hasChanged = true
        watcher.filter = filter
        watcher.connection.setFilter(filter)
        break
      }
      case 'close':
        watcher.connection.close()
        break
      case 'hang':
        watcher.tab.hang()
        break
      case 'freeze':
        watcher.isFrozen = true
        watcher.tab.page.setFrozen(true)
        watcher.tab.hang()
        break
      case 'navigate':
        // The browser lets the page stay.
        watcher.tab.page.beginNavigation()
        break
      case 'pause':
        watcher.connection.pause()
        watcher.connection.resume()
        break
      case 'retry':
        watcher.connection.retryNow()
    }
  }

  await browser.advance(200)
  for (const step of actions) {
    perform(step)
    if (step.kind === 'wait') await browser.advance(step.amount)
    else await browser.settle()
  }
  // From here on, nothing fails.
  server.intercept = null
  server.cutNextAfter(Number.POSITIVE_INFINITY)

  /** What is wrong after a quiet time, in the tabs that run. */
  async function findFaults(): Promise<readonly string[]> {
    for (let round = 0; round < 6; round++) {
      await browser.advance(20_000)
      server.ping()
    }
    const running = [...watchers.values()].filter(({ tab }) => tab.isRunning())
    const leaders = running.filter(
      ({ connection }) => connection.getSnapshot().transport === 'leader',
    )
    const openRequests = running.reduce((sum, { tab }) => sum + (requests.get(tab) ?? 0), 0)
    const expected = Math.min(1, running.length)
    return [
      ...broken,
      ...(leaders.length === expected ? [] : [`${leaders.length} tabs lead`]),
      ...(openRequests === expected ? [] : [`${openRequests} requests are open`]),
      ...running.flatMap((watcher) =>
        faultsOf(watcher, server).map((fault) => `${watcher.tab.name} ${fault}`),
      ),
    ]
  }

  for (const { tab, connection } of watchers.values()) if (tab.isRunning()) connection.open()
  // Some tabs still hang: the others have to work without them.
  const faults = [...(await findFaults())]
  for (const watcher of watchers.values()) {
    wake(watcher)
    watcher.connection.open()
  }
  faults.push(...(await findFaults()))
  server.append('1')
  server.append('2')
  faults.push(...(await findFaults()))
  for (const { connection } of allWatchers) connection.close()
  return { faults, left: feed.openCount() }
}

function faultsOf(watcher: Watcher, server: PartyLogServer): readonly string[] {
  const faults: string[] = []
  const { filter, counts, record, from, connection } = watcher
  const topics = topicsOfFilter(payments.filter, filter)
  const { status, transport } = connection.getSnapshot()
  if (status !== 'open') faults.push(`is ${status} ${transport}`)
  for (const streamId of server.streamsOf(topics)) {
    const counted = counts.get(streamId)?.count
    if (counted !== server.count(streamId)) {
      faults.push(`counts ${counted} events of ${streamId} and not ${server.count(streamId)}`)
    }
  }
  // A tab whose filter has changed has several matching logs.
  if (watcher.hasChanged) return faults
  const log = server.log.filter((entry) => server.matches(topics, entry))
  return [
    ...faults,
    ...record.faults(
      log.map(({ position }) => position),
      from ?? 0,
    ),
  ]
}

describe('tabs that share', () => {
  it('T1, T2 receive what matches, in order, once, by one request', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60, size: 'max' }), async (actions) => {
        expect(await run(actions)).toEqual({ faults: [], left: 0 })
      }),
      { numRuns: Number(process.env['RUNS'] ?? 100) },
    )
  })
}, 120_000)
