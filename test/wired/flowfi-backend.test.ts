/**
 * The real client and store in front of a server that behaves as FlowFi's public backend does. Figures
 * are compared with the contract behind it, to the unit.
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import { createConnection } from '../../src/connection/index.ts'
import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import { flowfi } from '../../src/feeds/payments/index.ts'
import { flowfiTokenOf } from '../support/flowfi-server.ts'
import { listenAsFlowfi } from '../support/flowfi-socket.ts'
import { createRandom } from '../support/random.ts'
import { createFlowfiPage, me, sender } from './flowfi-page.ts'

const subscriptions = ({ requests }: { requests: readonly string[] }) =>
  requests.filter((path) => path.startsWith('/v1/events/subscribe'))

describe('FlowFi’s subscribe route', () => {
  const statusOf = async (query: string, headers: Record<string, string>) => {
    const { server } = createFlowfiPage()
    const response = await server.fetch(`/v1/events/subscribe${query}`, { headers })
    await response.body?.cancel()
    return response.status
  }
  const headers = { authorization: `Bearer ${flowfiTokenOf(me)}` }

  it.each([
    ['', 200],
    [`?users=${me}&users=${me}`, 200],
    ['?streams=1&streams=2', 200],
    [`?users=${me}`, 400],
    ['?streams=1', 400],
    ['?all=true', 400],
    ['?all=1', 400],
  ])('answers %j with %i', async (query, status) => {
    expect(await statusOf(query, headers)).toBe(status)
  })

  it('answers a request without a token with 401', async () => {
    expect(await statusOf('', {})).toBe(401)
  })
})

describe('a subscription to FlowFi', () => {
  it.each([
    ['one account', { users: [me] }],
    ['two accounts', { users: [me, sender] }],
    ['one stream', { streams: ['1'] }],
    ['two streams', { streams: ['1', '2'] }],
    ['everything', { all: true }],
  ])('of %s is accepted and receives events', async (_, filter) => {
    const { create, chain, open, pass, shown, truth } = createFlowfiPage()
    const id = create()
    create()
    const session = await open({ filter })
    expect(session.connection?.getSnapshot()).toMatchObject({ status: 'open', phase: 'live' })
    await pass(60)
    chain.withdraw(id)
    await pass(5)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('of an account and a stream receives the events of the other streams of the account', async () => {
    const { create, chain, open, pass, shown, truth } = createFlowfiPage()
    const [first, second] = [create(), create()]
    const session = await open({ filter: { users: [me], streams: [String(first)] } })
    await pass(60)
    chain.withdraw(second)
    await pass(5)
    expect(shown(session, second)).toEqual(truth(second))
  })

  it('does not receive a stream that is created while connected, until it connects again', async () => {
    const { create, chain, open, pass, server, shown, truth } = createFlowfiPage()
    create()
    const session = await open()
    const id = create()
    await pass(10)
    chain.withdraw(id)
    await pass(60)
    expect(shown(session, id)).toBeUndefined()
    session.connection?.close()
    session.connection?.open()
    await pass(1)
    expect(shown(session, id)).toEqual(truth(id))
    chain.pause(id)
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
    expect(subscriptions(server)).toHaveLength(2)
  })

  it('receives a new stream as soon as the page asks for it by its id', async () => {
    const { create, chain, open, pass, shown, truth } = createFlowfiPage()
    create()
    const session = await open()
    const id = create()
    session.follow({ streams: [String(id)] })
    await pass(10)
    chain.withdraw(id)
    await pass(10)
    expect(truth(id).withdrawnAmount).toBe(100n)
    expect(shown(session, id)).toEqual(truth(id))
  })
})

describe('the state of FlowFi', () => {
  it.each([0, 7_000])(
    'that is read during a pause accrues again when the stream is resumed (indexed after %i ms)',
    async (indexingDelayMs) => {
      const page = createFlowfiPage()
      const { create, chain, open, pass, shown, truth } = page
      page.server.backend.indexingDelayMs = indexingDelayMs
      const id = create()
      await pass(100)
      chain.pause(id)
      await pass(100)
      const session = await open()
      expect(shown(session, id)).toEqual(truth(id))
      expect(truth(id)).toMatchObject({ status: 'paused', claimable: 1000n })
      chain.resume(id)
      await pass(50)
      expect(truth(id)).toMatchObject({ status: 'active', claimable: 1500n })
      expect(shown(session, id)).toEqual(truth(id))
    },
  )

  it('that is read after a pause has the exact figures of the contract', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, shown, truth } = page
    page.server.backend.indexingDelayMs = 7_000
    const id = create()
    await pass(100)
    chain.pause(id)
    await pass(100)
    chain.resume(id)
    await pass(50)
    const session = await open()
    expect(truth(id).claimable).toBe(1500n)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('that is read after a top-up has the exact figures of the contract', async () => {
    const { create, chain, open, pass, shown, truth } = createFlowfiPage()
    const id = create()
    await pass(100)
    chain.topUp(id, 12_345n)
    await pass(50)
    const session = await open()
    expect(truth(id).claimable).toBe(1500n)
    expect(shown(session, id)).toEqual(truth(id))
    chain.topUp(id, 1n)
    await pass(5)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('contains a withdrawal before it, and does not contain one after it', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, shown, truth } = page
    page.server.backend.indexingDelayMs = 7_000
    const id = create()
    await pass(100)
    chain.withdraw(id)
    await pass(10)
    // The indexer stamps the row when it processes this: later than the withdrawal below.
    chain.topUp(id, 10n)
    await pass(3)
    chain.withdraw(id)
    await pass(4)
    const session = await open()
    expect(truth(id).withdrawnAmount).toBe(1130n)
    expect(shown(session, id)?.withdrawnAmount).toBe(1000n)
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
  })

  describe.each([
    ['before the tables were read', 500],
    ['after the tables were read', 1500],
  ])('that is being read, and changes %s', (_, atMs) => {
    async function openDuringRead() {
      const page = createFlowfiPage()
      page.server.readDelays = { beforeMs: 1000, afterMs: 1000 }
      const id = page.create()
      await page.pass(100)
      const session = await page.open()
      await page.world.advance(atMs - 100)
      return { ...page, id, session }
    }

    it('counts a withdrawal once', async () => {
      const { chain, id, pass, session, shown, truth } = await openDuringRead()
      expect(session.connection?.getSnapshot()).toMatchObject({ phase: 'syncing' })
      chain.withdraw(id)
      await pass(5)
      expect(session.connection?.getSnapshot()).toMatchObject({ phase: 'live' })
      expect(shown(session, id)).toEqual(truth(id))
    })

    it('shows a pause', async () => {
      const { chain, id, pass, session, shown, truth } = await openDuringRead()
      chain.pause(id)
      await pass(10)
      expect(shown(session, id)).toEqual(truth(id))
      chain.resume(id)
      await pass(10)
      expect(shown(session, id)).toEqual(truth(id))
    })
  })

  it('counts once what it contains although its events arrive later', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, shown, truth } = page
    const id = create()
    page.server.broadcastDelayMs = 3_000
    await pass(100)
    const session = await open()
    chain.withdraw(id)
    chain.pause(id)
    await pass(1)
    chain.resume(id)
    chain.topUp(id, 5n)
    // The tables have all of it, and the connection has received none of it.
    session.connection?.close()
    session.connection?.open()
    await pass(1)
    expect(shown(session, id)).toEqual(truth(id))
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
    expect(session.store.getState().history).toHaveLength(4)
  })

  it('excludes what the indexer has not processed yet, where a stream is read by its id', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, server, shown, truth } = page
    const id = create()
    await pass(20)
    chain.pause(id)
    await pass(20)
    chain.resume(id)
    await pass(60)
    server.backend.indexingDelayMs = 5_000
    chain.withdraw(id)
    chain.topUp(id, 50n)
    const session = await open({ filter: { streams: [String(id)] } })
    expect(truth(id)).toMatchObject({ withdrawnAmount: 800n, claimable: 0n })
    expect(shown(session, id)).toMatchObject({ withdrawnAmount: 0n, claimable: 800n })
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
    expect(session.store.getState().history).toHaveLength(2)
  })

  it('is unchanged by events that the indexer broadcasts again', async () => {
    const { create, chain, open, pass, server, shown, truth } = createFlowfiPage()
    const id = create()
    const session = await open()
    for (const operation of [
      'withdraw',
      'pause',
      'resume',
      'withdraw',
      'pause',
      'resume',
    ] as const) {
      await pass(10)
      chain[operation](id)
    }
    chain.topUp(id, 5n)
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
    server.replay(id)
    await pass(1)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it.each(['cancel', 'withdraw'] as const)(
    'has the exact end of a stream: %s',
    async (operation) => {
      const { create, chain, open, pass, shown, truth } = createFlowfiPage()
      const id = create(100n)
      const session = await open()
      await pass(operation === 'cancel' ? 50 : 200)
      chain[operation](id)
      await pass(1)
      expect(truth(id).status).toBe(operation === 'cancel' ? 'cancelled' : 'completed')
      expect(shown(session, id)).toEqual(truth(id))
      const later = await open()
      expect(shown(later, id)).toEqual(truth(id))
    },
  )

  it('gets the last payment of a stream that its cancel route has ended already', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, server, shown, truth } = page
    const id = create()
    server.backend.indexingDelayMs = 5_000
    await pass(50)
    chain.cancel(id)
    Object.assign(server.rows.get(id) ?? {}, { isActive: false })
    const session = await open()
    expect(shown(session, id)).toMatchObject({ status: 'cancelled', withdrawnAmount: 0n })
    await pass(10)
    expect(truth(id).withdrawnAmount).toBe(500n)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('that is read after a pause and a top-up has the exact figures of the contract', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, server, shown, truth } = page
    server.backend.indexingDelayMs = 7_000
    const id = create()
    create()
    await pass(100)
    chain.pause(id)
    await pass(100)
    chain.resume(id)
    await pass(50)
    chain.topUp(id, 10n)
    await pass(50)
    const session = await open()
    expect(truth(id).claimable).toBe(2000n)
    expect(shown(session, id)).toEqual(truth(id))
    // Its row says only how long the indexer took it to be paused, so its record was read as well.
    expect(server.requests.slice(3)).toEqual([`/v1/streams/${id}`])
  })

  it('never shows more than the contract where too many records would have to be read', async () => {
    const page = createFlowfiPage()
    const { create, chain, open, pass, server, shown, truth } = page
    server.backend.indexingDelayMs = 7_000
    const ids = Array.from({ length: 25 }, () => create())
    for (const operation of ['pause', 'resume'] as const) {
      await pass(100)
      for (const id of ids) chain[operation](id)
    }
    await pass(50)
    for (const id of ids) chain.topUp(id, 10n)
    await pass(50)
    const session = await open()
    // 7 s at 10 units: how long the indexer took to process the end of the pause.
    const missing = ids.map((id) => truth(id).claimable - (shown(session, id)?.claimable ?? 0n))
    expect(missing).toEqual([...Array(20).fill(0n), ...Array(5).fill(70n)])
    expect(server.requests).toHaveLength(3 + 20)
    // A withdrawal says exactly where accrual counts from, and so does the row after it.
    for (const id of ids) chain.withdraw(id)
    await pass(60)
    const later = await open()
    for (const id of ids) expect(shown(later, id)).toEqual(truth(id))
  })

  it('is exact for a stream that had accrued before it was paused', async () => {
    const { create, chain, open, pass, shown, truth } = createFlowfiPage()
    const id = create(100n)
    await pass(150)
    chain.pause(id)
    await pass(10)
    chain.resume(id)
    chain.pause(id)
    const session = await open()
    expect(truth(id)).toMatchObject({ status: 'paused', claimable: 1007n })
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('stays paused when the end of an earlier pause arrives late', async () => {
    const { create, chain, open, pass, server, shown, truth } = createFlowfiPage()
    const id = create()
    const session = await open()
    server.broadcastDelayMs = 5_000
    for (const operation of ['pause', 'resume', 'pause'] as const) {
      await pass(1)
      chain[operation](id)
    }
    session.connection?.close()
    session.connection?.open()
    for (let second = 0; second < 10; second++) {
      await pass(1)
      expect({ second, ...shown(session, id) }).toEqual({ second, ...truth(id) })
    }
  })
})

/** A random history of two streams, and a page that reconnects at random times. */
async function liveAtFlowfi(seed: number) {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const page = createFlowfiPage()
  const { chain, server, world, create, open, truth } = page
  server.readDelays = { beforeMs: pick([0, 700]), afterMs: pick([0, 700]) }
  server.broadcastDelayMs = pick([0, 0, 400])
  server.backend.indexingDelayMs = pick([0, 5_000])
  const ids = [create(), create(300n)]
  // A row does not say whether a stream that has paid out everything was cancelled.
  const isAccrued = (id: bigint) => {
    const { depositedAmount, withdrawnAmount, claimable } = truth(id)
    return withdrawnAmount + claimable >= depositedAmount
  }
  await world.advance(10_000)
  const filter = pick([{ users: [me] }, { streams: ids.map(String) }, { all: true }])
  const session = await open({ filter })
  for (let step = 0; step < 40; step++) {
    const id = pick(ids)
    const choice = random()
    if (choice < 0.3) chain.withdraw(id)
    else if (choice < 0.5) chain.pause(id)
    else if (choice < 0.75) chain.resume(id)
    else if (choice < 0.82) chain.topUp(id, BigInt(1 + Math.floor(random() * 90)))
    else if (choice < 0.92) {
      session.connection?.close()
      session.connection?.open()
    } else if (choice < 0.94 && !isAccrued(id)) chain.cancel(id)
    await world.advance(pick([0, 0, 300, 1000, 5000, 40_000]))
  }
  await world.advance(60_000)
  session.stop()
  server.stop()
  return ids.map((id) => ({ shown: page.shown(session, id), truth: truth(id) }))
}

describe('any sequence of operations at FlowFi', () => {
  it('ends with the figures of the contract', { timeout: 60_000 }, async () => {
    for (let seed = 1; seed <= 250; seed++) {
      for (const { shown, truth } of await liveAtFlowfi(seed)) {
        expect({ seed, ...shown }).toEqual({ seed, ...truth })
      }
    }
  })
})

describe('the limits of FlowFi', () => {
  it('make a sixth connection of an address wait for as long as Retry-After says', async () => {
    const { create, open, pass, server } = createFlowfiPage()
    create()
    const sessions = [await open()]
    while (sessions.length < 6) sessions.push(await open())
    const look = () => sessions.map(({ connection }) => connection?.getSnapshot())
    expect(server.subscriberCount()).toBe(5)
    expect(look().at(-1)).toMatchObject({
      status: 'waiting',
      lastError: { code: 'status', status: 429 },
    })
    await pass(59)
    expect(look().at(-1)).toMatchObject({ status: 'waiting' })
    sessions[0]?.stop()
    await pass(2)
    expect(look().at(-1)).toMatchObject({ status: 'open', phase: 'live' })
  })

  it('refuse an eleventh connection of an account, from wherever it comes', async () => {
    const { server } = createFlowfiPage()
    const headers = { authorization: `Bearer ${flowfiTokenOf(me)}` }
    const statuses: number[] = []
    for (let count = 0; count < 11; count++) {
      const fetch = server.fetchFrom(`10.0.0.${Math.floor(count / 5)}`)
      statuses.push((await fetch('/v1/events/subscribe', { headers })).status)
    }
    expect(statuses).toEqual([...Array(10).fill(200), 429])
  })

  it('make a read of the state wait for as long as Retry-After says', async () => {
    const { create, open, pass, server, shown, truth } = createFlowfiPage()
    const id = create()
    while (server.requests.length < 99) await server.fetch('/v1/streams/1', {})
    const session = await open()
    const before = server.requests.length
    await pass(58)
    expect(session.connection?.getSnapshot()).toMatchObject({
      phase: 'syncing',
      lastError: { code: 'resync', status: 429 },
    })
    expect(server.requests).toHaveLength(before)
    await pass(3)
    expect(session.connection?.getSnapshot()).toMatchObject({ phase: 'live' })
    expect(shown(session, id)).toEqual(truth(id))
  })
})

describe('a restart of FlowFi', () => {
  it('makes the client read the state again, with everything that happened meanwhile', async () => {
    const { create, chain, open, pass, server, shown, truth } = createFlowfiPage()
    const id = create()
    const session = await open()
    await pass(100)
    server.shutDown()
    chain.withdraw(id)
    await pass(1)
    server.exit()
    await pass(20)
    expect(session.connection?.getSnapshot()).toMatchObject({ status: 'waiting' })
    chain.pause(id)
    server.start()
    await pass(60)
    expect(session.connection?.getSnapshot()).toMatchObject({ status: 'open', phase: 'live' })
    expect(shown(session, id)).toEqual(truth(id))
    chain.resume(id)
    await pass(10)
    expect(shown(session, id)).toEqual(truth(id))
  })

  it('is noticed when the process dies without closing its connections', async () => {
    const { create, open, pass, server } = createFlowfiPage()
    create()
    const session = await open()
    await pass(10)
    server.exit()
    await pass(1)
    expect(session.connection?.getSnapshot()).toMatchObject({ lastError: { code: 'network' } })
    server.start()
    await pass(60)
    expect(session.connection?.getSnapshot()).toMatchObject({ status: 'open', phase: 'live' })
  })
})

describe('heartbeats of FlowFi', () => {
  it('keep a connection alive on which nothing happens', async () => {
    const { create, open, pass, server } = createFlowfiPage()
    create()
    const session = await open()
    await pass(600)
    expect(session.connection?.getSnapshot()).toMatchObject({ status: 'open', phase: 'live' })
    expect(subscriptions(server)).toHaveLength(1)
  })
})

describe('FlowFi’s backend on a socket', () => {
  it('is read by a connection over real HTTP', async () => {
    const { server, url, close } = await listenAsFlowfi()
    onTestFinished(close)
    const id = server.chain.create({
      sender,
      recipient: me,
      amount: 1_000_000n,
      durationSeconds: 1000n,
    })
    const connection = createConnection({
      url,
      filter: { users: [me] },
      feed: flowfi(),
      getToken: () => flowfiTokenOf(me),
      persist: false,
    })
    onTestFinished(() => connection.close())
    const events: PaymentEvent[] = []
    connection.on('stream.topped_up', (event) => events.push(event))
    connection.open()
    await expect
      .poll(() => connection.getSnapshot())
      .toMatchObject({ status: 'open', phase: 'live' })
    server.chain.topUp(id, 5n)
    await expect
      .poll(() => events)
      .toMatchObject([{ type: 'stream.topped_up', newDepositedAmount: 1_000_005n }])
  })
})
