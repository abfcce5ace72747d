/** What AmountInspector alone does: it opens next to its button, is computed only while it is open, and returns the focus. */
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { AmountInspector, StreamCard } from '../../src/index.ts'
import '../../src/styles.css'
import { historyServer } from '../../stories/sample-history.ts'
import { streaming } from '../../stories/sample-streams.ts'
import { createStill, open, Within } from '../../stories/still-session.tsx'

afterEach(cleanup)

function mountInspector() {
  const still = createStill({
    streams: [streaming],
    connection: open,
    request: historyServer(),
    facts: { clockOffsetMs: -250, clockErrorMs: 8 },
  })
  render(
    <Within still={still} locale="en-US">
      <StreamCard streamId="42" labelEnd={<AmountInspector timeZone="UTC" />} />
      <button type="button">after</button>
    </Within>,
  )
  const panel = () => screen.queryByRole('dialog')
  return {
    still,
    panel,
    button: () => screen.getByRole('button', { name: 'Explain Withdrawable, Stream 42' }),
    async waitFor(isOpen: boolean) {
      await act(() => expect.poll(() => panel() !== null, { timeout: 5000 }).toBe(isOpen))
    },
    textOf: (selector: string) => panel()?.querySelector(selector)?.textContent,
  }
}

describe('AmountInspector', () => {
  it('opens by the keyboard, has the focus, and returns it to its button with Escape', async () => {
    const { button, panel, waitFor } = mountInspector()
    button().focus()
    await userEvent.keyboard('{Enter}')
    await waitFor(true)
    expect(document.activeElement).toBe(panel())
    expect(button().getAttribute('aria-expanded')).toBe('true')
    await userEvent.keyboard('{Escape}')
    await waitFor(false)
    expect(document.activeElement).toBe(button())
    expect(button().getAttribute('aria-expanded')).toBe('false')
  })

  it('closes with its own button, and by another press of the one that opened it', async () => {
    const { button, waitFor } = mountInspector()
    await userEvent.click(button())
    await waitFor(true)
    await userEvent.click(screen.getByRole('button', { name: 'Close' }))
    await waitFor(false)
    expect(document.activeElement).toBe(button())
    await userEvent.click(button())
    await waitFor(true)
    await userEvent.click(button())
    await waitFor(false)
  })

  it('explains the amount at whole seconds while it is open, and has no content while it is not', async () => {
    const { still, button, waitFor, textOf } = mountInspector()
    expect(document.querySelector('.sg-inspector__content')).toBeNull()
    await userEvent.click(button())
    await waitFor(true)
    expect(textOf('.sg-inspector__total')).toBe('749.9952\u00a0USDC')
    expect(textOf('[data-step="accrued"] .sg-inspector__formula')).toBe(
      '0.001929\u00a0USDC × 388,800 = 749.9952\u00a0USDC',
    )
    act(() => still.world.advance(1_000))
    expect(textOf('.sg-inspector__total')).toBe('749.997129\u00a0USDC')
    expect(textOf('[data-fact="clock"]')).toContain(
      '250\u00a0ms behind this device, ±\u00a08\u00a0ms',
    )
    await act(() =>
      expect
        .poll(() => textOf('[data-fact="lastChange"]'), { timeout: 5000 })
        .toContain('Topped up, 1,250.00\u00a0USDC'),
    )
  })

  it('is within the page, next to its button or at the bottom of a phone', async () => {
    const { button, panel, waitFor } = mountInspector()
    for (const [width, height] of [
      [1280, 900],
      [360, 740],
    ] as const) {
      await page.viewport(width, height)
      await userEvent.click(button())
      await waitFor(true)
      const box = panel()?.getBoundingClientRect()
      expect(box?.left).toBeGreaterThanOrEqual(0)
      expect(box?.right).toBeLessThanOrEqual(width)
      expect(box?.bottom).toBeLessThanOrEqual(height)
      if (width > 480) expect(box?.top).toBeGreaterThan(button().getBoundingClientRect().bottom)
      else expect(box?.bottom).toBe(height)
      await userEvent.keyboard('{Escape}')
      await waitFor(false)
    }
  })

  it('works without native popovers', async () => {
    const { showPopover } = HTMLElement.prototype
    Reflect.deleteProperty(HTMLElement.prototype, 'showPopover')
    try {
      const { button, waitFor } = mountInspector()
      await userEvent.click(button())
      // The browser of this test has popovers all the same, so only what the button itself does is looked at.
      expect(button().getAttribute('aria-expanded')).toBe('true')
      await userEvent.keyboard('{Escape}')
      await waitFor(false)
      expect(document.activeElement).toBe(button())
    } finally {
      HTMLElement.prototype.showPopover = showPopover
    }
  })
})
