import { act, Profiler, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { balanceAt, timelineOf } from '../../src/money/index.ts'
import { createSession, type Session } from '../../src/payments-session.ts'
import type { TokenTotals } from '../../src/react/account-totals.ts'
import { GaugeProvider } from '../../src/react/gauge-provider.tsx'
import { storeTotals } from '../../src/react/totals-source.ts'
import {
  type FlowingTotalOptions,
  type FlowingTotalView,
  useFlowingTotal,
} from '../../src/react/use-flowing-total.ts'
import { createPageWorld } from '../platform/page-world.ts'
import { eventFrame, snapshotFrame, streamState, withdrawn } from '../store/frames.ts'
import { hydrate, mount } from './mount.ts'

const second = 1000
const account = 'GRECIPIENT'
const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 }, CEURC: { symbol: 'EURC', decimals: 2 } }

function createWorld(atSecond = 2000, options: Parameters<typeof createSession>[0] = {}) {
  const world = createPageWorld(atSecond * second)
  const session = createSession({ platform: world.platform, tokens, account, ...options })
  return { world, session }
}

/** A store that waits for a snapshot, and no connection that could bring one. */
function createFollowing(atSecond = 2000) {
  const { world, session } = createWorld(atSecond, { url: '' })
  const still: Session = {
    ...session,
    connection: null,
    start() {},
    stop() {},
    retain: () => () => {},
  }
  return { world, session: still }
}

/** The state of the account, as a server sends it. */
function deliver(session: Session, streams: readonly StreamState[]): void {
  act(() => {
    session.store.apply([snapshotFrame(streams)])
    const topics = [`user:${account}`]
    session.store.setFollowing({ wanted: topics, covered: topics, leftOut: [] })
  })
}

let seen: FlowingTotalView | null = null
let commits = 0

function look(): FlowingTotalView {
  if (!seen) throw new Error('Nothing was rendered.')
  return seen
}

function Total(options: FlowingTotalOptions) {
  const total = useFlowingTotal(options)
  seen = total
  const { initial } = total
  return (
    <b id="total" ref={total.ref} suppressHydrationWarning>
      {initial.integer + initial.fraction + initial.fast}
    </b>
  )
}

function show(session: Session, options: FlowingTotalOptions = {}) {
  commits = 0
  return mount(
    <GaugeProvider session={session} locale="en-US">
      <Profiler id="total" onRender={() => commits++}>
        <Total digits={2} {...options} />
      </Profiler>
    </GaugeProvider>,
  )
}

async function browserHasLooked(session: Session): Promise<void> {
  await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(1)
}

afterEach(() => {
  seen = null
})

/** 1.00 a second each since second 1,000. */
const two = [streamState('1'), streamState('2')]

describe('a flowing total', () => {
  it('ticks by writing its text, without a render', async () => {
    const { world, session } = createWorld()
    const { byId } = show(session, { streams: two })
    expect(byId('total').textContent).toBe('2,000.00')
    await browserHasLooked(session)
    const node = byId('total').firstChild
    const before = commits
    world.advance(10 * second)
    expect(byId('total').textContent).toMatch(/^2,019\.9|^2,020\.0/)
    expect(byId('total').firstChild).toBe(node)
    expect(commits).toBe(before)
  })

  it('shows an event at once, and renders later, once for many', async () => {
    const { world, session } = createFollowing()
    deliver(session, two)
    const { byId } = show(session)
    expect(byId('total').textContent).toBe('2,000.00')
    await browserHasLooked(session)
    const before = commits
    for (let index = 0; index < 20; index += 1) {
      act(() => session.store.apply([eventFrame(withdrawn('1', 1_000n, 1_500 + index))]))
    }
    // 200.00 was withdrawn, at second 1,519, from where the stream accrues again.
    expect(byId('total').textContent).toBe('1,481.00')
    expect(commits - before).toBeLessThanOrEqual(1)
    act(() => world.advance(second))
    expect(commits - before).toBeLessThanOrEqual(2)
    expect(look().getUnits()).toBe(148_300n)
  })

  it('calls every listener where one throws, and reports that', () => {
    const { session } = createFollowing()
    deliver(session, two)
    const source = storeTotals(session, account)
    const report = vi.spyOn(globalThis, 'reportError').mockImplementation(() => {})
    const mistake = new Error('A listener threw.')
    const heard = vi.fn()
    const stops = [
      source.subscribe(() => {
        throw mistake
      }),
      source.subscribe(heard),
    ]
    session.store.apply([eventFrame(withdrawn('1', 1_000n, 2_000))])
    expect(heard).toHaveBeenCalledTimes(1)
    expect(report.mock.calls).toEqual([[mistake]])
    report.mockRestore()
    for (const stop of stops) stop()
  })

  it('looks at the stream of an event and at no other', () => {
    const { session } = createFollowing()
    const streams = Array.from({ length: 300 }, (_, index) => streamState(String(index)))
    deliver(session, streams)
    const source = storeTotals(session, account)
    const stop = source.subscribe(() => {})
    const token = source.read().of('CTOKEN')
    const before = token?.incoming.balanceAt({ atMs: 2_000 * second })
    const gets = vi.spyOn(Map.prototype, 'get')
    session.store.apply([eventFrame(withdrawn('7', 1_000n, 2_000))])
    const lookups = gets.mock.calls.length
    gets.mockRestore()
    // The store and the totals look a few things up; comparing all streams would be one for each.
    expect(lookups).toBeGreaterThan(0)
    expect(lookups).toBeLessThan(100)
    expect(source.version()).toBe(2)
    expect(token?.incoming.balanceAt({ atMs: 2_000 * second })).toBe((before ?? 0n) - 100_000n)
    stop()
  })

  it('is what all streams add up to while events come and time passes', async () => {
    const { world, session } = createFollowing()
    const streams = Array.from({ length: 40 }, (_, index) =>
      streamState(String(index), {
        ratePerSecond: BigInt(7 + 13 * index),
        depositedAmount: BigInt(20_000 + 977 * index),
        ...(index % 3 === 0 && { sender: account, recipient: 'GOTHER' }),
      }),
    )
    deliver(session, streams)
    show(session)
    for (let step = 0; step < 60; step += 1) {
      const atSecond = Math.floor(world.nowMs() / second)
      act(() => {
        session.store.apply([eventFrame(withdrawn(String((step * 7) % 40), 3n, atSecond))])
        world.advance(137)
      })
      const atMs = world.nowMs()
      const sum = [...session.store.getState().items.values()].reduce((total, stream) => {
        const kind = stream.recipient === account ? 'withdrawable' : 'remaining'
        return total + balanceAt(timelineOf(stream, kind), { atMs })
      }, 0n)
      expect(look().getUnits()).toBe(sum)
    }
  })

  it('is of one token, the one that was known first, and says which others there are', () => {
    const { session } = createFollowing()
    deliver(session, [...two, streamState('3', { tokenAddress: 'CEURC' })])
    const { render } = show(session)
    expect(look()).toMatchObject({
      tokenAddress: 'CTOKEN',
      tokens: ['CTOKEN', 'CEURC'],
      incomingPerSecond: 200n,
      outgoingPerSecond: 0n,
      direction: 'incoming',
      status: 'streaming',
      isTicking: true,
    })
    render(
      <GaugeProvider session={session} locale="en-US">
        <Total tokenAddress="CEURC" />
      </GaugeProvider>,
    )
    expect(look()).toMatchObject({ tokenAddress: 'CEURC', incomingPerSecond: 100n })
    expect(look().getUnits()).toBe(100_000n)
  })

  it('has the three kinds', () => {
    const { session } = createFollowing()
    deliver(session, [...two, streamState('3', { sender: account, recipient: 'GOTHER' })])
    const unitsOf = (kind: 'withdrawable' | 'remaining' | 'net') => {
      const { unmount } = show(session, { kind })
      const units = look().getUnits()
      unmount()
      return units
    }
    expect(unitsOf('withdrawable')).toBe(200_000n)
    expect(unitsOf('remaining')).toBe(900_000n)
    expect(unitsOf('net')).toBe(1_100_000n)
  })

  it('of given streams follows the list, with an account and without', () => {
    const { session } = createWorld()
    const { byId, render } = show(session, { streams: two })
    render(
      <GaugeProvider session={session} locale="en-US">
        <Total
          digits={2}
          streams={[two[0] as StreamState, streamState('9', { recipient: 'GX' })]}
        />
      </GaugeProvider>,
    )
    expect(byId('total').textContent).toBe('1,000.00')
    const { session: anonymous } = createWorld(2000, { account: undefined })
    const other = show(anonymous, { streams: two, kind: 'remaining' })
    expect(other.byId('total').textContent).toBe('18,000.00')
  })

  it('renders when a deposit runs out, and stops ticking', async () => {
    const { world, session } = createWorld(10_990)
    show(session, { streams: two })
    await browserHasLooked(session)
    expect(look().status).toBe('streaming')
    act(() => world.advance(11 * second))
    expect(look()).toMatchObject({ status: 'settled', isTicking: false, incomingPerSecond: 0n })
    expect(look().getText()).toBe('20,000.00')
    expect([world.pendingFrames, world.pendingTimers]).toEqual([0, 0])
  })
})

describe('without a total', () => {
  it('is loading until all streams of the account are known, then empty or ready', () => {
    const { session } = createFollowing()
    show(session)
    expect(look()).toMatchObject({ phase: 'loading', error: null, status: null })
    // Some of its streams may be known from elsewhere: that is no total.
    act(() => session.store.apply([snapshotFrame(two)]))
    expect(look().phase).toBe('loading')
    expect(look().getUnits()).toBeNull()
    deliver(session, [])
    expect(look().phase).toBe('ready')
  })

  it('says that the account is not followed, though one of its streams is known', () => {
    const { session } = createFollowing()
    act(() => {
      session.store.apply([snapshotFrame(two)])
      const own = [`user:${account}`]
      const covered = ['stream:1', 'stream:2']
      session.store.setFollowing({ wanted: covered, covered, leftOut: own })
    })
    show(session)
    expect(look()).toMatchObject({ phase: 'error', error: { code: 'too_many_topics' } })
    expect(look().getUnits()).toBeNull()
  })

  it('says that the connection failed, though one of its streams is known', async () => {
    const fetch = async () => new Response('Not yours.', { status: 403 })
    const { session } = createWorld(2000, { url: 'http://feed.test', fetch })
    const release = session.retain()
    const covered = ['stream:1', 'stream:2']
    session.store.apply([snapshotFrame(two)])
    session.store.setFollowing({ wanted: covered, covered, leftOut: [] })
    show(session)
    await expect.poll(() => look().error?.code).toBe('connection_failed')
    expect(look()).toMatchObject({ phase: 'error', tokens: ['CTOKEN'] })
    release()
  })

  it('is empty if the account has no streams', () => {
    const { session } = createFollowing()
    deliver(session, [streamState('1', { recipient: 'GOTHER' })])
    show(session)
    expect(look()).toMatchObject({ phase: 'empty', error: null, tokens: [] })
    expect(look().getText()).toBe('')
  })

  it('says that decimals are unknown, and never guesses them', () => {
    const { session } = createWorld()
    show(session, { streams: [streamState('1', { tokenAddress: 'CX' })] })
    expect(look()).toMatchObject({ phase: 'error', tokenAddress: 'CX', token: null })
    expect(look().error?.code).toBe('decimals_unknown')
    expect(look().getText()).toBe('')
  })

  it('says that a stream cannot be right', () => {
    const { session } = createWorld()
    show(session, { streams: [...two, streamState('3', { ratePerSecond: -1n })] })
    expect(look()).toMatchObject({ phase: 'error' })
    expect(look().error?.code).toBe('rate_range')
  })

  it('says that the provider is missing', () => {
    mount(<Total account={account} />)
    expect(look().error?.code).toBe('provider_missing')
  })
})

describe('mounting', () => {
  it('follows the account once for all that show it, and keeps nothing afterwards', () => {
    const { session } = createFollowing()
    deliver(session, two)
    const first = storeTotals(session, account)
    const { unmount } = mount(
      <StrictMode>
        <GaugeProvider session={session} locale="en-US">
          <Total />
          <Total kind="withdrawable" />
        </GaugeProvider>
      </StrictMode>,
    )
    expect(storeTotals(session, account)).toBe(first)
    unmount()
    expect(storeTotals(session, account)).not.toBe(first)
  })

  it('hydrates what a server has rendered, with the figures of that time', () => {
    const renderedAtMs = 2_000 * second
    const { session } = createWorld(2005)
    const page = (
      <GaugeProvider session={session} locale="en-US" renderedAtMs={renderedAtMs}>
        <Total digits={2} streams={two} />
      </GaugeProvider>
    )
    const html = renderToString(page)
    expect(html).toContain('2,000.00')
    const { byId } = hydrate(html, page)
    expect(byId('total').textContent).toBe('2,010.00')
  })

  it('goes back to the time of the server for the first render alone', () => {
    const renderedAtMs = 2_000 * second
    const { world, session } = createFollowing(2005)
    deliver(session, two)
    const page = (
      <GaugeProvider session={session} locale="en-US" renderedAtMs={renderedAtMs}>
        <Total />
      </GaugeProvider>
    )
    hydrate(renderToString(page), page)
    const { incoming } = storeTotals(session, account).read().of('CTOKEN') as TokenTotals
    const asked = vi.spyOn(incoming, 'rateAt')
    act(() => {
      session.store.apply([eventFrame(withdrawn('1', 1_000n, 2_005))])
      world.advance(second)
    })
    expect(asked).toHaveBeenCalled()
    const times = asked.mock.calls.map(([when]) => ('atMs' in when && when.atMs) || 0)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(2_005_000)
    asked.mockRestore()
  })
})
