/** What ActivityFeed alone does: throttled updates, pausing while it is read, and its announcements. */
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it } from 'vitest'
import { ActivityFeed, type ActivityFeedProps, Announcer, GaugeProvider } from '../../src/index.ts'
import '../../src/styles.css'
import { me, streaming } from '../../stories/sample-streams.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'
import { sampleEvent } from './sample-event.ts'

const snapshotAt = (offset: number): DeliveredPaymentsFrame => ({
  kind: 'snapshot',
  position: { epoch: 'k3f9a', offset },
  readAt: { epoch: 'k3f9a', offset },
  part: 1,
  parts: 1,
  items: [],
  skipped: 0,
})

function mountFeed(props: ActivityFeedProps = {}) {
  const still = createStill({ streams: [], frames: [sampleEvent(1), sampleEvent(2)] })
  const page = (given: ActivityFeedProps) => (
    <Within still={still}>
      <Announcer />
      <ActivityFeed {...given} />
    </Within>
  )
  const { container, rerender } = render(page(props))
  return {
    still,
    show: (given: ActivityFeedProps) => rerender(page(given)),
    list: () => screen.getByRole('list'),
    rows: () => screen.queryAllByRole('listitem'),
    titles: () => screen.getAllByRole('listitem').map((item) => item.textContent),
    feed: () => container.querySelector('.sg-feed'),
    happens: (offset: number) => act(() => still.session.store.apply([sampleEvent(offset)])),
    pass: (ms: number) => act(() => still.world.advance(ms)),
    announced: () => container.querySelector('.sg-announcer')?.textContent,
  }
}

/** The feed changes no more often than this. */
const throttleMs = 200

const created = (offset: number): DeliveredPaymentsFrame => ({
  kind: 'event',
  position: { epoch: 'k3f9a', offset },
  event: {
    type: 'stream.created',
    streamId: String(offset),
    sender: me,
    recipient: me,
    tokenAddress: streaming.tokenAddress,
    ratePerSecond: 1n,
    depositedAmount: 1_000n,
    startTime: 1_795_000_000,
    timestamp: 1_795_000_000,
  },
})

afterEach(cleanup)

describe('ActivityFeed without anything to follow', () => {
  const textOf = () => document.querySelector('.sg-feed__empty')?.textContent
  const phaseOf = () => document.querySelector('.sg-feed')?.getAttribute('data-phase')

  it.each([
    ['neither url nor account', {}],
    ['an account and no url', { account: me }],
    ['a url and no account', { url: 'http://api' }],
  ])('says that nothing is connected, with %s', async (_, options) => {
    render(
      <GaugeProvider {...options} persist={false} fetch={() => new Promise(() => {})}>
        <ActivityFeed />
      </GaugeProvider>,
    )
    expect([phaseOf(), textOf()]).toEqual(['idle', 'Not connected'])
  })

  it.each([
    ['the provider', { account: me }, {}],
    ['the feed', {}, { accounts: [me] }],
  ])('is loading when %s names an account', async (_, options, props) => {
    render(
      <GaugeProvider
        url="http://api"
        {...options}
        persist={false}
        fetch={() => new Promise(() => {})}
      >
        <ActivityFeed {...props} />
      </GaugeProvider>,
    )
    await act(async () => {})
    expect([phaseOf(), textOf()]).toEqual(['loading', 'Loading activity'])
  })

  it('is loading in the HTML of a server, which cannot know what the page follows', () => {
    const html = renderToString(
      <GaugeProvider url="http://api" persist={false}>
        <ActivityFeed />
      </GaugeProvider>,
    )
    expect(html).toContain('Loading activity')
  })
})

describe('ActivityFeed', () => {
  it.each(['ltr', 'rtl'])('stays within its own box, text below its heading, %s', (direction) => {
    document.documentElement.dir = direction
    const { feed, list, rows } = mountFeed({ heading: 'Activity' })
    const root = feed()?.getBoundingClientRect()
    const box = list().getBoundingClientRect()
    expect(box.left).toBeGreaterThanOrEqual(root?.left ?? Number.NaN)
    expect(box.right).toBeLessThanOrEqual(root?.right ?? Number.NaN)
    const start = (element: Element | null | undefined) => {
      const { left = Number.NaN, right } = element?.getBoundingClientRect() ?? {}
      return direction === 'ltr' ? left : right
    }
    const heading = feed()?.querySelector('.sg-feed__heading')
    expect(start(rows()[0]?.querySelector('.sg-feed__icon'))).toBe(start(heading))
    document.documentElement.removeAttribute('dir')
  })

  it('shows an event at once while it is not being read', () => {
    const { titles, happens } = mountFeed()
    expect(titles()).toHaveLength(2)
    happens(3)
    expect(titles()).toHaveLength(3)
  })

  it('shows two digits of an amount, and copies every digit, which its title has as well', () => {
    const streamsAndEvent = [
      {
        ...created(1),
        event: { ...(created(1) as { event: object }).event, depositedAmount: 12_003_456_789n },
      } as DeliveredPaymentsFrame,
    ]
    const still = createStill({ streams: [], frames: streamsAndEvent })
    const { container } = render(
      <Within still={still} locale="en-US">
        <ActivityFeed />
      </Within>,
    )
    const amount = container.querySelector<HTMLElement>('.sg-feed__amount')
    if (!amount) throw new Error('The entry has no amount.')
    expect(amount.textContent).toBe('1,200.34\u00a0USDC')
    expect(amount.title).toBe('1,200.3456789\u00a0USDC')
    getSelection()?.selectAllChildren(amount)
    const clipboardData = new DataTransfer()
    amount.dispatchEvent(
      new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }),
    )
    expect(clipboardData.getData('text/plain')).toBe('1,200.3456789\u00a0USDC')
    getSelection()?.removeAllRanges()
  })

  it('changes at most five times a second, and ends with the newest event', () => {
    const { rows, happens, pass } = mountFeed()
    happens(3)
    happens(4)
    happens(5)
    expect(rows()).toHaveLength(3)
    pass(throttleMs - 1)
    expect(rows()).toHaveLength(3)
    pass(1)
    expect(rows()).toHaveLength(5)
    expect(rows()[0]?.textContent).toContain('Stream 5')
  })

  it('keeps the elements of unchanged entries, and creates the text of each entry once', () => {
    let named = 0
    const nameOf = () => {
      named += 1
      return undefined
    }
    const still = createStill({ streams: [], frames: [created(1), created(2)] })
    render(
      <Within still={still}>
        <ActivityFeed nameOf={nameOf} />
      </Within>,
    )
    const before = screen.getAllByRole('listitem')
    expect(named).toBe(2)
    act(() => still.session.store.apply([created(3)]))
    // Compared one by one: two rows that look the same count as equal.
    const after = screen.getAllByRole('listitem').slice(1)
    expect(after.map((row, index) => row === before[index])).toEqual([true, true])
    expect(named).toBe(3)
  })

  it('shows another filter at once, even while it is throttled', () => {
    const { rows, show, happens } = mountFeed()
    happens(3)
    happens(4)
    show({ streamIds: ['4'] })
    expect(rows().map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('Stream 4'),
    ])
  })

  it('pauses under the pointer, counts new entries, and resumes afterwards', () => {
    const { list, titles, feed, happens, pass } = mountFeed()
    fireEvent.pointerEnter(list())
    happens(3)
    expect(screen.getByRole('button', { name: '1 new' })).toBeTruthy()
    happens(4)
    pass(throttleMs)
    expect(titles()).toHaveLength(2)
    expect(feed()?.hasAttribute('data-paused')).toBe(true)
    expect(screen.getByRole('button', { name: '2 new' })).toBeTruthy()
    fireEvent.pointerLeave(list())
    expect(titles()).toHaveLength(4)
    expect(feed()?.hasAttribute('data-paused')).toBe(false)
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('pauses for a reason of the application, and stays as wide while it counts', () => {
    const { show, titles, happens, pass } = mountFeed({ isPaused: true })
    happens(3)
    pass(throttleMs)
    expect(titles()).toHaveLength(2)
    const width = screen.getByRole('button', { name: '1 new' }).getBoundingClientRect().width
    for (let offset = 4; offset <= 12; offset += 1) happens(offset)
    pass(throttleMs)
    const many = screen.getByRole('button', { name: '10 new' })
    expect(many.getBoundingClientRect().width).toBe(width)
    show({ isPaused: false })
    expect(titles()).toHaveLength(12)
  })

  it('pauses from its first entries on for a reason that was there before them', () => {
    const { rows, happens, pass } = mountFeed({ isPaused: true, streamIds: ['3', '4'] })
    expect(rows()).toHaveLength(0)
    happens(3)
    pass(throttleMs)
    expect(rows()).toHaveLength(1)
    happens(4)
    pass(throttleMs)
    expect(rows()).toHaveLength(1)
    expect(screen.getByRole('button', { name: '1 new' })).toBeTruthy()
  })

  it('shows new entries on request, and stays paused from there', () => {
    const { list, titles, happens, pass } = mountFeed()
    act(() => list().focus())
    happens(3)
    expect(titles()).toHaveLength(2)
    fireEvent.click(screen.getByRole('button', { name: '1 new' }))
    expect(titles()).toHaveLength(3)
    happens(4)
    pass(throttleMs)
    expect(titles()).toHaveLength(3)
    expect(screen.getByRole('button', { name: '1 new' })).toBeTruthy()
  })

  it('keeps the visible entries when the history drops them', () => {
    const { still, list, titles } = mountFeed({ limit: 5 })
    const before = titles()
    fireEvent.pointerEnter(list())
    const flood = Array.from({ length: 300 }, (_, index) => sampleEvent(3 + index))
    act(() => still.session.store.apply(flood))
    expect(titles()).toEqual(before)
    fireEvent.click(screen.getByRole('button', { name: '5 new' }))
    expect(titles()[0]).toContain('Stream 302')
  })

  it('pauses another filter at its own newest entry', () => {
    const { list, titles, show, happens } = mountFeed()
    fireEvent.pointerEnter(list())
    show({ streamIds: ['2', '3'] })
    expect(titles()).toEqual([expect.stringContaining('Stream 2')])
    happens(3)
    expect(titles()).toHaveLength(1)
    expect(screen.getByRole('button', { name: '1 new' })).toBeTruthy()
  })

  it('is not paused any more once the list was empty', () => {
    const { list, rows, show, happens } = mountFeed()
    fireEvent.pointerEnter(list())
    show({ streamIds: ['9'] })
    expect(rows()).toHaveLength(0)
    show({})
    happens(3)
    expect(rows()).toHaveLength(3)
  })

  it('announces several events together, and none from before it was mounted', () => {
    const { happens, pass, announced } = mountFeed()
    expect(announced()).toBe('')
    happens(3)
    happens(4)
    pass(throttleMs)
    pass(1_000 - throttleMs)
    expect(announced()).toBe('Paused, Stream 3. Paused, Stream 4.')
  })

  it('announces refreshed balances once the snapshot after a gap has arrived', () => {
    const { still, titles, pass, announced } = mountFeed()
    const apply = (...frames: DeliveredPaymentsFrame[]) =>
      act(() => still.session.store.apply(frames))
    apply({
      kind: 'gap',
      position: { epoch: 'k3f9a', offset: 9 },
      from: 3,
      to: 9,
      reason: 'trimmed',
    })
    pass(10_000)
    expect(titles()[0]).toContain('7 events missedRefreshing balances')
    expect(announced()).toBe('')
    apply(snapshotAt(9))
    pass(10_000)
    expect(titles()[0]).toContain('7 events missedBalances refreshed')
    expect(announced()).toBe('7 events missed. Balances refreshed.')
  })

  it('does not announce events that the snapshot already contains', () => {
    const still = createStill()
    const { container } = render(
      <Within still={still}>
        <Announcer />
        <ActivityFeed />
      </Within>,
    )
    const apply = (...frames: DeliveredPaymentsFrame[]) =>
      act(() => still.session.store.apply(frames))
    const said = () => {
      act(() => still.world.advance(12_000))
      return container.querySelector('.sg-announcer')?.textContent
    }
    apply(snapshotAt(2))
    apply(sampleEvent(1), sampleEvent(2))
    expect(screen.getAllByRole('listitem')).toHaveLength(2)
    expect(said()).toBe('')
    apply(sampleEvent(3))
    expect(said()).toBe('Paused, Stream 3.')
  })
})
