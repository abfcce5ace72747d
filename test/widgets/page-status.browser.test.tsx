/** What Party, TokenAmount, StaleBanner, LastUpdated and LiveControl do that no other widget does. */
import { act, useEffect } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { page as browserPage } from 'vitest/browser'
import { Toaster, useToast } from '../../src/actions.ts'
import {
  ActivityFeed,
  BalanceForecast,
  ConnectionBadge,
  createLocalSession,
  LastUpdated,
  LiveControl,
  Party,
  type Session,
  SessionProvider,
  StaleBanner,
  StreamDetail,
  TokenAmount,
} from '../../src/index.ts'
import { FeedContext } from '../../src/react/feed-context.ts'
import type { FeedSession } from '../../src/session.ts'
import '../../src/styles.css'
import '../../src/actions.css'
import { employer, me, streaming, usdcInfo } from '../../stories/sample-streams.ts'
import { open, type StoreFrame } from '../../stories/still-session.tsx'
import { mount } from '../react/mount.ts'
import { createPage, startMs, waiting } from './connected-page.tsx'

const topUp = (more: bigint): StoreFrame => ({
  kind: 'event',
  position: null,
  event: {
    type: 'stream.topped_up',
    streamId: '42',
    amount: 1n,
    newDepositedAmount: streaming.depositedAmount + more,
  },
})

function ThreeToasts() {
  const toast = useToast()
  useEffect(() => {
    for (const subject of ['1', '2', '3']) {
      toast({ subject, text: `25.00 USDC paid out to Ada Lovelace from stream ${subject}.` })
    }
  }, [toast])
  return null
}

const textIn = (host: HTMLElement, selector: string) => host.querySelector(selector)?.textContent

describe('Party', () => {
  async function copyWith(writeText: () => Promise<void>) {
    const clipboard = vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(writeText)
    const { page, advance } = createPage()
    const { host } = mount(page(<Party address={employer} name="Aurora Labs" />))
    const button = host.querySelector<HTMLElement>('.sg-party__copy')
    expect(button?.getAttribute('aria-label')).toBe('Copy address of Aurora Labs')
    await act(async () => button?.click())
    expect(clipboard).toHaveBeenCalledWith(employer)
    clipboard.mockRestore()
    const label = button?.getAttribute('aria-label')
    advance(200)
    const announced = textIn(host, '.sg-announcer')
    advance(2_000)
    expect(button?.getAttribute('aria-label')).toBe('Copy address of Aurora Labs')
    return { label, announced }
  }

  it('copies the whole address, and announces that it did', async () => {
    expect(await copyWith(async () => {})).toEqual({
      label: 'Address copied',
      announced: 'Address copied',
    })
  })

  it('says it of the address that was copied, not of another one', async () => {
    const clipboard = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const { page } = createPage()
    const { host, render } = mount(page(<Party address={employer} />))
    const label = () => host.querySelector('.sg-party__copy')?.getAttribute('aria-label')
    await act(async () => host.querySelector<HTMLElement>('.sg-party__copy')?.click())
    expect(label()).toBe('Address copied')
    render(page(<Party address={me} />))
    expect(label()).toMatch(/^Copy address/)
    clipboard.mockRestore()
  })

  it('says that a browser has refused', async () => {
    expect(await copyWith(() => Promise.reject(new Error('No.')))).toEqual({
      label: 'The address could not be copied',
      announced: 'The address could not be copied',
    })
  })

  it('links to an explorer only where there is one', () => {
    const { host, render } = mount(<Party address={employer} explorerUrl={() => null} />)
    expect(host.querySelector('a')).toBeNull()
    render(<Party address={employer} explorerUrl={(of) => `https://explorer.example/${of}`} />)
    expect(host.querySelector('a')?.href).toBe(`https://explorer.example/${employer}`)
    expect(host.querySelector('a')?.rel).toBe('noreferrer')
  })
})

describe('TokenAmount', () => {
  const usdc = { symbol: 'USDC', decimals: 7 }

  it('has every digit of the amount, or cuts off those that the token does not show', () => {
    const { host, render } = mount(<TokenAmount units={12_509_999_999n} token={usdc} />)
    expect(host.textContent).toBe('1,250.9999999\u00a0USDC')
    render(<TokenAmount units={12_509_999_999n} token={usdc} precision="shown" />)
    expect(host.textContent).toBe('1,250.99\u00a0USDC')
    render(<TokenAmount units={-5n} token={usdc} precision="shown" />)
    expect(host.textContent).toBe('−0.0000005\u00a0USDC')
  })

  it('shows no amount of a token that it does not know', () => {
    const { page } = createPage()
    const { host } = mount(page(<TokenAmount units={12n} tokenAddress={employer} />))
    expect(textIn(host, '.sg-amount')).toBe('Amount unavailable: unknown token\u00a0GDQP…4W37')
  })

  it('shows the first letter of the symbol where its image cannot be loaded', async () => {
    const logo = <img src="data:image/png;base64,none" alt="" />
    const { host } = mount(<TokenAmount units={1n} token={usdc} logo={logo} />)
    expect(host.querySelector('img')).not.toBeNull()
    await expect.poll(() => textIn(host, '.sg-amount__logo')).toBe('U')
  })
})

describe('StaleBanner', () => {
  const below = (host: HTMLElement) => host.querySelector('p')?.getBoundingClientRect().top

  it.each(['top', 'bottom', 'inline'] as const)(
    'appears after a second, at the %s, and moves nothing',
    (placement) => {
      const { page, become, advance } = createPage()
      const { host } = mount(
        page(
          <div style={{ display: 'grid', gap: 24 }}>
            <StaleBanner placement={placement} />
            <p>Below</p>
          </div>,
        ),
      )
      const before = below(host)
      const label = () => textIn(host, '[data-shown] .sg-banner__label')
      become(waiting)
      advance(900)
      expect(label()).toBeUndefined()
      advance(200)
      expect(label()).toBe('Reconnecting')
      expect(textIn(host, '.sg-banner__as-of')).toBe('Last confirmed at 14:02:11')
      expect(textIn(host, '.sg-banner__next')).toBe('Next attempt in 5 s')
      expect(below(host)).toBe(before)
      become({ status: 'connecting', sinceMs: startMs, cause: 'backoff' })
      become({ ...open, phase: 'syncing' })
      expect(label()).toBe('Syncing')
      become(open)
      expect(label()).toBeUndefined()
      expect(below(host)).toBe(before)
    },
  )

  it.each([360, 720, 1280])('leaves toasts free by default, %i px wide', async (width) => {
    const height = 640
    await browserPage.viewport(width, height)
    const { page, become, advance } = createPage()
    const { host } = mount(
      page(
        <>
          <StaleBanner />
          <Toaster />
          <ThreeToasts />
        </>,
      ),
    )
    become(waiting)
    advance(1_100)
    const boxOf = (selector: string) =>
      [...host.querySelectorAll(selector)].map((element) => element.getBoundingClientRect())
    const [banner] = boxOf('.sg-banner__bar')
    const toasts = boxOf('.sg-toaster__toast')
    expect(toasts).toHaveLength(3)
    for (const toast of toasts) expect(toast.top).toBeGreaterThan(banner?.bottom ?? height)
  })

  it('does not appear for an interruption that is shorter', () => {
    const { page, become, advance } = createPage()
    const { host } = mount(page(<StaleBanner />))
    become(waiting)
    advance(800)
    become(open)
    advance(5_000)
    become({ ...open, degradedReason: 'log_unavailable' })
    advance(800)
    expect(host.querySelector('.sg-banner')).toBeNull()
    advance(300)
    expect(textIn(host, '.sg-banner__label')).toBe('Updates delayed')
  })

  it('keeps the focus on its button during an attempt', () => {
    const { page, become, advance } = createPage()
    const { host } = mount(page(<StaleBanner />))
    become(waiting)
    advance(1_100)
    const button = host.querySelector<HTMLElement>('.sg-banner__retry')
    button?.focus()
    become({ status: 'connecting', sinceMs: startMs, cause: 'retry_now' })
    expect(document.activeElement).toBe(button)
    expect(button?.getAttribute('aria-disabled')).toBe('true')
    become(waiting)
    expect(document.activeElement).toBe(button)
    expect(button?.hasAttribute('aria-disabled')).toBe(false)
  })

  it('is announced once, together with a badge on the same page', () => {
    const { page, become, advance } = createPage()
    const { host } = mount(
      page(
        <>
          <ConnectionBadge />
          <StaleBanner />
        </>,
      ),
    )
    become(waiting)
    advance(1_100)
    expect(textIn(host, '.sg-announcer')).toBe('Connection lost. Reconnecting.')
  })
})

it('a forecast does not say "Now" of an earlier time', () => {
  const { page, become, advance } = createPage()
  const { host } = mount(page(<BalanceForecast streamId="42" timeZone="UTC" />))
  const mark = () => textIn(host, '.sg-forecast__now')
  expect(mark()).toBe('Now')
  become(waiting)
  advance(1_000)
  expect(mark()).toMatch(/^As of 14:02:1\d$/)
  become(open)
  advance(1_000)
  expect(mark()).toBe('Now')
})

describe('LastUpdated', () => {
  it('renders ten seconds apart, then once a minute', () => {
    const { page, advance } = createPage()
    const { host } = mount(page(<LastUpdated atMs={startMs} />))
    const seen: (string | undefined | null)[] = []
    const observer = new MutationObserver(() => {})
    observer.observe(host, { subtree: true, characterData: true, childList: true })
    for (const ms of [9_000, 2_000, 10_000, 30_000, 10_000, 60_000]) {
      advance(ms)
      seen.push(textIn(host, '.sg-updated__relative'))
    }
    expect(seen).toEqual([
      'Updated just now',
      'Updated 10 seconds ago',
      'Updated 20 seconds ago',
      'Updated 50 seconds ago',
      'Updated 1 minute ago',
      'Updated 2 minutes ago',
    ])
    expect(observer.takeRecords().length).toBeLessThanOrEqual(10)
    const time = host.querySelector('time')
    expect(time?.dateTime).toBe('2026-11-20T14:02:11.000Z')
    expect(time?.textContent).toBe('Updated 2 minutes ago14:02:11')
  })

  it('stays at the last time at which its connection was live', () => {
    const { page, become, advance } = createPage()
    const { host } = mount(page(<LastUpdated />))
    advance(20_000)
    become({ ...open, lastByteAtMs: startMs + 20_000 })
    expect(textIn(host, '.sg-updated__relative')).toBe('Updated just now')
    become({ ...open, degradedReason: 'log_unavailable', lastByteAtMs: startMs + 20_000 })
    advance(41_000)
    become({ ...open, degradedReason: 'log_unavailable', lastByteAtMs: startMs + 60_000 })
    expect(textIn(host, '.sg-updated__absolute')).toBe('14:02:31')
    expect(textIn(host, '.sg-updated__relative')).toBe('Updated 40 seconds ago')
  })

  it('names no time on a page that has received nothing', () => {
    const { page, become } = createPage({ hasState: false })
    become(waiting)
    const { host } = mount(page(<LastUpdated />))
    expect(textIn(host, '.sg-updated__relative')).toBe('Not updated yet')
    expect(host.querySelector('time')?.dateTime).toBeFalsy()
  })
})

describe('LiveControl', () => {
  const press = (host: HTMLElement, name: string) =>
    act(() => {
      const buttons = [...host.querySelectorAll<HTMLElement>('.sg-control__option')]
      buttons.find(({ textContent }) => textContent === name)?.click()
    })
  const pressed = (host: HTMLElement) => textIn(host, '.sg-control [aria-pressed="true"]')

  it('pauses the page, counts what arrives, and shows all of it on resuming', () => {
    const { session, page, receive, advance } = createPage()
    const { host } = mount(
      page(
        <>
          <LiveControl />
          <ActivityFeed />
        </>,
      ),
    )
    const entries = () => host.querySelectorAll('.sg-feed__entry').length
    receive(topUp(1n))
    advance(300)
    expect(entries()).toBe(1)
    press(host, 'Paused')
    expect(pressed(host)).toBe('Paused')
    expect(session.ticker.getSnapshot().isPaused).toBe(true)
    receive(topUp(2n), topUp(3n))
    receive(topUp(4n))
    advance(1_100)
    expect(textIn(host, '.sg-control__waiting')).toBe('3 updates since the pause')
    expect(entries()).toBe(1)
    // Received and applied all the same.
    expect(session.store.getState().items.get('42')).toMatchObject({
      depositedAmount: streaming.depositedAmount + 4n,
    })
    press(host, 'Live')
    advance(300)
    expect(entries()).toBe(4)
    expect(host.querySelector('.sg-control__waiting')).toBeNull()
    press(host, 'Paused')
    advance(1_100)
    expect(host.querySelector('.sg-control__waiting')).toBeNull()
  })

  it('slows the numbers down to once a second, and announces it', () => {
    const { session, page, advance } = createPage()
    const { host } = mount(page(<LiveControl />))
    expect(pressed(host)).toBe('Live')
    press(host, 'Slow')
    expect(pressed(host)).toBe('Slow')
    expect(session.ticker.getSnapshot()).toEqual({ isPaused: false, minIntervalMs: 1_000 })
    advance(200)
    expect(textIn(host, '.sg-announcer')).toBe('Updates once a second.')
  })

  it('keeps what was chosen when the first of several sessions is replaced', () => {
    const company = createLocalSession() as unknown as FeedSession
    const tree = (session: Session) => (
      <SessionProvider session={session}>
        <FeedContext.Consumer>
          {(own) => (
            <FeedContext.Provider value={new Map([...own, ['company', company]])}>
              <LiveControl />
            </FeedContext.Provider>
          )}
        </FeedContext.Consumer>
      </SessionProvider>
    )
    const { host, render } = mount(tree(createLocalSession()))
    press(host, 'Paused')
    const other = createLocalSession()
    render(tree(other))
    expect(pressed(host)).toBe('Paused')
    expect(other.ticker.getSnapshot().isPaused).toBe(true)
    expect(company.ticker.getSnapshot().isPaused).toBe(true)
    // Unless something else has changed it since.
    act(() => other.ticker.resume())
    const last = createLocalSession()
    render(tree(last))
    expect(pressed(host)).toBe('Live')
    expect(last.ticker.getSnapshot().isPaused).toBe(false)
  })

  it('is live without a choice of once a second, even if numbers move so', () => {
    const { session, page } = createPage()
    const { host } = mount(page(<LiveControl hideSlow />))
    act(() => session.ticker.setMinIntervalMs(1_000, 'person'))
    expect(pressed(host)).toBe('Live')
    press(host, 'Paused')
    expect(pressed(host)).toBe('Paused')
  })
})

it('placeholders of events and terms are as high as what replaces them', () => {
  const { host } = mount(
    <>
      <StreamDetail />
      <StreamDetail stream={streaming} token={usdcInfo} />
    </>,
  )
  const [loading = 0, ready = 1] = [...host.querySelectorAll('.sg-detail__rows')].map(
    (rows) => rows.getBoundingClientRect().height,
  )
  expect(Math.abs(loading - ready)).toBeLessThanOrEqual(4)
})
