import { describe, expect, it } from 'vitest'
import { createSession, type SessionOptions } from '../src/payments-session.ts'
import { createPageWorld } from './platform/page-world.ts'
import { createFakeFeed } from './react/fake-feed.ts'
import { streamState } from './store/frames.ts'

const account = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const stream = streamState('1', {
  sender: account,
  recipient: account,
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
})

const parties = { sender: account, recipient: account }

function createWorld(options: Partial<SessionOptions> = {}) {
  const world = createPageWorld()
  const feed = createFakeFeed()
  const platform = {
    ...world.platform,
    random: { next: () => 0.5 },
    fetch: feed.fetch,
  }
  const session = createSession({
    url: 'http://api',
    filter: { all: true },
    persist: false,
    platform,
    ...options,
  })
  return { world, feed, session }
}

/** Lets promises settle that are already on their way; no time passes. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
  await new Promise<void>((done) => setImmediate(done))
}

describe('a session that was only built', () => {
  it('has made no request and touched nothing of the page', async () => {
    const { world, feed, session } = createWorld()
    await settle()
    expect(feed.requests).toEqual([])
    expect([world.pendingFrames, world.pendingTimers]).toEqual([0, 0])
    expect(session.connection?.getSnapshot().status).toBe('idle')
    expect(session.store.getState().phase).toBe('loading')
  })
})

describe('a session that runs', () => {
  it('brings what the feed says into the store, and the clock of the server into the ticker', async () => {
    const { world, feed, session } = createWorld()
    session.start()
    session.start()
    await settle()
    expect(feed.requests).toHaveLength(1)
    feed.greet([stream], world.nowMs() - 60_000)
    await settle()
    world.advance(2000)
    await settle()
    expect(session.store.getState().items.get('1')).toEqual(stream)
    expect(session.store.getState().phase).toBe('ready')
    expect(Math.abs(session.serverNowMs() - (world.nowMs() - 60_000))).toBeLessThan(50)
  })

  it('keeps what it knows when it is stopped, and resumes when it is started again', async () => {
    const { world, feed, session } = createWorld()
    session.start()
    await settle()
    feed.greet([stream])
    await settle()
    world.advance(20)
    await settle()
    session.stop()
    await settle()
    expect(feed.requests[0]?.isAborted).toBe(true)
    expect(session.store.getState().items.size).toBe(1)
    session.start()
    await settle()
    expect(feed.requests).toHaveLength(2)
  })

  it('asks for what it follows', async () => {
    const urls = await Promise.all(
      [
        { filter: undefined, account },
        { account, filter: { streams: ['7'] } },
      ].map(async (options) => {
        const { feed, session } = createWorld(options)
        session.start()
        await settle()
        return feed.requests[0]?.url
      }),
    )
    expect(urls).toEqual([
      `http://api/events/subscribe?users=${account}&snapshot=true`,
      'http://api/events/subscribe?streams=7&snapshot=true',
    ])
  })
})

/** A session without a filter, whose time a test lets pass. */
function createTopicWorld(options: Partial<SessionOptions> = {}) {
  const { world, feed, session } = createWorld({ filter: undefined, ...options })
  return {
    feed,
    session,
    async pass(ms: number) {
      await settle()
      world.advance(ms)
      await settle()
    },
    queries: () => feed.requests.map(({ url }) => new URL(url).search),
    following: () => session.store.getState().following,
    known: () => [...session.store.getState().items.keys()],
  }
}

describe('a session without a filter', () => {
  it('asks for nothing before the first topic, and then only for that', async () => {
    const { session, pass, queries } = createTopicWorld()
    session.start()
    await pass(10_000)
    expect(queries()).toEqual([])
    expect(session.connection?.getSnapshot().status).toBe('idle')
    session.follow({ streams: ['7'] })
    await pass(20)
    expect(queries()).toEqual(['?streams=7&snapshot=true'])
  })

  it('asks for everything that was followed before it began, at once', async () => {
    const { session, pass, queries } = createTopicWorld()
    session.follow({ streams: ['7'] })
    session.follow({ users: [account] })
    session.follow({ streams: ['8', '7'] })
    session.start()
    await pass(1000)
    expect(queries()).toEqual([`?streams=7&streams=8&users=${account}&snapshot=true`])
  })
})

describe('following more and less', () => {
  async function liveWorld(options: Partial<SessionOptions> = {}) {
    const scene = createTopicWorld(options)
    const cancel = scene.session.follow({ streams: ['1'] })
    scene.session.start()
    await scene.pass(20)
    scene.feed.greet([stream])
    await scene.pass(1000)
    return { ...scene, cancel }
  }

  it('makes one request for topics that are added together, from the same cursor', async () => {
    const { session, feed, pass, queries, following } = await liveWorld()
    expect(following().covered).toEqual(['stream:1'])
    session.follow({ streams: ['2'] })
    session.follow({ streams: ['3'] })
    session.follow({ streams: ['1'] })
    await pass(20)
    expect(queries().slice(1)).toEqual(['?streams=1&streams=2&streams=3&snapshot=2%2C3'])
    expect(feed.cursors[1]).toBe('k3f9a.5')
    expect(following().covered).toEqual(['stream:1'])
    feed.resume([streamState('2'), streamState('3')])
    await pass(20)
    expect(following().covered).toEqual(['stream:1', 'stream:2', 'stream:3'])
  })

  it('keeps a topic until its last follower is gone', async () => {
    const { session, feed, pass, queries, cancel } = await liveWorld()
    const second = session.follow({ streams: ['1'] })
    session.follow({ streams: ['2'] })
    await pass(20)
    feed.resume([])
    await pass(1000)
    cancel()
    cancel()
    await pass(10_000)
    expect(queries()).toHaveLength(2)
    second()
    await pass(10_000)
    expect(queries().slice(2)).toEqual(['?streams=2&snapshot=true'])
  })

  it('keeps data that is only left out for 5 s, and removes it once it is no longer followed', async () => {
    const { session, feed, pass, queries, known, cancel } = await liveWorld()
    session.follow({ streams: ['2'] })
    await pass(20)
    feed.resume([streamState('2', { tokenAddress: stream.tokenAddress, ...parties })])
    await pass(1000)
    cancel()
    await pass(4900)
    expect(queries()).toHaveLength(2)
    expect(known()).toEqual(['1', '2'])
    await pass(200)
    expect(queries()).toHaveLength(3)
    expect(known()).toEqual(['2'])
  })

  it('keeps the last topic until it stops', async () => {
    const { session, feed, pass, queries, known, cancel } = await liveWorld()
    cancel()
    await pass(20_000)
    expect([queries().length, known()]).toEqual([1, ['1']])
    expect(feed.requests[0]?.isAborted).toBe(false)
    session.stop()
    session.start()
    await pass(1000)
    expect(queries()).toHaveLength(1)
    session.follow({ streams: ['2'] })
    await pass(20)
    expect(queries()[1]).toContain('?streams=2&')
  })

  it('changes its own filter in place: store and cursor stay', async () => {
    const { session, feed, pass, queries, known } = await liveWorld({ filter: { streams: ['5'] } })
    const { connection } = session
    session.setFilter({ streams: ['6'] })
    await pass(20)
    expect(queries()[1]).toBe('?streams=6&streams=1&snapshot=6')
    expect(feed.cursors[1]).toBe('k3f9a.5')
    expect([session.connection === connection, known()]).toEqual([true, ['1']])
    session.setFilter(undefined)
    await pass(6000)
    expect(queries()[2]).toBe('?streams=1&snapshot=true')
  })
})

describe('a session that follows an account', () => {
  it('asks for none of its streams, and for a stranger once all of them are known', async () => {
    const { session, feed, pass, queries } = createTopicWorld({ account })
    session.follow({ streams: ['1'] })
    session.follow({ streams: ['2'] })
    session.start()
    await pass(20)
    feed.greet([stream])
    await pass(1000)
    expect(queries()).toEqual([
      `?users=${account}&snapshot=true`,
      `?streams=2&users=${account}&snapshot=2`,
    ])
  })

  it('asks once for a stream that does not exist, and then says so', async () => {
    const { session, feed, pass, queries, following } = createTopicWorld({ account })
    session.follow({ streams: ['404'] })
    session.start()
    await pass(20)
    feed.greet([stream])
    await pass(1000)
    expect(following().covered).toEqual([`user:${account}`])
    feed.resume([])
    await pass(10_000)
    expect(queries()).toHaveLength(2)
    expect(following().covered).toEqual([`user:${account}`, 'stream:404'])
  })
})

describe('a session that shares its connection between tabs', () => {
  const nameOfTabs = async (options: Partial<SessionOptions>) => {
    const names: string[] = []
    const { platform } = createPageWorld()
    const session = createSession({
      url: 'http://api',
      filter: { all: true },
      share: true,
      platform: {
        ...platform,
        tabs: {
          isAvailable: () => true,
          channel: (name) => {
            names.push(name)
            return { post() {}, close() {} }
          },
          lock: () => () => {},
        },
      },
      ...options,
    })
    session.start()
    // The part for tabs is loaded on demand.
    await expect.poll(() => names).toHaveLength(1)
    session.stop()
    return names[0]
  }

  it('never shares it between two accounts', async () => {
    const mine = await nameOfTabs({ account })
    expect(mine).toContain(account)
    expect(mine).toContain('http://api')
    const nobodys = await nameOfTabs({})
    expect(nobodys).not.toBe(mine)
    expect(await nameOfTabs({ account, share: 'ours' })).toMatch(/ours/)
  })
})

describe('retaining a session', () => {
  it('makes one request when it is released and retained again at once', async () => {
    const { world, feed, session } = createWorld()
    session.retain()()
    const release = session.retain()
    await settle()
    world.advance(5000)
    await settle()
    expect(feed.requests).toEqual([{ url: expect.any(String), isAborted: false }])
    release()
  })

  it('lingers after the last release, then disconnects', async () => {
    const { world, feed, session } = createWorld({ lingerMs: 700 })
    const first = session.retain()
    const second = session.retain()
    await settle()
    first()
    first()
    world.advance(2000)
    expect(feed.requests[0]?.isAborted).toBe(false)
    second()
    world.advance(699)
    expect(feed.requests[0]?.isAborted).toBe(false)
    world.advance(1)
    await settle()
    expect(feed.requests[0]?.isAborted).toBe(true)
    expect(session.connection?.getSnapshot().status).toBe('closed')
  })

  it('does not end what was started by hand', async () => {
    const { world, feed, session } = createWorld()
    session.start()
    session.retain()()
    await settle()
    world.advance(5000)
    expect(feed.requests[0]?.isAborted).toBe(false)
    session.stop()
  })
})

describe('a session whose filter is too large', () => {
  const streams = (count: number) => ({
    streams: Array.from({ length: count }, (_, id) => String(id)),
  })

  it('starts with a failed connection instead of an exception, and recovers with a smaller one', async () => {
    const { world, feed, session } = createWorld({ filter: streams(101) })
    session.start()
    await settle()
    expect(session.connection?.getSnapshot()).toMatchObject({
      status: 'failed',
      error: { code: 'filter_too_large' },
    })
    expect(feed.requests).toEqual([])
    session.setFilter(streams(100))
    await settle()
    world.advance(1000)
    await settle()
    expect(feed.requests).toHaveLength(1)
    session.setFilter(streams(101))
    await settle()
    world.advance(1000)
    await settle()
    expect(session.connection?.getSnapshot().status).toBe('failed')
    session.setFilter(streams(100))
    await settle()
    expect(session.connection?.getSnapshot().status).toBe('open')
    expect(feed.requests).toHaveLength(2)
    session.stop()
  })
})

describe('a session without network', () => {
  it('has no connection, knows that nothing will come, and ticks', () => {
    const { world, session } = createWorld({ url: undefined })
    session.start()
    expect(session.connection).toBeNull()
    expect(session.store.getState().phase).toBe('ready')
    world.advance(250)
    expect(session.serverNowMs()).toBe(world.nowMs())
    session.stop()
  })

  it('can have a fixed clock, for stories', () => {
    const session = createSession({
      platform: { clock: { nowMs: () => 1234, monotonicMs: () => 0 } },
    })
    expect(session.serverNowMs()).toBe(1234)
  })
})

describe('the tokens of a session', () => {
  const usdc = { symbol: 'USDC', decimals: 7 }

  it('are looked up by address, and unknown ones stay unknown', () => {
    const { session } = createWorld({ tokens: { CTOKEN: usdc } })
    expect(session.tokens('CTOKEN')).toBe(usdc)
    expect(session.tokens('COTHER')).toBeNull()
    expect(session.tokens('toString')).toBeNull()
    expect(createWorld().session.tokens('CTOKEN')).toBeNull()
  })

  it('can be a function', () => {
    const { session } = createWorld({ tokens: (address) => (address === 'C' ? usdc : null) })
    expect(session.tokens('C')).toBe(usdc)
  })
})
