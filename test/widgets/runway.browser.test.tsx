/** What Runway and FlowRate alone do: counting down without a render, naming the first stream, exact copies. */
import { act, cleanup, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import {
  Announcer,
  createSession,
  FlowRate,
  GaugeProvider,
  Runway,
  StreamScope,
} from '../../src/index.ts'
import '../../src/styles.css'
import { createPageWorld } from '../platform/page-world.ts'
import { streamState } from '../store/frames.ts'

const second = 1_000
const token = { symbol: 'USDC', decimals: 2 }
/** 10,000 seconds at 1.00 a second, from 1,000 s on. */
const stream = streamState('1')

function mount(element: ReactElement, atMs = 2_000 * second, account?: string) {
  const world = createPageWorld(atMs)
  const session = createSession({ platform: world.platform, account })
  const { container } = render(
    <GaugeProvider session={session} locale="en-US" timeZone="UTC">
      {element}
      <Announcer />
    </GaugeProvider>,
  )
  const find = (selector: string) => container.querySelector<HTMLElement>(selector)
  return { find, session, advance: (ms: number) => act(() => world.advance(ms)) }
}

afterEach(cleanup)

describe('Runway', () => {
  it('counts down every second, without a render', async () => {
    let renders = 0
    const { find, session, advance } = mount(
      <Runway
        stream={stream}
        token={token}
        className={() => {
          renders += 1
          return 'mine'
        }}
      />,
      10_000 * second,
    )
    const timer = find('[role=timer]')
    expect(timer?.textContent).toBe('16 minutes 40 seconds')
    await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(1)
    const before = renders
    // It keeps to whole seconds, so it comes with the frame after one.
    advance(50)
    for (const left of ['16 minutes 39 seconds', '16 minutes 38 seconds']) {
      advance(second)
      expect(timer?.textContent).toBe(left)
    }
    expect(renders).toBe(before)
    expect(timer?.getAttribute('aria-live')).toBe('off')
  })

  it('says that a deposit is about to run out, that it has, and announces both', async () => {
    const { find, session, advance } = mount(
      <Runway stream={stream} token={token} criticalWithinSeconds={60} />,
      10_900 * second,
    )
    await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(1)
    expect(find('.sg-runway')?.hasAttribute('data-critical')).toBe(false)
    advance(50 * second)
    expect(find('.sg-runway__label')?.textContent).toBe('About to run out')
    advance(60 * second)
    expect(find('[role=timer]')?.textContent).toBe('Depleted')
    expect(find('.sg-runway')?.dataset['status']).toBe('settled')
    advance(15 * second)
    expect(find('.sg-announcer')?.textContent).toContain('Stream 1 has run out.')
  })

  it('of an account is that of the stream which runs out first, which its action gets', () => {
    const { sender } = stream
    const later = streamState('2', { depositedAmount: 9_000_000n })
    const { find } = mount(
      <Runway
        account={sender}
        streams={[later, stream]}
        token={token}
        action={({ stream: first }) => <button type="button">Top up {first?.streamId}</button>}
      />,
    )
    expect(find('.sg-runway__detail')?.textContent).toContain('Stream 1 runs out')
    expect(find('button')?.textContent).toBe('Top up 1')
  })

  it('inside a scope is that of its stream, unless an account is given', () => {
    const { sender } = stream
    const other = streamState('2', { depositedAmount: 500_000n })
    const { find } = mount(
      <StreamScope stream={stream} token={token}>
        <Runway id="scoped" />
        <Runway id="account" account={sender} streams={[stream, other]} token={token} />
      </StreamScope>,
    )
    expect(find('#scoped .sg-runway__detail')?.textContent).toMatch(/^Runs out/)
    expect(find('#account .sg-runway__detail')?.textContent).toMatch(/^Stream 2 runs out/)
  })

  it('says that nothing runs out, without a large number', () => {
    const { recipient } = stream
    const { find } = mount(<Runway account={recipient} streams={[stream]} token={token} />)
    expect(find('.sg-runway')?.textContent).toBe('No outgoing stream runs out')
    expect(find('[role=timer]')).toBeNull()
  })
})

describe('FlowRate', () => {
  it('copies every digit of what it cuts off', () => {
    const exact = { ...stream, ratePerSecond: 19_290n, depositedAmount: 10n ** 12n }
    const { find } = mount(
      <FlowRate stream={exact} token={{ symbol: 'USDC', decimals: 7 }} direction="incoming" />,
    )
    const root = find('.sg-rate')
    expect(root?.textContent).toBe('+6.94\u00a0USDC per hour')
    getSelection()?.selectAllChildren(find('.sg-rate__value') as Node)
    const clipboardData = new DataTransfer()
    root?.dispatchEvent(
      new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }),
    )
    expect(clipboardData.getData('text/plain')).toBe('+6.9444\u00a0USDC per hour')
  })
})
