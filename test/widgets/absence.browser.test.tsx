/**
 * What widgets say where they have nothing to show. One error is not another: a lost connection does
 * not look like an unknown token, and widgets side by side give the same reason.
 */
import { cleanup, render } from '@testing-library/react'
import { Profiler, type ReactNode } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createSession,
  FlowingBalance,
  GaugeProvider,
  type Session,
  StreamCard,
  StreamProgress,
  type StreamSource,
  StreamStatusBadge,
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

function mountWidgets(session: Session, source: StreamSource) {
  const { container } = render(
    <GaugeProvider session={session} locale="en-US">
      {widgetsOf(source)}
    </GaugeProvider>,
  )
  const textOf = (selector: string) => container.querySelector(selector)?.textContent
  return {
    words: () => ({
      balance: textOf('.sg-balance__sentence'),
      note: textOf('.sg-balance__note'),
      gauge: container.querySelector('.sg-progress__channel')?.getAttribute('aria-valuetext'),
      badge: textOf('.sg-status__label'),
      title: textOf('.sg-card__title'),
    }),
    phases: () => [...container.querySelectorAll('[data-phase]')].map((e) => e.className),
    phasesOf: (phase: string) => container.querySelectorAll(`[data-phase=${phase}]`).length,
  }
}

const quiet = () => createSession({ platform: createPageWorld(nowMs).platform })

afterEach(cleanup)

describe('a stream that cannot be asked for, because the feed answers 403', () => {
  it('is said to be unknown for want of a connection, not of a token', async () => {
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
    const { words } = mountWidgets(session, { streamId: '42' })
    await expect.poll(words).toEqual({
      balance: 'Amount not known: the connection has failed',
      note: 'Amount not known: the connection has failed',
      gauge: 'Not known: the connection has failed',
      badge: 'Not connected',
      title: 'Stream not reached',
    })
    release()
  })
})

describe('a stream that is one too many for the page to follow', () => {
  it('is said not to be followed, and not to be missing', async () => {
    const { platform } = createPageWorld(nowMs)
    const streams = Array.from({ length: 100 }, (_, index) => String(index))
    const session = createSession({
      url: 'http://feed.test',
      filter: { streams },
      platform,
      fetch: () => new Promise(() => {}),
    })
    const { words } = mountWidgets(session, { streamId: '4242' })
    await expect.poll(words).toEqual({
      balance: 'Amount not known: the page follows too many streams',
      note: 'Amount not known: the page follows too many streams',
      gauge: 'Not known: the page follows too many streams',
      badge: 'Not followed',
      title: 'Stream not followed',
    })
    session.stop()
  })
})

describe('a stream whose token nobody knows', () => {
  it('is said to lack the decimals', () => {
    const { words } = mountWidgets(quiet(), { stream: streamState('42') })
    expect(words()).toMatchObject({
      balance: 'Amount not shown: the decimals of its token are not known',
      gauge: 'Not shown: the decimals of its token are not known',
      badge: 'Unknown token',
    })
  })
})

describe('a stream that no snapshot contains', () => {
  it('is said not to be there', () => {
    const { words } = mountWidgets(quiet(), { streamId: '404' })
    expect(words()).toMatchObject({
      gauge: 'This stream is not known',
      badge: 'Not found',
      title: 'Stream not found',
    })
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
    const { words, phasesOf, phases } = mountWidgets(quiet(), source)
    expect(phasesOf('error')).toBe(phases().length)
    expect(words()).toMatchObject({
      balance: 'Amount not shown: what is known of this stream cannot be right',
      gauge: 'Not shown: what is known of this stream cannot be right',
      badge: 'Not readable',
    })
  })
})

describe('widgets of one stream', () => {
  it('do not render when the page only slows down', async () => {
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
