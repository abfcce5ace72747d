import { act, StrictMode } from 'react'
import { describe, expect, it } from 'vitest'
import { createInspector } from '../../src/connection/inspector.ts'
import { createSession, type Session } from '../../src/payments-session.ts'
import { GaugeProvider } from '../../src/react/gauge-provider.tsx'
import { useSession } from '../../src/react/session-context.ts'
import { useStreamSummary } from '../../src/react/stream-scope.tsx'
import { useConnection } from '../../src/react/use-connection.ts'
import { type Motion, useMotion } from '../../src/react/use-motion.ts'
import { useHistory, useStream, useStreams } from '../../src/react/use-stream.ts'
import { type StreamEvents, useStreamEvents } from '../../src/react/use-stream-events.ts'
import { ConnectionBadge } from '../../src/widgets/connection-badge/connection-badge.tsx'
import { at, eventFrame, gapFrame, snapshotFrame, streamState, withdrawn } from '../store/frames.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { createFakeFeed } from './fake-feed.ts'
import { mount, until } from './mount.ts'

const account = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const other = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
const tokenAddress = 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA'
const stream = streamState('1', { sender: account, recipient: account, tokenAddress })

function Page() {
  const { status } = useConnection()
  const known = useStream('1')
  return (
    <p id="page">
      {status} {known ? `${known.withdrawnAmount}` : 'unknown'}
    </p>
  )
}

describe('a provider', () => {
  it('makes exactly one request in StrictMode, and shows what it receives', async () => {
    const feed = createFakeFeed()
    const { byId } = mount(
      <StrictMode>
        <GaugeProvider url="http://api" fetch={feed.fetch} persist={false}>
          <Page />
          <Page />
        </GaugeProvider>
      </StrictMode>,
    )
    await until(() => feed.requests.length, 1)
    await act(async () => feed.greet([stream]))
    await until(() => byId('page').textContent, 'open 0')
    await act(async () => {
      feed.send(
        'stream.withdrawn',
        {
          streamId: '1',
          recipient: account,
          amount: '7',
          timestamp: 2_000,
        },
        'k3f9a.6',
      )
    })
    await until(() => byId('page').textContent, 'open 7')
    expect(feed.requests).toEqual([{ url: expect.any(String), isAborted: false }])
  })

  it('calls the functions of the latest render, and creates no new session for them', async () => {
    const feed = createFakeFeed()
    const asked: string[] = []
    const page = (token: string) => (
      <GaugeProvider
        url="http://api"
        fetch={feed.fetch}
        persist={false}
        filter={{ streams: ['1'] }}
        getToken={() => {
          asked.push(token)
          return token
        }}
      >
        <Page />
      </GaugeProvider>
    )
    const { render } = mount(page('first'))
    await until(() => feed.requests.length, 1)
    render(page('second'))
    await act(async () => feed.end())
    await until(() => feed.requests.length, 2)
    expect(asked).toEqual(['first', 'second'])
  })

  it('follows another filter in the same session, with the credentials of that render', async () => {
    const feed = createFakeFeed()
    const asked: string[] = []
    const sessions = new Set<Session>()
    function Look() {
      sessions.add(useSession())
      return null
    }
    const page = (id: string) => (
      <GaugeProvider
        url="http://api"
        fetch={feed.fetch}
        persist={false}
        filter={{ streams: [id] }}
        getToken={() => {
          asked.push(id)
          return id
        }}
      >
        <Look />
      </GaugeProvider>
    )
    const { render } = mount(page('1'))
    await until(() => feed.requests.length, 1)
    await act(async () => feed.greet([stream]))
    render(page('2'))
    await until(() => feed.requests.length, 2)
    expect(feed.requests[1]?.url).toBe('http://api/events/subscribe?streams=2&snapshot=always')
    expect(feed.cursors).toEqual([null, 'k3f9a.5'])
    expect(asked).toEqual(['1', '2'])
    expect(feed.requests[0]?.isAborted).toBe(true)
    expect(sessions.size).toBe(1)
  })

  it('makes another session for another account, with or without a filter', () => {
    const seen: { session: Session | null; direction: string | null } = {
      session: null,
      direction: null,
    }
    const sent = streamState('1', { sender: account, recipient: other, tokenAddress })
    function Look() {
      seen.session = useSession()
      seen.direction = useStreamSummary({ stream: sent }).direction
      return null
    }
    const page = (person: string, filter?: { all: true }) => (
      <GaugeProvider account={person} filter={filter}>
        <Look />
      </GaugeProvider>
    )
    const { render } = mount(null)
    const sessions = new Set<Session | null>()
    for (const filter of [undefined, { all: true } as const]) {
      for (const [person, direction] of [
        [account, 'outgoing'],
        [other, 'incoming'],
      ] as const) {
        render(page(person, filter))
        sessions.add(seen.session)
        expect([seen.session?.account, seen.direction]).toEqual([person, direction])
      }
    }
    expect(sessions.size).toBeGreaterThan(2)
  })

  it('shows a failed connection for a filter with too many topics, and recovers', async () => {
    const feed = createFakeFeed()
    const world = createFakeWorld({ fetch: feed.fetch })
    const rejections: unknown[] = []
    const onRejection = (event: PromiseRejectionEvent) => rejections.push(event.reason)
    addEventListener('unhandledrejection', onRejection)
    const page = (count: number) => (
      <GaugeProvider
        url="http://api"
        platform={world.platform}
        persist={false}
        filter={{ streams: Array.from({ length: count }, (_, id) => String(id)) }}
      >
        <ConnectionBadge />
      </GaugeProvider>
    )
    const { render, host } = mount(page(101))
    const condition = () =>
      host.querySelector('.sg-connection')?.getAttribute('data-condition') ?? null
    await act(() => world.advance(20))
    expect(condition()).toBe('failed')
    expect(host.textContent).toContain('Too many streams and accounts')
    render(page(100))
    await act(() => world.advance(20))
    expect(feed.requests).toHaveLength(1)
    await act(async () => feed.greet([stream]))
    await act(() => world.advance(1000))
    expect(condition()).toBe('live')
    render(page(102))
    await act(() => world.advance(1000))
    expect(condition()).toBe('failed')
    render(page(100))
    await act(() => world.advance(20))
    expect(feed.requests).toHaveLength(2)
    removeEventListener('unhandledrejection', onRejection)
    expect(rejections).toEqual([])
  })

  it('passes the options to its connection', async () => {
    const feed = createFakeFeed()
    const world = createFakeWorld({ fetch: feed.fetch })
    const inspector = createInspector({ platform: world.platform })
    mount(
      <GaugeProvider
        url="http://api"
        platform={world.platform}
        filter={{ streams: ['1'] }}
        inspector={inspector}
        hiddenPauseMs={60_000}
        persist={{ read: () => 'k3f9a.4', write() {} }}
      >
        <Page />
      </GaugeProvider>,
    )
    await act(() => world.advance(20))
    expect(feed.cursors).toEqual(['k3f9a.4'])
    expect(inspector.entries().map(({ type }) => type)).toContain('request')
    world.setHidden(true)
    await act(() => world.advance(61_000))
    expect(feed.requests[0]?.isAborted).toBe(true)
  })
})

describe('the motion control', () => {
  it('pauses the page and slows it down', () => {
    const session = createSession()
    const seen: { last: Motion | null } = { last: null }
    function Control() {
      seen.last = useMotion()
      return <p id="control">{`${seen.last.isPaused} ${seen.last.minIntervalMs}`}</p>
    }
    const { byId } = mount(
      <GaugeProvider session={session}>
        <Control />
      </GaugeProvider>,
    )
    expect(byId('control').textContent).toBe('false 0')
    const first = seen.last
    act(() => seen.last?.pause())
    act(() => seen.last?.slowDown(1000))
    expect(byId('control').textContent).toBe('true 1000')
    act(() => seen.last?.resume())
    expect(byId('control').textContent).toBe('false 1000')
    // An effect that depends on a command does not run for every change that it makes.
    expect(seen.last?.slowDown).toBe(first?.slowDown)
  })
})

describe('a list of streams', () => {
  it('renders for its own streams only', () => {
    const session = createSession()
    session.store.apply([snapshotFrame([streamState('1'), streamState('2', { sender: 'GOTHER' })])])
    let renders = 0
    function List() {
      renders += 1
      return <p id="list">{useStreams({ account: 'GOTHER' }).map((one) => one.streamId)}</p>
    }
    const { byId } = mount(
      <GaugeProvider session={session}>
        <List />
      </GaugeProvider>,
    )
    expect(byId('list').textContent).toBe('2')
    act(() => session.store.apply([eventFrame(withdrawn('1', 1n, 2_000))]))
    expect(renders).toBe(1)
    act(() => session.store.apply([eventFrame(withdrawn('2', 1n, 2_000))]))
    expect(renders).toBe(2)
  })

  it('has a history with its gaps', () => {
    const session = createSession()
    session.store.apply([
      eventFrame(withdrawn('1', 1n, 2_000), at(1)),
      gapFrame(2, 5, at(5)),
      eventFrame(withdrawn('2', 1n, 2_001), at(6)),
    ])
    function Lines() {
      return (
        <p id="lines">
          {useHistory()
            .map(({ kind }) => kind)
            .join(' ')}
        </p>
      )
    }
    const { byId } = mount(
      <GaugeProvider session={session}>
        <Lines />
      </GaugeProvider>,
    )
    expect(byId('lines').textContent).toBe('event gap event')
  })
})

describe('useStreamEvents', () => {
  function setUp() {
    const session = createSession({ url: 'http://nowhere.invalid', fetch: neverAnswers })
    const seen: { last: StreamEvents | null } = { last: null }
    function Events(props: Parameters<typeof useStreamEvents>[0]) {
      seen.last = useStreamEvents(props)
      return null
    }
    const show = (props: Parameters<typeof useStreamEvents>[0]) => (
      <GaugeProvider session={session}>
        <Events {...props} />
      </GaugeProvider>
    )
    const look = (): StreamEvents => {
      if (!seen.last) throw new Error('Nothing was rendered.')
      return seen.last
    }
    return { session, show, look }
  }
  const neverAnswers = () => new Promise<Response>(() => {})

  it('returns the events of the given streams and accounts, newest first', () => {
    const { session, show, look } = setUp()
    session.store.apply([
      snapshotFrame([streamState('1', { sender: 'GA' }), streamState('2'), streamState('3')]),
      eventFrame(withdrawn('1', 1n, 2_000)),
      eventFrame(withdrawn('2', 1n, 2_001)),
      eventFrame(withdrawn('3', 1n, 2_002)),
    ])
    const idsFor = (props: Parameters<typeof useStreamEvents>[0]) => {
      render(show(props))
      return look().events.map((event) => event.streamId)
    }
    const { render } = mount(null)
    expect(idsFor({ subscribeToAll: true })).toEqual(['3', '2', '1'])
    expect(idsFor({ streamIds: ['2'], userPublicKeys: ['GA'] })).toEqual(['2', '1'])
    expect(idsFor({})).toEqual([])
  })

  it('clears its own list only', () => {
    const { session, show, look } = setUp()
    session.store.apply([eventFrame(withdrawn('1', 1n, 2_000))])
    mount(show({ subscribeToAll: true }))
    expect(look().events).toHaveLength(1)
    act(() => look().clearEvents())
    expect(look().events).toEqual([])
    act(() => session.store.apply([eventFrame(withdrawn('1', 1n, 2_001))]))
    expect(look().events).toHaveLength(1)
    expect(session.store.getState().history).toHaveLength(2)
  })
})
