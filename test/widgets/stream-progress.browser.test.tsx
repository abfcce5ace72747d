/** What StreamProgress alone does: filling, and saying so rarely. */
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { createSession, GaugeProvider, StreamProgress } from '../../src/index.ts'
import '../../src/styles.css'
import { createPageWorld } from '../platform/page-world.ts'
import { streamState } from '../store/frames.ts'

const second = 1000
const token = { symbol: 'USDC', decimals: 2 }

async function mountProgress() {
  // 10 % after 1,000 of 10,000 seconds.
  const world = createPageWorld(2_000 * second)
  const session = createSession({ platform: world.platform })
  const { container } = render(
    <GaugeProvider session={session} locale="en-US">
      <div style={{ width: 400 }}>
        <StreamProgress stream={streamState('1')} token={token} />
      </div>
    </GaugeProvider>,
  )
  await expect.poll(() => session.ticker.getLoad().scheduled).toBeGreaterThan(2)
  const root = container.querySelector<HTMLElement>('.sg-progress')
  const bar = container.querySelector('[role=progressbar]')
  if (!root || !bar) throw new Error('There is no gauge.')
  // Observers are called in the order of their creation: from now on the gauge knows its width as well.
  await new Promise<void>((resolve) => new ResizeObserver(() => resolve()).observe(root))
  return { root, bar, session, advance: (ms: number) => act(() => world.advance(ms)) }
}

afterEach(cleanup)

describe('StreamProgress', () => {
  it('fills by one device pixel at a time', async () => {
    const { root, session, advance } = await mountProgress()
    expect(Number(root.style.getPropertyValue('--_sg-progress-value'))).toBeCloseTo(0.1, 2)
    const { writes } = session.ticker.getLoad()
    advance(1_000 * second)
    expect(Number(root.style.getPropertyValue('--_sg-progress-value'))).toBeCloseTo(0.2, 2)
    // A tenth of 400 CSS pixels, and ten whole percents.
    const most = 40 * devicePixelRatio + 10 + 5
    expect(session.ticker.getLoad().writes - writes).toBeLessThanOrEqual(most)
  })

  it('has a text value for assistive technology', async () => {
    const { bar, advance } = await mountProgress()
    expect(bar.getAttribute('aria-valuenow')).toBe('10')
    expect(bar.getAttribute('aria-valuetext')).toBe('10%, 1,000 of 10,000 USDC streamed')
    // Words keep to whole seconds, so they come with the frame after one.
    advance(501 * second)
    expect(bar.getAttribute('aria-valuenow')).toBe('15')
    expect(bar.getAttribute('aria-valuetext')).toBe('15%, 1,500 of 10,000 USDC streamed')
  })
})
