/**
 * How fresh the widgets of a stream are. A stream that the session's store has is as fresh as the
 * connection, however the widget was given it; what is not live stands still as of when it was.
 */
import { act, Profiler, type ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { LiveNumber, type LiveNumberProps, useFeedValue } from '../../src/dashboard.ts'
import { payments } from '../../src/feeds/payments/index.ts'
import {
  ConnectionBadge,
  type ConnectionSnapshot,
  type ConnectionStatus,
  createSession,
  FlowingBalance,
  GaugeProvider,
  type Session,
  StreamCard,
} from '../../src/index.ts'
import '../../src/styles.css'
import { createStill, open } from '../../stories/still-session.tsx'
import { createPageWorld } from '../platform/page-world.ts'
import { snapshotFrame, streamState } from '../store/frames.ts'
import { mount } from './mount.ts'

const second = 1000
const startMs = Date.UTC(2026, 10, 20, 14, 2, 11)
const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 } }
const terms = { startTime: startMs / second - 2_000, lastUpdateTime: startMs / second - 2_000 }
const known = streamState('7', terms)
const waiting: ConnectionStatus = {
  status: 'waiting',
  delayMs: 4_000,
  retryAtMs: startMs + 4_000,
  cause: 'network',
}
const offline: ConnectionStatus = { status: 'paused', reasons: ['offline'] }

/** A session that has stream 7, and a connection that is as the test says. */
function createPage() {
  const world = createPageWorld(startMs)
  const base = createSession({ url: '', tokens, platform: world.platform })
  base.store.apply([snapshotFrame([known])])
  base.store.setFollowing({ wanted: ['all'], covered: ['all'], leftOut: [] })
  const { connection: still } = createStill({ connection: open }).session
  if (!still) throw new Error('A still session with a status has a connection.')
  let snapshot: ConnectionSnapshot = still.getSnapshot()
  const listeners = new Set<() => void>()
  const session: Session = {
    ...base,
    connection: {
      ...still,
      getSnapshot: () => snapshot,
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    retain: () => () => {},
  }
  return {
    session,
    page: (node: ReactNode) => (
      <GaugeProvider session={session} locale="en-GB">
        {node}
      </GaugeProvider>
    ),
    become: (status: ConnectionStatus) =>
      act(() => {
        snapshot = { ...still.getSnapshot(), ...status } as ConnectionSnapshot
        for (const listener of [...listeners]) listener()
      }),
    advance: (ms: number) => act(() => world.advance(ms)),
  }
}

const cardsIn = (host: HTMLElement) =>
  [...host.querySelectorAll<HTMLElement>('.sg-card')].map((card) => card.dataset['freshness'])

describe('a card of a stream object', () => {
  it('whose id the store has is as fresh as the connection', () => {
    const { page, become } = createPage()
    const { host } = mount(page(<StreamCard stream={known} />))
    expect(cardsIn(host)).toEqual(['live'])
    become(waiting)
    expect(cardsIn(host)).toEqual(['stale'])
    become(offline)
    expect(cardsIn(host)).toEqual(['offline'])
    become(open)
    expect(cardsIn(host)).toEqual(['live'])
  })

  it('that the store does not have, or without an id, stays live', () => {
    const { page, become } = createPage()
    const { streamId: _, ...anonymous } = known
    const token = { symbol: 'USDC', decimals: 2 }
    const { host } = mount(
      page(
        <>
          <StreamCard stream={streamState('8', terms)} />
          <StreamCard stream={anonymous} token={token} />
        </>,
      ),
    )
    become(offline)
    expect(cardsIn(host)).toEqual(['live', 'live'])
  })

  it('does not render while nothing changes but the counters of the connection', () => {
    const { page, become } = createPage()
    let commits = 0
    mount(
      page(
        <Profiler id="card" onRender={() => (commits += 1)}>
          <StreamCard stream={known} />
        </Profiler>,
      ),
    )
    const before = commits
    become({ ...open, lastByteAtMs: open.lastByteAtMs + 1 })
    expect(commits).toBe(before)
  })
})

describe('what is not live', () => {
  it('stands still as of when it was, and is right again when it is back', async () => {
    const { page, become, advance, session } = createPage()
    const { host } = mount(page(<StreamCard streamId="7" everyMs={0} />))
    const text = (name: string) => host.querySelector(`.sg-${name}`)?.textContent
    await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(2)
    expect(text('balance__value')).toMatch(/^2,000\.0/)
    become(waiting)
    advance(93 * second)
    expect(text('balance__value')).toMatch(/^2,000\.0/)
    expect(text('card__label')).toMatch(/^Withdrawable as of \d\d:02:11$/)
    expect(host.querySelector('[data-ticking]')).toBeNull()
    become(open)
    expect(text('balance__value')).toMatch(/^2,093\.0/)
    expect(text('card__label')).toBe('Withdrawable')
  })

  it('keeps its status, which may have changed since', () => {
    const { page, become, advance } = createPage()
    const { host } = mount(page(<StreamCard streamId="7" />))
    const status = () => host.querySelector<HTMLElement>('.sg-card')?.dataset['status']
    become(offline)
    advance(10_000 * second)
    expect(status()).toBe('streaming')
    become(open)
    expect(status()).toBe('settled')
  })

  it('is shown as of the same time by a widget that is mounted later', () => {
    const { page, become, advance } = createPage()
    const shown = (isLater: boolean) =>
      page(
        <>
          <ConnectionBadge />
          {isLater && <FlowingBalance streamId="7" size="hero" />}
        </>,
      )
    const { host, render } = mount(shown(false))
    become(offline)
    advance(93 * second)
    render(shown(true))
    expect(host.querySelector('.sg-balance__note')?.textContent).toMatch(
      /^Offline, as of .*:02:11$/,
    )
    expect(host.querySelector('.sg-balance__value')?.textContent).toMatch(/^2,000\.0/)
  })

  it('is shown as of the mount of its first widget if nothing was live before', () => {
    const { page, become, advance } = createPage()
    become(offline)
    const { host, render } = mount(page(<StreamCard streamId="7" />))
    advance(93 * second)
    render(page(<StreamCard streamId="7" />))
    expect(host.querySelector('.sg-card__label')?.textContent).toMatch(/as of \d\d:02:11$/)
  })

  it('says so in the sentence for assistive technology', () => {
    const { page, become } = createPage()
    const { host } = mount(page(<FlowingBalance streamId="7" tabIndex={0} />))
    const root = host.querySelector<HTMLElement>('.sg-balance')
    const sentence = () => host.querySelector('.sg-balance__sentence')?.textContent
    expect(sentence()).toContain('growing')
    become(waiting)
    expect(sentence()).toMatch(/^2,000\.00? USDC withdrawable, not up to date, as of/)
    become(offline)
    expect(sentence()).toMatch(/^2,000\.00? USDC withdrawable, offline, as of/)
    expect(root?.title).toMatch(/^Offline, as of/)
  })
})

/** How colourful a computed colour is: 0 for greys. */
function chromaOf(color: string): number {
  const [, chroma] = /^oklch\(\S+ (\S+)/.exec(color) ?? []
  if (chroma === undefined) throw new Error(`Not in oklch: ${color}.`)
  return Number(chroma)
}

describe.each(['light', 'dark'])(
  'the colours of a stream that is about to end, in the %s theme',
  (theme) => {
    it('are those of its direction and its end while it is live, and greys while it is not', () => {
      const { page, become } = createPage()
      const { host } = mount(
        page(
          <div data-theme={theme}>
            <StreamCard streamId="7" direction="outgoing" criticalWithinSeconds={1_000_000} />
          </div>,
        ),
      )
      const colors = () =>
        ['card__direction', 'card__schedule', 'status', 'balance__value'].map((name) => {
          const element = host.querySelector(`.sg-${name}`)
          if (!element) throw new Error(`A card has no ${name}.`)
          return chromaOf(getComputedStyle(element).color) > 0.03 ? name : 'grey'
        })
      const greys = ['grey', 'grey', 'grey', 'grey']
      expect(colors()).toEqual(['card__direction', 'card__schedule', 'status', 'grey'])
      become(waiting)
      expect(colors()).toEqual(greys)
      become(offline)
      expect(colors()).toEqual(greys)
    })
  },
)

describe('a balance that stops being live', () => {
  it.each(['text', 'hero'] as const)('keeps its size, as %s', (size) => {
    const { page, become } = createPage()
    const { host } = mount(page(<FlowingBalance streamId="7" size={size} />))
    const box = () => {
      const { width, height } = host.querySelector('.sg-balance')?.getBoundingClientRect() ?? {}
      return { width, height }
    }
    const before = box()
    become(waiting)
    expect(box()).toEqual(before)
    become(offline)
    expect(box()).toEqual(before)
    become(open)
    expect(box()).toEqual(before)
  })
})

describe('a number of a feed', () => {
  function Deposit(props: LiveNumberProps & { readonly id?: string }) {
    const { id = '7', ...rest } = props
    const source = useFeedValue(payments, id, (stream) => stream.depositedAmount)
    return <LiveNumber label="Deposit" source={source} {...rest} />
  }
  const rootIn = (host: HTMLElement) => host.querySelector<HTMLElement>('.sg-live-number')

  it('is as fresh as its connection, and says as of when it is', () => {
    const { page, become } = createPage()
    const { host } = mount(page(<Deposit />))
    expect(rootIn(host)?.dataset['freshness']).toBe('live')
    become(waiting)
    expect(rootIn(host)?.dataset['freshness']).toBe('stale')
    expect(rootIn(host)?.title).toContain('14:02:11')
    become(offline)
    expect(rootIn(host)?.dataset['freshness']).toBe('offline')
    become(open)
    expect(rootIn(host)?.dataset['freshness']).toBe('live')
    expect(rootIn(host)?.title).toBe('')
  })

  it('is as fresh as its props say, where they say it', () => {
    const { page, become } = createPage()
    const { host } = mount(
      page(
        <>
          <Deposit freshness="live" />
          <Deposit connected={false} />
        </>,
      ),
    )
    become(offline)
    const [first, second] = host.querySelectorAll<HTMLElement>('.sg-live-number')
    expect(first?.dataset['freshness']).toBe('live')
    expect(second?.dataset['freshness']).toBe('stale')
  })

  it('that was not requested is an error, and not without data', () => {
    const { page, session } = createPage()
    const { host } = mount(page(<Deposit id="8" />))
    expect(rootIn(host)?.dataset['phase']).toBe('empty')
    act(() =>
      session.store.setFollowing({ wanted: ['all'], covered: ['all'], leftOut: ['stream:8'] }),
    )
    expect(rootIn(host)?.dataset['phase']).toBe('error')
  })
})
