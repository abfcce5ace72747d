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
