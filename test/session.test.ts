import { describe, expect, it } from 'vitest'
import type { Platform } from '../src/platform/ports.ts'
import { createSession, type SessionOptions } from '../src/session.ts'
import { createPageWorld } from './platform/page-world.ts'
import { createFakeFeed } from './react/fake-feed.ts'
import { streamState } from './store/frames.ts'

const account = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const stream = streamState('1', {
  sender: account,
  recipient: account,
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
})

function createWorld(options: Partial<SessionOptions> = {}) {
  const world = createPageWorld()
  const feed = createFakeFeed()
  const platform: Platform = {
    ...world.platform,
    random: { next: () => 0.5 },
    fetch: feed.fetch,
  }
  const session = createSession({ url: 'http://api', platform, ...options })
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
    expect(session.store.getState().streams.get('1')).toEqual(stream)
    expect(session.store.getState().phase).toBe('ready')
    expect(Math.abs(session.serverNowMs() - (world.nowMs() - 60_000))).toBeLessThan(50)
  })

  it('keeps what it knows when it is stopped, and goes on when it is started again', async () => {
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
    expect(session.store.getState().streams.size).toBe(1)
    session.start()
    await settle()
    expect(feed.requests).toHaveLength(2)
  })

  it('asks for what it is told to follow', async () => {
    const urls = await Promise.all(
      [{}, { account }, { account, filter: { streams: ['7'] } }].map(async (options) => {
        const { feed, session } = createWorld(options)
        session.start()
        await settle()
        return feed.requests[0]?.url
      }),
    )
    expect(urls).toEqual([
      'http://api/events/subscribe?all=true&snapshot=true',
      `http://api/events/subscribe?users=${account}&snapshot=true`,
      'http://api/events/subscribe?streams=7&snapshot=true',
    ])
  })
})

describe('holding a session', () => {
  it('let go and taken up again at once makes one request', async () => {
    const { world, feed, session } = createWorld()
    session.retain()()
    const release = session.retain()
    await settle()
    world.advance(5000)
    await settle()
    expect(feed.requests).toEqual([{ url: expect.any(String), isAborted: false }])
    release()
  })

  it('lingers after the last holder, then disconnects', async () => {
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

  it('can stand at any moment, for stories', () => {
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
