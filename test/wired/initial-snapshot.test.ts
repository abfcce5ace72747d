/**
 * Sessions that begin with the state that a server rendered their page with, in front of the real
 * server: what is shown at once, from where they continue, and what they do where they cannot.
 */
import { describe, expect, it } from 'vitest'
// Loaded in advance: the fake time of a test does not wait for a real dynamic import.
import '../../src/connection/sharing.ts'
import type { InitialSnapshot } from '../../src/feeds/initial-snapshot.ts'
import { createSession, type SessionOptions } from '../../src/payments-session.ts'
import { createFakeTabs } from '../support/fake-tabs.ts'
import { createStillTime, pageOn } from '../support/still-time.ts'
import { alice, bob, createWired, type Wired, type WiredOptions } from '../support/wired.ts'

const carol = 'GAV5QBWJP4HABLY2D7BTFD5HMOUSNFZDZDNY7LCPSOXXDWYYNVXJBKNV'

interface Asked {
  readonly query: string
  readonly cursor: string | null
}

/** The same as `fetch`, with a note of every subscription. */
function recorded({ fetch }: Wired, asked: Asked[]): NonNullable<SessionOptions['fetch']> {
  return async (url, init) => {
    const cursor = new Headers(init.headers).get('last-event-id')
    asked.push({ query: new URL(url).search, cursor })
    return fetch(url, init)
  }
}

async function createScene(options: WiredOptions = {}) {
  const time = createStillTime()
  const wired = createWired({ time, ...options })
  const streamId = await wired.createStream()
  const asked: Asked[] = []
  return {
    wired,
    time,
    streamId,
    asked,
    async read(query: string) {
      return (await wired.call('GET', `/events/snapshot?${query}`)).body as InitialSnapshot
    },
    /** A page that is loaded with this state. */
    load(given: SessionOptions) {
      const session = createSession({
        url: 'http://wired.test',
        persist: false,
        fetch: recorded(wired, asked),
        platform: pageOn(time),
        ...given,
      })
      const shown: string[] = []
      const note = () => {
        const stream = session.store.getState().items.get(streamId)
        const text = stream ? String(stream.depositedAmount) : 'none'
        if (shown.at(-1) !== text) shown.push(text)
      }
      note()
      session.store.subscribe(note)
      return { session, shown }
    },
  }
}

/** What arrived as events, oldest first, and the breaks between them. */
const historyOf = ({ store }: ReturnType<typeof createSession>) =>
  store
    .getState()
    .history.map((entry) => (entry.kind === 'event' ? entry.event.type : entry.kind))
    .reverse()

describe('a session with an initial snapshot', () => {
  it('shows its state before anything is requested, as the initial state of the store too', async () => {
    const { read, load, streamId, asked } = await createScene()
    const { session } = load({ account: alice, initialSnapshot: await read(`users=${alice}`) })
    const { items, phase, following } = session.store.getInitialState()
    expect([...items.keys()]).toEqual([streamId])
    expect({ phase, covered: following.covered }).toEqual({
      phase: 'ready',
      covered: [`user:${alice}`],
    })
    expect(asked).toEqual([])
  })

  it('subscribes from its position, and asks for no state', async () => {
    const { read, load, wired, time, streamId, asked } = await createScene()
    const initialSnapshot = await read(`users=${alice}`)
    await wired.topUp(streamId, 2)
    const { session, shown } = load({ account: alice, initialSnapshot })
    session.start()
    await time.advance(1000)
    expect(asked).toEqual([
      { query: `?users=${alice}&snapshot=true`, cursor: initialSnapshot.position },
    ])
    // Both events are applied to it, in one batch, and nothing else ever showed.
    expect(shown).toEqual(['1000000000', '1000000002'])
    expect(historyOf(session)).toEqual(['stream.topped_up', 'stream.topped_up'])
    session.stop()
  })

  it('continues for a stream that a widget follows, without a filter of its own', async () => {
    const { read, load, time, streamId, asked, wired } = await createScene()
    const initialSnapshot = await read(`streams=${streamId}`)
    const { session, shown } = load({ initialSnapshot })
    session.start()
    session.follow({ streams: [streamId] })
    await time.advance(1000)
    await wired.topUp(streamId)
    await time.advance(1000)
    expect(asked).toEqual([
      { query: `?streams=${streamId}&snapshot=true`, cursor: initialSnapshot.position },
    ])
    expect(shown).toEqual(['1000000000', '1000000001'])
    session.stop()
  })

  it('asks for the state of what it does not contain, and of nothing else', async () => {
    const { read, load, time, streamId, asked, wired } = await createScene()
    const other = await wired.createStream({ sender: bob, recipient: carol })
    const initialSnapshot = await read(`streams=${streamId}`)
    const { session } = load({ initialSnapshot })
    session.start()
    session.follow({ streams: [streamId, other] })
    await time.advance(1000)
    expect(asked).toEqual([
      {
        query: `?streams=${streamId}&streams=${other}&snapshot=${other}`,
        cursor: initialSnapshot.position,
      },
    ])
    expect([...session.store.getState().items.keys()].sort()).toEqual([streamId, other])
    session.stop()
  })

  it('drops what it contains and nothing on the page follows', async () => {
    const { read, load, time, streamId, wired } = await createScene()
    const other = await wired.createStream({ sender: bob, recipient: carol })
    const { session } = load({ initialSnapshot: await read(`streams=${streamId}&users=${carol}`) })
    session.follow({ users: [carol] })
    session.start()
    await time.advance(1000)
    expect([...session.store.getState().items.keys()]).toEqual([other])
    session.stop()
  })

  it('of another history is replaced as a whole, after a reset', async () => {
    const { read, load, time } = await createScene()
    const body = await read(`users=${alice}`)
    const gone = { ...(body['streams'] as object[])[0], streamId: '999' }
    const { session } = load({
      account: alice,
      initialSnapshot: { ...body, position: 'other.7', streams: [gone] },
    })
    expect([...session.store.getState().items.keys()]).toEqual(['999'])
    session.start()
    await time.advance(1000)
    expect([...session.store.getState().items.keys()]).toEqual(['1'])
    expect(historyOf(session)).toEqual(['reset'])
    session.stop()
  })

  it('older than what the server keeps is followed by a gap and the state', async () => {
    const { read, load, time, wired, streamId } = await createScene({ retentionEvents: 3 })
    const initialSnapshot = await read(`users=${alice}`)
    await wired.topUp(streamId, 10)
    const { session, shown } = load({ account: alice, initialSnapshot })
    session.start()
    await time.advance(1000)
    expect(historyOf(session)[0]).toBe('gap')
    expect(shown).toEqual(['1000000000', '1000000010'])
    session.stop()
  })

  it('of another account is ignored: its data never shows', async () => {
    const { read, load, time, asked } = await createScene()
    const { session, shown } = load({ account: carol, initialSnapshot: await read(`users=${bob}`) })
    session.start()
    await time.advance(1000)
    expect(shown).toEqual(['none'])
    expect(asked).toEqual([{ query: `?users=${carol}&snapshot=true`, cursor: null }])
    session.stop()
  })

  it.each<[string, InitialSnapshot]>([
    ['without a position', { position: undefined }],
    ['without its topics', { topics: undefined }],
    ['with items that cannot be read', { streams: [{}] }],
  ])('%s shows until the state arrives, which replaces it', async (_, change) => {
    const { read, load, time, wired, streamId, asked } = await createScene()
    const body = await read(`users=${alice}`)
    const extra = { ...(body['streams'] as object[])[0], streamId: '999' }
    const streams = [
      ...(body['streams'] as object[]),
      extra,
      ...((change['streams'] as object[]) ?? []),
    ]
    const { session, shown } = load({
      account: alice,
      initialSnapshot: { ...body, ...change, streams },
    })
    const { phase, items } = session.store.getState()
    expect({ phase, size: items.size }).toEqual({ phase: 'loading', size: 2 })
    await wired.topUp(streamId)
    session.start()
    await time.advance(1000)
    expect(asked).toEqual([{ query: `?users=${alice}&snapshot=true`, cursor: null }])
    expect(shown).toEqual(['1000000000', '1000000001'])
    expect([...session.store.getState().items.keys()]).toEqual([streamId])
    expect(historyOf(session)).toEqual([])
    session.stop()
  })

  it('may hold streams as values instead of JSON', async () => {
    const { wired, load, streamId } = await createScene()
    const stream = load({ account: alice })
    stream.session.start()
    await wired.time.advance(1000)
    const streams = [...stream.session.store.getState().items.values()]
    stream.session.stop()
    const { session } = load({ account: alice, initialSnapshot: { streams } })
    expect(session.store.getState().items.get(streamId)).toEqual(streams[0])
  })

  it('that is no snapshot is ignored', async () => {
    const { load } = await createScene()
    const { session } = load({ account: alice, initialSnapshot: { error: 'not found' } })
    expect(session.store.getState()).toMatchObject({ phase: 'loading', position: null })
  })

  it('shows without any connection, too', async () => {
    const { read, load, streamId } = await createScene()
    const { session } = load({ url: undefined, initialSnapshot: await read(`users=${alice}`) })
    expect(session.connection).toBeNull()
    expect(session.store.getState().items.has(streamId)).toBe(true)
  })
})

describe('a page that is loaded again with a newer snapshot', () => {
  const createStorage = () => {
    const stored = new Map<string, string>()
    return {
      read: (key: string) => stored.get(key) ?? null,
      write: (key: string, value: string | null) =>
        value === null ? stored.delete(key) : stored.set(key, value),
    }
  }

  it('resumes from its stored cursor, so that its history has what happened in between', async () => {
    const { read, load, wired, time, streamId } = await createScene()
    const persist = createStorage()
    const first = load({ account: alice, persist, initialSnapshot: await read(`users=${alice}`) })
    first.session.start()
    await time.advance(1000)
    await wired.topUp(streamId)
    await time.advance(2000)
    first.session.stop()
    await wired.topUp(streamId, 2)
    const initialSnapshot = await read(`users=${alice}`)
    await wired.topUp(streamId)
    const { session, shown } = load({ account: alice, persist, initialSnapshot })
    session.start()
    await time.advance(1000)
    // The first two are contained in the state: they are history only.
    expect(shown).toEqual(['1000000003', '1000000004'])
    expect(historyOf(session)).toEqual(Array(3).fill('stream.topped_up'))
    session.stop()
  })

  it('resumes from the snapshot where that is older', async () => {
    const { read, load, wired, time, streamId, asked } = await createScene()
    const persist = createStorage()
    const initialSnapshot = await read(`users=${alice}`)
    const first = load({ account: alice, persist, initialSnapshot })
    first.session.start()
    await time.advance(1000)
    await wired.topUp(streamId)
    await time.advance(2000)
    first.session.stop()
    const { session, shown } = load({ account: alice, persist, initialSnapshot })
    session.start()
    await time.advance(1000)
    expect(asked.at(-1)?.cursor).toBe(initialSnapshot.position)
    expect(shown).toEqual(['1000000000', '1000000001'])
    session.stop()
  })
})

describe('tabs that share a connection', () => {
  it('receive the events of what they were loaded with', async () => {
    const wired = createWired()
    const streamId = await wired.createStream({ sender: alice, recipient: bob })
    const browser = createFakeTabs()
    const asked: Asked[] = []
    const open = async (account: string) => {
      const { body } = await wired.call('GET', `/events/snapshot?users=${account}`)
      const session = createSession({
        url: 'http://wired.test',
        filter: { users: [account] },
        share: 'tabs',
        persist: false,
        initialSnapshot: body as InitialSnapshot,
        platform: browser.open(recorded(wired, asked)).platform,
      })
      session.start()
      await browser.advance(500)
      return session
    }
    const sessions = [await open(carol), await open(alice), await open(bob)]
    // A top-up names its stream only: a tab has to know whose that is.
    await wired.topUp(streamId)
    await browser.advance(500)
    const deposits = sessions.map((session) =>
      [...session.store.getState().items.values()].map((stream) => stream.depositedAmount),
    )
    expect(deposits).toEqual([[], [1_000_000_001n], [1_000_000_001n]])
    expect(asked.map(({ query }) => query.includes('snapshot=always'))).not.toContain(true)
    for (const session of sessions) session.stop()
  })
})
