/**
 * A card computes its stream's summary once. Counts subscriptions, and selectors that run for a batch of
 * frames: both go up if any part of a card subscribes by itself again.
 */
import { act, Profiler, type ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import {
  createSession,
  FlowingBalance,
  type FlowingBalanceView,
  GaugeProvider,
  type Session,
  StreamCard,
  StreamProgress,
  StreamScope,
  StreamStatusBadge,
  useFlowingBalance,
  useStreamCard,
} from '../../src/index.ts'
import { createPageWorld } from '../platform/page-world.ts'
import { eventFrame, snapshotFrame, streamState, withdrawn } from '../store/frames.ts'
import { mount } from './mount.ts'

const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 } }
const everything = { all: true } as const

/** A session that counts what its widgets do with it. */
function createCountingSession(streamCount: number) {
  const base = createSession({
    url: 'http://feed.test',
    filter: everything,
    tokens,
    platform: { ...createPageWorld(2_000_000).platform, fetch: () => new Promise(() => {}) },
  })
  const streams = Array.from({ length: streamCount }, (_, id) => streamState(String(id)))
  base.store.apply([snapshotFrame(streams)])
  base.store.setFollowing({ wanted: ['all'], covered: ['all'], leftOut: [] })
  const { connection } = base
  if (!connection) throw new Error('A session with a url has a connection.')
  const counts = { store: 0, selectors: 0, connection: 0, follows: 0 }
  const count = (name: keyof typeof counts, cancel: () => void) => {
    counts[name] += 1
    return () => {
      counts[name] -= 1
      cancel()
    }
  }
  const session: Session = {
    ...base,
    store: {
      ...base.store,
      subscribe: (listener) => count('store', base.store.subscribe(listener)),
      getState() {
        counts.selectors += 1
        return base.store.getState()
      },
    },
    connection: {
      ...connection,
      subscribe: (listener) => count('connection', connection.subscribe(listener)),
    },
    follow: (filter) => count('follows', base.follow(filter)),
  }
  return {
    session,
    counts,
    /** Selectors that run for a batch that changes nothing these widgets show. */
    selectorsRunBy(apply: () => void) {
      counts.selectors = 0
      act(apply)
      return counts.selectors
    },
  }
}

const page = (session: Session, node: ReactNode) => (
  <GaugeProvider session={session}>{node}</GaugeProvider>
)

describe('a card', () => {
  it('runs one selector per batch, with one subscription to the store and one topic', () => {
    const cards = 20
    const { session, counts, selectorsRunBy } = createCountingSession(cards + 1)
    const ids = Array.from({ length: cards }, (_, id) => String(id))
    mount(
      page(
        session,
        ids.map((id) => <StreamCard key={id} streamId={id} />),
      ),
    )
    expect(counts.store).toBe(cards)
    expect(counts.follows).toBe(cards)
    // All widgets share one debounced view of the connection.
    expect(counts.connection).toBe(1)
    const other = String(cards)
    const runs = selectorsRunBy(() =>
      session.store.apply([
        eventFrame(withdrawn(other, 1n, 2_000)),
        eventFrame(withdrawn(other, 1n, 2_001)),
      ]),
    )
    expect(runs).toBe(cards)
  })

  it('renders only the card whose stream an event changes', () => {
    const { session } = createCountingSession(3)
    const commits = new Map<string, number>()
    mount(
      page(
        session,
        ['0', '1', '2'].map((id) => (
          <Profiler key={id} id={id} onRender={() => commits.set(id, (commits.get(id) ?? 0) + 1)}>
            <StreamCard streamId={id} />
          </Profiler>
        )),
      ),
    )
    commits.clear()
    act(() => session.store.apply([eventFrame(withdrawn('1', 1n, 2_000))]))
    expect([...commits]).toEqual([['1', 1]])
  })

  it('of a stream object subscribes to the connection alone, and without an id to nothing', () => {
    const { session, counts } = createCountingSession(8)
    const { streamId: _, ...anonymous } = streamState('7')
    const { render } = mount(page(session, <StreamCard stream={anonymous} />))
    expect(counts).toMatchObject({ store: 0, connection: 0, follows: 0 })
    render(page(session, <StreamCard stream={streamState('7')} />))
    expect(counts).toMatchObject({ store: 0, connection: 1, follows: 0 })
  })
})

describe('a StreamScope', () => {
  it('gives its stream to the widgets and hooks below it, in one subscription', () => {
    const { session, counts } = createCountingSession(8)
    function Title() {
      return <h3>{useStreamCard().text.subtitle}</h3>
    }
    const { host } = mount(
      page(
        session,
        <StreamScope streamId="7">
          <Title />
          <StreamStatusBadge />
          <FlowingBalance kind="remaining" />
          <StreamProgress streamId="7" />
        </StreamScope>,
      ),
    )
    expect(host.querySelector('h3')?.textContent).toBe('Stream 7')
    expect(host.querySelectorAll('[data-phase=ready]')).toHaveLength(3)
    expect(counts.store).toBe(1)
  })

  it('does not change what another stream, other options or another provider show', () => {
    const { session, counts } = createCountingSession(8)
    const inner = createSession({ tokens })
    inner.store.apply([snapshotFrame([])])
    const seen: Record<string, FlowingBalanceView> = {}
    function Look(props: { readonly name: string } & Parameters<typeof useFlowingBalance>[0]) {
      const { name, ...options } = props
      seen[name] = useFlowingBalance(options)
      return null
    }
    mount(
      page(
        session,
        <StreamScope streamId="7" token={{ symbol: 'EURC', decimals: 4 }}>
          <Look name="same" />
          <Look name="other" streamId="6" />
          <Look name="decimals" decimals={0} />
          <Look name="direction" direction="outgoing" />
          <GaugeProvider session={inner}>
            <Look name="provider" streamId="7" />
          </GaugeProvider>
        </StreamScope>,
      ),
    )
    expect(seen['same']).toMatchObject({ streamId: '7', token: { symbol: 'EURC', decimals: 4 } })
    expect(seen['other']).toMatchObject({ streamId: '6', token: { symbol: 'USDC', decimals: 2 } })
    expect(seen['decimals']).toMatchObject({
      streamId: '7',
      token: { symbol: 'EURC', decimals: 0 },
    })
    expect(seen['direction']).toMatchObject({ streamId: '7', direction: 'outgoing' })
    expect(seen['provider']).toMatchObject({ phase: 'loading', token: null })
    // The scope, the other stream, and two with options of their own.
    expect(counts.store).toBe(4)
  })

  it('follows its stream when the id changes', () => {
    const { session } = createCountingSession(8)
    const scope = (id: string) =>
      page(
        session,
        <StreamScope streamId={id}>
          <StreamCard />
        </StreamScope>,
      )
    const { host, render } = mount(scope('7'))
    render(scope('6'))
    expect(host.querySelector('.sg-card__subtitle')?.textContent).toBe('Stream 6')
  })
})

describe('a widget without a stream and without a scope', () => {
  it('is loading: the id may still come', () => {
    let view: FlowingBalanceView | null = null
    function Look() {
      view = useFlowingBalance({})
      return null
    }
    mount(page(createSession(), <Look />))
    expect(view).toMatchObject({ phase: 'loading', error: null })
  })
})
