/** What FlowingBalance alone does: text that can be read, selected and copied while it moves. */
import { act, cleanup, render } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  createSession,
  FlowingBalance,
  type FlowingBalanceProps,
  GaugeProvider,
} from '../../src/index.ts'
import '../../src/styles.css'
import { createPageWorld } from '../platform/page-world.ts'
import { hydrate } from '../react/mount.ts'
import { streamState } from '../store/frames.ts'
import { selectionChanges } from '../support/selection.ts'

const second = 1000
/** 1.00 USDC a second since second 1,000; 10,000.00 in all. */
const stream = streamState('1')
const token = { symbol: 'USDC', decimals: 2 }

async function mountBalance(props: FlowingBalanceProps = {}) {
  const world = createPageWorld(2_000 * second)
  const session = createSession({ platform: world.platform })
  const { container } = render(
    <StrictMode>
      <GaugeProvider session={session} locale="en-US">
        <FlowingBalance stream={stream} token={token} digits={2} {...props} />
      </GaugeProvider>
    </StrictMode>,
  )
  const find = (selector: string) => {
    const element = container.querySelector<HTMLElement>(selector)
    if (!element) throw new Error(`There is no ${selector}.`)
    return element
  }
  // The browser says in its own time what is on screen.
  await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(2)
  return {
    session,
    root: find('.sg-balance'),
    value: find('.sg-balance__value'),
    sentence: find('.sg-balance__sentence'),
    advance: (ms: number) => act(() => world.advance(ms)),
  }
}

/** What a copy at this element puts into the clipboard; empty when it is left to the browser. */
function copyFrom(element: Element): string {
  const clipboardData = new DataTransfer()
  element.dispatchEvent(
    new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }),
  )
  return clipboardData.getData('text/plain')
}

/** Longer than the browser needs to report what is on screen. */
async function frames(): Promise<void> {
  for (let frame = 0; frame < 8; frame += 1) await new Promise(requestAnimationFrame)
}

afterEach(() => {
  cleanup()
  getSelection()?.removeAllRanges()
})

describe('FlowingBalance', () => {
  it('ticks, and keeps its width', async () => {
    const { root, value, advance } = await mountBalance()
    expect(value.textContent).toBe('1,000.00')
    const { width } = root.getBoundingClientRect()
    advance(1_500)
    expect(value.textContent).toBe('1,001.50')
    expect(root.getBoundingClientRect().width).toBe(width)
  })

  it('reserves the width of the whole deposit', async () => {
    const { root } = await mountBalance({ stream: { ...stream, depositedAmount: 10n ** 12n } })
    const { root: small } = await mountBalance()
    expect(root.getBoundingClientRect().width).toBeGreaterThan(small.getBoundingClientRect().width)
  })

  it('does not write while it is selected, and catches up afterwards', async () => {
    const { value, advance } = await mountBalance()
    await selectionChanges((selection) => selection.selectAllChildren(value))
    advance(5_000)
    expect(value.textContent).toBe('1,000.00')
    expect(getSelection()?.toString()).toBe('1,000.00')
    await selectionChanges((selection) => selection.removeAllRanges())
    advance(1_000)
    expect(value.textContent).toBe('1,006.00')
  })

  it('wraps when it is wider than its container, without cutting off digits', async () => {
    const deposit = 10n ** 38n
    const { value } = await mountBalance({
      stream: { ...stream, depositedAmount: deposit, withdrawnAmount: 0n },
      kind: 'remaining',
      size: 'hero',
      style: { width: 300 },
    })
    const place = value.closest('.sg-balance')?.getBoundingClientRect()
    expect(value.getBoundingClientRect().right).toBeLessThanOrEqual(place?.right ?? 0)
    expect(place?.height).toBeGreaterThan(60)
  })

  it('copies every digit, including those that are not shown', async () => {
    const { value, advance } = await mountBalance({ digits: 0 })
    advance(250)
    getSelection()?.selectAllChildren(value)
    expect(value.textContent).toBe('1,000')
    expect(copyFrom(value)).toBe('1,000.25')
  })

  it('does not change the copy of a larger selection', async () => {
    const { value } = await mountBalance()
    getSelection()?.selectAllChildren(document.body)
    expect(copyFrom(value)).toBe('')
  })

  it('hides ticking text from assistive technology and translators', async () => {
    const { value } = await mountBalance()
    expect(value.getAttribute('aria-hidden')).toBe('true')
    expect(value.getAttribute('translate')).toBe('no')
    expect(getComputedStyle(value).userSelect).not.toBe('none')
  })

  it('has a sentence instead, updated once or twice a minute', async () => {
    const { sentence, advance } = await mountBalance()
    expect(sentence.textContent).toContain('1,000.00 USDC withdrawable, growing 1 per second')
    advance(20_000)
    expect(sentence.textContent).toContain('1,000.00 USDC')
    advance(60_000)
    expect(sentence.textContent).not.toContain('1,000.00 USDC')
  })

  it('updates the sentence on focus', async () => {
    const { root, sentence, advance } = await mountBalance({ tabIndex: 0 })
    advance(7_000)
    act(() => root.focus())
    expect(sentence.textContent).toContain('1,007.00 USDC withdrawable')
  })

  it('hydrates without a warning what a server printed in another locale', () => {
    const warnings = vi.spyOn(console, 'error').mockImplementation(() => {})
    const inLocale = (locale: string) => (
      <GaugeProvider locale={locale} renderedAtMs={2_000 * second}>
        <FlowingBalance stream={stream} token={token} />
      </GaugeProvider>
    )
    hydrate(renderToString(inLocale('en-US')), inLocale('de-DE'))
    expect(warnings).not.toHaveBeenCalled()
    warnings.mockRestore()
  })

  it('shows no amount of an unknown token', () => {
    const { container } = render(<FlowingBalance stream={stream} />)
    const root = container.querySelector('.sg-balance')
    expect(root?.getAttribute('data-phase')).toBe('error')
    expect(root?.textContent).not.toMatch(/\d/)
    expect(root?.textContent).toContain('Amount unavailable: unknown token')
  })
})

describe('a FlowingBalance whose element has no box', () => {
  it('ticks with `display: contents`, even if it was not displayed before', async () => {
    const { root, value, advance } = await mountBalance({ style: { display: 'contents' } })
    advance(1_500)
    expect(value.textContent).toBe('1,001.50')
    root.style.display = 'none'
    await frames()
    advance(1_000)
    expect(value.textContent).toBe('1,001.50')
    root.style.display = 'contents'
    await frames()
    advance(1_000)
    expect(value.textContent).toMatch(/^1,003/)
    root.style.display = ''
    await frames()
    advance(1_000)
    expect(value.textContent).toMatch(/^1,004/)
  })
})

describe('a FlowingBalance among many', () => {
  it('is observed as one element, and not each of its parts', async () => {
    const observe = vi.spyOn(IntersectionObserver.prototype, 'observe')
    const unobserve = vi.spyOn(IntersectionObserver.prototype, 'unobserve')
    const { root } = await mountBalance()
    const left = unobserve.mock.calls.map(([element]) => element)
    const observed = observe.mock.calls.map(([element]) => element)
    // Both effects of StrictMode observe; what is left is the root.
    for (const element of left) observed.splice(observed.indexOf(element), 1)
    expect(observed).toEqual([root])
    vi.restoreAllMocks()
  })

  it('has an element for a note only where there is one to show', async () => {
    const { root } = await mountBalance()
    expect(root.querySelector('.sg-balance__note')).toBeNull()
    // The digits, the symbol and the sentence.
    expect(root.children).toHaveLength(3)
    cleanup()
    const hero = await mountBalance({ size: 'hero' })
    expect(hero.root.querySelector('.sg-balance__note')).not.toBeNull()
    cleanup()
    const { container } = render(<FlowingBalance stream={stream} />)
    expect(container.querySelector('.sg-balance__note')?.textContent).not.toBe('')
  })
})
