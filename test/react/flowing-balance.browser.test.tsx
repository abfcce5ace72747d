import { act, Profiler, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSession, type Session } from '../../src/payments-session.ts'
import { GaugeProvider } from '../../src/react/gauge-provider.tsx'
import {
  type FlowingBalanceOptions,
  type FlowingBalanceView,
  useFlowingBalance,
} from '../../src/react/use-flowing-balance.ts'
import { createPageWorld, type PageWorld } from '../platform/page-world.ts'
import { eventFrame, snapshotFrame, streamState, withdrawn } from '../store/frames.ts'
import { selectionChanges } from '../support/selection.ts'
import { hydrate, mount } from './mount.ts'

const second = 1000
/** 1.00 token a second since second 1,000. */
const stream = streamState('1')
const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 } }

function createWorld(atSecond = 2000): { world: PageWorld; session: Session } {
  const world = createPageWorld(atSecond * second)
  return {
    world,
    session: createSession({ platform: world.platform, tokens, account: 'GRECIPIENT' }),
  }
}

let seen: FlowingBalanceView | null = null

function look(): FlowingBalanceView {
  if (!seen) throw new Error('Nothing was rendered.')
  return seen
}

function Whole(options: FlowingBalanceOptions) {
  const balance = useFlowingBalance(options)
  seen = balance
  const { initial } = balance
  return (
    <b id="whole" ref={balance.ref} data-status={balance.status}>
      {initial.integer + initial.fraction + initial.fast}
    </b>
  )
}

function Pieces(options: FlowingBalanceOptions) {
  const balance = useFlowingBalance(options)
  const { initial } = balance
  return (
    <b>
      <span id="integer" ref={balance.integerRef}>
        {initial.integer}
      </span>
      <span id="fraction" ref={balance.fractionRef}>
        {initial.fraction}
      </span>
      <span id="fast" ref={balance.fastRef}>
        {initial.fast}
      </span>
    </b>
  )
}

/** Waits until the browser has said what is on screen, which it does in its own time. */
async function browserHasLooked(session: Session): Promise<void> {
  await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(1)
}

afterEach(() => {
  getSelection()?.removeAllRanges()
  seen = null
})

describe('a flowing balance', () => {
  it('ticks by writing its text, without a render', async () => {
    const { world, session } = createWorld()
    let commits = 0
    const { byId } = mount(
      <GaugeProvider session={session} locale="en-US">
        <Profiler id="balance" onRender={() => commits++}>
          <Whole stream={stream} digits={2} everyMs={0} />
        </Profiler>
      </GaugeProvider>,
    )
    const node = byId('whole').firstChild
    expect(byId('whole').textContent).toBe('1,000.00')
    await browserHasLooked(session)
    const before = commits
    world.advance(10 * second + 20)
    expect(byId('whole').textContent).toBe('1,010.01')
    expect(byId('whole').firstChild).toBe(node)
    expect(commits).toBe(before)
    expect(look().getText()).toBe('1,010.02')
    expect(look().getUnits()).toBe(101_002n)
  })

  it('shows two digits, and after them those that can be read while they change', () => {
    const { session } = createWorld()
    const { byId } = mount(
      <GaugeProvider session={session} locale="en-US">
        <Whole stream={stream} />
        <Pieces stream={stream} decimals={4} />
      </GaugeProvider>,
    )
    expect(byId('whole').textContent).toBe('1,000.00')
    expect(byId('integer').textContent).toBe('10')
    expect(byId('fraction').textContent).toBe('.00')
    expect(byId('fast').textContent).toBe('0')
  })

  it('writes only the pieces that differ', async () => {
    const { world, session } = createWorld()
    mount(
      <GaugeProvider session={session} locale="en-US">
        <Pieces stream={stream} decimals={4} />
      </GaugeProvider>,
    )
    await browserHasLooked(session)
    const changes: string[] = []
    const observer = new MutationObserver((records) => {
      for (const { target } of records) changes.push(target.parentElement?.id ?? '')
    })
    observer.observe(document.body, { characterData: true, subtree: true })
    world.advance(350)
    for (const { target } of observer.takeRecords()) changes.push(target.parentElement?.id ?? '')
    observer.disconnect()
    expect(new Set(changes)).toEqual(new Set(['fast']))
    expect(changes.length).toBeGreaterThan(1)
  })

  it('shows an event in the same commit as the rest of the page', async () => {
    const { session } = createWorld()
    act(() => session.store.apply([snapshotFrame([stream])]))
    const { byId } = mount(
      <GaugeProvider session={session} locale="en-US">
        <Whole streamId="1" />
      </GaugeProvider>,
    )
    expect(byId('whole').textContent).toBe('1,000.00')
    act(() => session.store.apply([eventFrame(withdrawn('1', 99_000n, 1_990))]))
    expect(byId('whole').textContent).toBe('10.00')
  })

  it('renders when its status changes with time, and stops ticking when it is settled', async () => {
    const { world, session } = createWorld(10_990)
    const { byId } = mount(
      <GaugeProvider session={session} locale="en-US">
        <Whole stream={stream} />
      </GaugeProvider>,
    )
    await browserHasLooked(session)
    expect(byId('whole').dataset['status']).toBe('streaming')
    expect(look().isTicking).toBe(true)
    act(() => world.advance(10 * second + 50))
    expect(byId('whole').dataset['status']).toBe('settled')
    expect(byId('whole').textContent).toBe('10,000.00')
    expect(look().isTicking).toBe(false)
    expect([world.pendingFrames, world.pendingTimers]).toEqual([0, 0])
  })

  it('does not write text that is selected, and catches up afterwards', async () => {
    const { world, session } = createWorld()
    const { byId } = mount(
      <GaugeProvider session={session} locale="en-US">
        <Whole stream={stream} />
      </GaugeProvider>,
    )
    await browserHasLooked(session)
    await selectionChanges((selection) => selection.selectAllChildren(byId('whole')))
    world.advance(5 * second)
    expect(byId('whole').textContent).toBe('1,000.00')
    expect(getSelection()?.toString()).toBe('1,000.00')
    await selectionChanges((selection) => selection.removeAllRanges())
    world.advance(300)
    expect(byId('whole').textContent).toMatch(/^1,005\./)
  })

  it('does not write off screen, and is up to date when it scrolls in', async () => {
    const { world, session } = createWorld()
    const { byId, host } = mount(
      <GaugeProvider session={session} locale="en-US">
        <div style={{ height: 5000 }} />
        <Whole stream={stream} />
      </GaugeProvider>,
    )
    const { writes } = session.ticker.getLoad()
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    world.advance(3 * second)
    expect(byId('whole').textContent).toBe('1,000.00')
    // Only the status was looked at, once.
    expect(session.ticker.getLoad().writes - writes).toBeLessThanOrEqual(1)
    byId('whole').scrollIntoView()
    await expect.poll(() => byId('whole').textContent).toBe('1,003.00')
    host.scrollIntoView()
  })

  it('in a section ticks only while the section is near the viewport', async () => {
    const { world, session } = createWorld()
    const { byId } = mount(
      <GaugeProvider session={session} locale="en-US">
        <div style={{ height: 5000 }} />
        <section data-sg-section="">
          <Whole stream={stream} />
        </section>
      </GaugeProvider>,
    )
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    world.advance(3 * second)
    expect(byId('whole').textContent).toBe('1,000.00')
    byId('whole').scrollIntoView()
    await expect.poll(() => byId('whole').textContent).toBe('1,003.00')
  })

  it('in nested sections is observed only while the outer one is near the viewport', async () => {
    const { session } = createWorld()
    window.scrollTo(0, 0)
    const observe = vi.spyOn(IntersectionObserver.prototype, 'observe')
    const observed = () => observe.mock.calls.map(([element]) => element.id)
    const { byId } = mount(
      <GaugeProvider session={session} locale="en-US">
        <div style={{ height: 5000 }} />
        <ul id="group" data-sg-section="">
          <li id="card" data-sg-section="">
            <Whole stream={stream} />
          </li>
        </ul>
      </GaugeProvider>,
    )
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    expect(observed()).toEqual(['group'])
    byId('whole').scrollIntoView()
    await expect.poll(observed).toEqual(['group', 'card', 'whole'])
    await browserHasLooked(session)
    window.scrollTo(0, 0)
    // The status alone is still looked at.
    await expect.poll(() => session.ticker.getLoad().scheduled).toBe(1)
    observe.mockRestore()
  })

  it('leaves the ticker when it is unmounted', async () => {
    const { world, session } = createWorld()
    const { unmount } = mount(
      <StrictMode>
        <GaugeProvider session={session} locale="en-US">
          <Pieces stream={stream} />
        </GaugeProvider>
      </StrictMode>,
    )
    await browserHasLooked(session)
    expect(session.ticker.getLoad().targets).toBe(2)
    unmount()
    expect(session.ticker.getLoad()).toMatchObject({ targets: 0, scheduled: 0 })
    expect(world.pendingFrames).toBe(0)
  })

  it('returns an error instead of guessing', () => {
    const { session } = createWorld()
    const { render } = mount(null)
    const show = (options: FlowingBalanceOptions) => {
      render(
        <GaugeProvider session={session} locale="en-US">
          <Whole {...options} />
        </GaugeProvider>,
      )
      return look()
    }
    expect(show({ stream: { ...stream, tokenAddress: 'COTHER' } })).toMatchObject({
      phase: 'error',
      token: null,
      error: { code: 'decimals_unknown' },
    })
    expect(look().getText()).toBe('')
    expect(show({ stream: { ...stream, tokenAddress: 'COTHER' }, decimals: 2 }).phase).toBe('ready')
    expect(show({ streamId: '404' })).toMatchObject({
      phase: 'loading',
      error: null,
    })
    expect(show({ stream: { ...stream, depositedAmount: -1n } })).toMatchObject({
      phase: 'error',
      error: { code: 'amount_range' },
    })
  })

  it('has the direction of the money for the account of the session', () => {
    const { world } = createWorld()
    const { render } = mount(null)
    const directionFor = (account: string) => {
      render(
        <GaugeProvider platform={world.platform} tokens={tokens} account={account}>
          <Whole stream={stream} />
        </GaugeProvider>,
      )
      return look().direction
    }
    expect(directionFor('GRECIPIENT')).toBe('incoming')
    expect(directionFor('GSENDER')).toBe('outgoing')
    expect(directionFor('GNOBODY')).toBeNull()
  })

  it('has a sentence for screen readers', () => {
    const { session } = createWorld()
    mount(
      <GaugeProvider session={session} locale="en-US">
        <Whole stream={stream} />
      </GaugeProvider>,
    )
    expect(look().sentence()).toMatch(
      /^1,000\.00 USDC withdrawable, growing 1 per second, as of \d\d:\d\d$/,
    )
  })

  it('hydrates what a server rendered for the same time', () => {
    const { session } = createWorld(2500)
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
    const page = (
      <GaugeProvider session={session} locale="en-US" renderedAtMs={2000 * second}>
        <Whole stream={stream} />
      </GaugeProvider>
    )
    const html = renderToString(page)
    expect(html).toContain('1,000.00')
    const { byId } = hydrate(html, page)
    // Attached, and brought up to now.
    expect(byId('whole').textContent).toBe('1,500.00')
    expect(complaints).not.toHaveBeenCalled()
    complaints.mockRestore()
  })

  it('changes once a second with reduced motion', async () => {
    const { world, session } = createWorld()
    const listeners = new Set<() => void>()
    const query = {
      matches: true,
      addEventListener: (_: string, listener: () => void) => listeners.add(listener),
      removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
    }
    const matchMedia = vi.spyOn(window, 'matchMedia').mockReturnValue(query as never)
    const { byId, unmount } = mount(
      <GaugeProvider session={session} locale="en-US">
        <Whole stream={stream} />
      </GaugeProvider>,
    )
    await browserHasLooked(session)
    world.advance(950)
    expect(byId('whole').textContent).toBe('1,000.00')
    world.advance(100)
    expect(byId('whole').textContent).toBe('1,001.00')
    query.matches = false
    act(() => {
      for (const listener of listeners) listener()
    })
    expect(session.ticker.getSnapshot().minIntervalMs).toBe(0)
    unmount()
    expect(listeners.size).toBe(0)
    matchMedia.mockRestore()
  })
})
