/**
 * What a card and a number cost besides their writes: a page may have ten thousand of them. Nodes, components of React, targets
 * of the ticker and observed elements can be counted; `npm run bench -- cards` measures the heap.
 */
import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSession, FlowingBalance, GaugeProvider, StreamCard } from '../../src/index.ts'
import '../../src/styles.css'
import { createPageWorld } from '../platform/page-world.ts'
import { mount } from '../react/mount.ts'
import { streamState } from '../store/frames.ts'

const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 } }

afterEach(() => {
  vi.restoreAllMocks()
})

function show(widget: 'card' | 'number') {
  const session = createSession({ tokens, platform: createPageWorld(2_000_000).platform })
  const observed = new Set<Element>()
  const { observe, unobserve } = IntersectionObserver.prototype
  vi.spyOn(IntersectionObserver.prototype, 'observe').mockImplementation(function (
    this: IntersectionObserver,
    element,
  ) {
    observed.add(element)
    observe.call(this, element)
  })
  vi.spyOn(IntersectionObserver.prototype, 'unobserve').mockImplementation(function (
    this: IntersectionObserver,
    element,
  ) {
    observed.delete(element)
    unobserve.call(this, element)
  })
  const stream = streamState('7')
  const { host } = mount(
    <GaugeProvider session={session} locale="en-US">
      {widget === 'card' ? <StreamCard stream={stream} /> : <FlowingBalance stream={stream} />}
    </GaugeProvider>,
  )
  return { host, session, observed }
}

/** Nodes below the element: elements and texts. */
function countNodes(element: Element): number {
  const walker = document.createTreeWalker(element)
  let count = 0
  while (walker.nextNode()) count += 1
  return count
}

interface Fiber {
  readonly child: Fiber | null
  readonly sibling: Fiber | null
  readonly stateNode: unknown
}

/** Components and providers around and below the elements of the host. */
function countComponents(host: HTMLElement): number {
  const key = Object.keys(host).find((name) => name.startsWith('__reactContainer$'))
  const root = (host as unknown as Record<string, Fiber | undefined>)[String(key)]
  const count = (fiber: Fiber | null | undefined): number =>
    fiber
      ? (fiber.stateNode instanceof Node ? 0 : 1) + count(fiber.child) + count(fiber.sibling)
      : 0
  return count(root?.child)
}

/** Those of the page around: that of an empty provider. */
function countAround(): number {
  const { host } = mount(<GaugeProvider locale="en-US">{null}</GaugeProvider>)
  return countComponents(host)
}

describe('a card', () => {
  it('has at most 47 nodes and five components', () => {
    const { host } = show('card')
    expect(countNodes(host)).toBeLessThanOrEqual(47)
    expect(countComponents(host) - countAround()).toBeLessThanOrEqual(5)
  })

  it('has five targets of the ticker, and one observed element for each of its groups', async () => {
    const { session, observed } = show('card')
    // Status; digits and sentence; level and texts of the progress.
    expect(session.ticker.getLoad().targets).toBe(5)
    await expect.poll(() => session.ticker.getLoad().scheduled).toBe(5)
    expect(observed.size).toBe(3)
  })
})

describe('a number', () => {
  it('has at most 10 nodes and two components', () => {
    const { host } = show('number')
    expect(countNodes(host)).toBeLessThanOrEqual(10)
    expect(countComponents(host) - countAround()).toBeLessThanOrEqual(2)
  })

  it('has three targets of the ticker, and one observed element', async () => {
    const { session, observed } = show('number')
    expect(session.ticker.getLoad().targets).toBe(3)
    await expect.poll(() => session.ticker.getLoad().scheduled).toBe(3)
    expect(observed.size).toBe(1)
  })

  it('has an element for fast digits as soon as a stream is slow enough to have them', () => {
    const session = createSession({ platform: createPageWorld(2_000_000).platform })
    const stream = streamState('7')
    const number = (decimals: number) => (
      <GaugeProvider session={session} locale="en-US">
        <FlowingBalance stream={stream} token={{ symbol: 'USDC', decimals, shownDecimals: 2 }} />
      </GaugeProvider>
    )
    const { host, render } = mount(number(2))
    expect(host.querySelector('.sg-balance__fast')).toBeNull()
    const digits = () => host.querySelector('.sg-balance__value')?.textContent
    const before = digits()
    act(() => render(number(5)))
    expect(host.querySelector('.sg-balance__fast')?.textContent).toMatch(/^\d+$/)
    expect(digits()).not.toBe(before)
    act(() => render(number(2)))
    expect(host.querySelector('.sg-balance__fast')).toBeNull()
    expect(digits()).toBe(before)
  })
})
