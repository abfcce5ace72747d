/** A page that is printed has the amounts of that time everywhere, also far below what is on the screen. */
import { describe, expect, it } from 'vitest'
import { cdp } from 'vitest/browser'
import { FlowingBalance, GaugeProvider, StreamCard } from '../../src/index.ts'
import '../../src/styles.css'
import { createSession } from '../../src/payments-session.ts'
import { createPageWorld } from '../platform/page-world.ts'
import { streamState } from '../store/frames.ts'
import { mount } from './mount.ts'

/** 1.00 token a second since second 1,000. */
const stream = streamState('1')
const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 } }

async function showLongPage() {
  const world = createPageWorld(2_000_000)
  const session = createSession({ platform: world.platform, tokens, account: 'GRECIPIENT' })
  const { host } = mount(
    <GaugeProvider session={session} locale="en-US">
      <div style={{ height: 5000 }} />
      <FlowingBalance stream={stream} />
      <div style={{ contentVisibility: 'auto' }} data-sg-section="">
        <StreamCard stream={stream} />
      </div>
    </GaugeProvider>,
  )
  // Until the browser has reported what is not visible.
  for (let frame = 0; frame < 8; frame++) await new Promise(requestAnimationFrame)
  const amounts = () =>
    [...host.querySelectorAll('.sg-balance__value')].map(({ textContent }) => textContent)
  const share = () => host.querySelector('.sg-progress__percent')?.textContent
  return { world, amounts, share }
}

describe('a page that is printed', () => {
  it('has the amounts of that time off screen', async () => {
    const { world, amounts, share } = await showLongPage()
    world.advance(300_000)
    expect(amounts()).toEqual(['1,000.00', '1,000.00'])
    const shareBefore = share()
    // Not window.print(), which opens a dialog; the events are the same.
    await cdp().send('Page.printToPDF')
    expect(amounts()).toEqual(['1,300.00', '1,300.00'])
    expect(share()).not.toBe(shareBefore)
  })

  it('does not tick off screen afterwards', async () => {
    const { world, amounts } = await showLongPage()
    await cdp().send('Page.printToPDF')
    for (let frame = 0; frame < 8; frame++) await new Promise(requestAnimationFrame)
    world.advance(300_000)
    expect(amounts()).toEqual(['1,000.00', '1,000.00'])
  })
})
