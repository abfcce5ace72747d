/**
 * What widgets show when there is no stream to show: each reason has its own text, and widgets next to
 * each other give the same reason.
 */
import { cleanup, render, renderHook } from '@testing-library/react'
import { Profiler, type ReactNode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  ActivityFeed,
  createSession,
  FlowingBalance,
  GaugeProvider,
  type Session,
  StreamCard,
  StreamProgress,
  StreamScope,
  type StreamSource,
  StreamStatusBadge,
  useActivityFeed,
  useFlowingBalance,
  useHistory,
  useStorePhase,
  useStream,
  useStreamEvents,
  useStreams,
} from '../../src/index.ts'
import '../../src/styles.css'
import { createPageWorld } from '../platform/page-world.ts'
import { streamState } from '../store/frames.ts'

const nowMs = 2_000_000
const token = { symbol: 'USDC', decimals: 2 }

function widgetsOf(source: StreamSource): ReactNode {
  return (
    <>
      <FlowingBalance {...source} />
      <StreamProgress {...source} />
      <StreamStatusBadge {...source} />
      <StreamCard {...source} />
    </>
  )
}

function textsOf(container: Element) {
  const textOf = (selector: string) => container.querySelector(selector)?.textContent
  return {
    balance: textOf('.sg-balance__sentence'),
    note: textOf('.sg-balance__note'),
    progress: textOf('.sg-progress'),
    badge: textOf('.sg-status__label'),
    title: textOf('.sg-card__title'),
  }
}

function mountWidgets(session: Session, source: StreamSource) {
  const { container } = render(
    <GaugeProvider session={session} locale="en-US">
      {widgetsOf(source)}
    </GaugeProvider>,
  )
  return {
    texts: () => textsOf(container),
    phases: () => [...container.querySelectorAll('[data-phase]')].map((e) => e.className),
    phasesOf: (phase: string) => container.querySelectorAll(`[data-phase=${phase}]`).length,
  }
}

const quiet = () => createSession({ platform: createPageWorld(nowMs).platform })

afterEach(cleanup)

describe('a stream whose connection is refused with 403', () => {
  it('is unavailable because of the connection, not of the token', async () => {
    const { platform } = createPageWorld(nowMs)
    const forbidden = () => Promise.resolve(new Response('Not yours.', { status: 403 }))
    const session = createSession({
      url: 'http://feed.test',
      filter: { all: true },
      platform,
      fetch: forbidden,
    })
    const release = session.retain()
    await expect.poll(() => session.connection?.getSnapshot().status).toBe('failed')
    const { texts } = mountWidgets(session, { streamId: '42' })
    await expect.poll(texts).toEqual({
      balance: 'Unavailable: the connection failed',
      note: 'Unavailable: the connection failed',
      progress: 'Unavailable: the connection failed',
      badge: 'Unavailable',
      title: 'Stream unavailable',
    })
    release()
  })
})

describe('the activity of an account that is refused', () => {
  it('is unavailable because of the connection, and not loading', async () => {
    const session = createSession({
      url: 'http://feed.test',
      account: 'alice',
      platform: createPageWorld(nowMs).platform,
      fetch: async () => new Response('{"detail":"Not an account."}', { status: 400 }),
    })
    const { container } = render(
      <GaugeProvider session={session}>
        <ActivityFeed />
      </GaugeProvider>,
    )
    const feed = container.querySelector('.sg-feed')
    expect(feed?.textContent).toBe('Loading activity')
    await expect.poll(() => feed?.textContent).toBe('Unavailable: the connection failed')
    expect(feed?.getAttribute('data-phase')).toBe('error')
    expect(feed?.getAttribute('aria-busy')).toBe('false')
    cleanup()
  })
})

describe('a stream beyond the topics that a page can follow', () => {
  it('is not loaded, and not reported as missing', async () => {
    const { platform } = createPageWorld(nowMs)
    const streams = Array.from({ length: 100 }, (_, index) => String(index))
    const session = createSession({
      url: 'http://feed.test',
      filter: { streams },
      platform,
      fetch: () => new Promise(() => {}),
    })
    const { texts } = mountWidgets(session, { streamId: '4242' })
    await expect.poll(texts).toEqual({
      balance: 'Not loaded: too many streams on this page',
      note: 'Not loaded: too many streams on this page',
      progress: 'Not loaded: too many streams on this page',
      badge: 'Not loaded',
      title: 'Stream not loaded',
    })
    session.stop()
  })
})

describe('a stream whose token is not known', () => {
  it('is shown as a stream of an unknown token', () => {
    const { texts } = mountWidgets(quiet(), { stream: streamState('42') })
    expect(texts()).toMatchObject({
      balance: 'Amount unavailable: unknown token',
      progress: 'Amount unavailable: unknown token',
      badge: 'Unknown token',
    })
  })
})

describe('a stream that no snapshot contains', () => {
  it('is not found', () => {
    const session = quiet()
    session.store.setFollowing({ wanted: ['all'], covered: ['all'], leftOut: [] })
    const { texts } = mountWidgets(session, { streamId: '404' })
    expect(texts()).toMatchObject({
      progress: 'No stream with this ID',
      badge: 'Not found',
      title: 'Stream not found',
    })
  })
})

describe('a stream named by its id without a provider', () => {
  it('is not loaded because the provider is missing, not reported as unknown', () => {
    const { container } = render(widgetsOf({ streamId: '42', token }))
    expect(textsOf(container)).toEqual({
      balance: 'Not loaded: GaugeProvider is missing',
      note: 'Not loaded: GaugeProvider is missing',
      progress: 'Not loaded: GaugeProvider is missing',
      badge: 'No provider',
      title: 'Provider missing',
    })
    const { result } = renderHook(() => useFlowingBalance({ streamId: '42' }))
    expect(result.current).toMatchObject({
      phase: 'error',
      error: { code: 'provider_missing', message: expect.stringContaining('<GaugeProvider url=') },
    })
  })

  it('is shown when it is given as an object, as in a scope of its own', () => {
    const { container } = render(
      <StreamScope stream={streamState('42')} token={token}>
        {widgetsOf({})}
      </StreamScope>,
    )
    expect(container.querySelectorAll('[data-phase=ready]').length).toBeGreaterThan(3)
  })

  it.each<[string, () => unknown]>([
    ['useStream', () => useStream('42')],
    ['useStreams', () => useStreams()],
    ['useHistory', () => useHistory({ streamIds: ['42'] })],
    ['useStorePhase', () => useStorePhase()],
    ['useStreamEvents', () => useStreamEvents({ streamIds: ['42'] })],
    ['useActivityFeed', () => useActivityFeed()],
  ])('is an error that %s throws, instead of an empty result', (_, hook) => {
    const warnings = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(() => renderHook(hook)).toThrow(expect.objectContaining({ code: 'provider_missing' }))
    warnings.mockRestore()
  })

  it('needs no provider while no id is given', () => {
    expect(renderHook(() => useStream(undefined)).result.current).toBeUndefined()
  })
})

describe.each([
  [
    'terms that no contract could hold',
    { stream: streamState('42', { ratePerSecond: -1n }), token },
  ],
  [
    'decimals that no token has',
    { stream: streamState('42'), token: { symbol: 'X', decimals: 99 } },
  ],
])('a stream with %s', (_, source) => {
  it('is the error of every widget, and not of the page', () => {
    const { texts, phasesOf, phases } = mountWidgets(quiet(), source)
    expect(phasesOf('error')).toBe(phases().length)
    expect(texts()).toMatchObject({
      balance: 'Amount unavailable: invalid stream data',
      progress: 'Amount unavailable: invalid stream data',
      badge: 'Invalid data',
    })
  })
})

describe('widgets of one stream', () => {
  it('do not render when the motion control slows the page down', async () => {
    const session = quiet()
    let commits = 0
    render(
      <GaugeProvider session={session} locale="en-US">
        <Profiler id="widgets" onRender={() => commits++}>
          {widgetsOf({ stream: streamState('42'), token })}
        </Profiler>
      </GaugeProvider>,
    )
    await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(2)
    const before = commits
    session.ticker.setMinIntervalMs(1_000, 'person')
    await new Promise(requestAnimationFrame)
    expect(commits).toBe(before)
  })
})
