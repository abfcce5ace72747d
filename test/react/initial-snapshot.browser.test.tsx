/**
 * A page that a server rendered with its state: hydrates as it is, goes live without a flash, and says
 * so when that takes too long.
 */
import { act } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { printStreamState } from '../../src/feeds/payments/stream-state.ts'
import {
  ConnectionBadge,
  FeedProvider,
  FlowingBalance,
  GaugeProvider,
  useFeedItems,
} from '../../src/index.ts'
import type { OwnSessionProps } from '../../src/react/gauge-provider.tsx'
import { createPageWorld } from '../platform/page-world.ts'
import { streamState } from '../store/frames.ts'
import { shipments } from '../support/shipments.ts'
import { createFakeFeed } from './fake-feed.ts'
import { hydrate, until } from './mount.ts'

const account = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const startMs = 2_000_000
const stream = streamState('7', { recipient: account })
const initialSnapshot = {
  position: 'k3f9a.4',
  topics: [`user:${account}`],
  streams: [printStreamState(stream)],
}

/** The same element for server and page; the server has no network of its own. */
function createPage(options: Partial<OwnSessionProps> = {}) {
  const world = createPageWorld(startMs)
  const feed = createFakeFeed()
  const page = (
    <GaugeProvider
      url="http://api"
      account={account}
      tokens={{ CTOKEN: { symbol: 'USDC', decimals: 2 } }}
      locale="en-US"
      timeZone="UTC"
      renderedAtMs={startMs}
      persist={false}
      fetch={feed.fetch}
      platform={world.platform}
      initialSnapshot={initialSnapshot}
      {...options}
    >
      <FlowingBalance streamId="7" />
      <ConnectionBadge />
    </GaugeProvider>
  )
  return { world, feed, page, html: renderToString(page) }
}

/** Every value that the root of the balance has had of its phase and freshness, in order. */
function watchStates(host: HTMLElement): readonly string[] {
  const root = host.querySelector<HTMLElement>('.sg-balance')
  if (!root) throw new Error('The page has no balance.')
  const read = () => `${root.dataset['phase']} ${root.dataset['freshness']}`
  const states = [read()]
  new MutationObserver(() => {
    if (states.at(-1) !== read()) states.push(read())
  }).observe(root, { attributes: true })
  return states
}

/** Every text that the badge has had, in order. */
function watchBadge(host: HTMLElement): readonly string[] {
  const badge = host.querySelector('.sg-connection')
  if (!badge) throw new Error('The page has no badge.')
  const texts = [badge.textContent]
  new MutationObserver(() => {
    if (texts.at(-1) !== badge.textContent) texts.push(badge.textContent)
  }).observe(badge, { characterData: true, childList: true, subtree: true })
  return texts
}

const settle = () => act(() => new Promise<void>((done) => setTimeout(done, 30)))

describe('a page with an initial snapshot', () => {
  const complaints: unknown[][] = []

  beforeEach(() => {
    complaints.length = 0
    vi.spyOn(console, 'error').mockImplementation((...words) => complaints.push(words))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    expect(complaints).toEqual([])
  })

  it('is rendered with its balances by the server', () => {
    const { html, feed } = createPage()
    expect(html).toContain('data-phase="ready"')
    expect(html).toContain('>1,000<')
    expect(feed.requests).toEqual([])
  })

  it('hydrates as it is, resumes from its position, and never looks stale', async () => {
    const { html, page, feed } = createPage()
    const { host } = hydrate(html, page)
    const states = watchStates(host)
    await until(() => feed.cursors, ['k3f9a.4'])
    await act(async () => {
      feed.send('connected', { clientId: 'c', recovered: true, replayed: 0, pingMs: 15_000 })
    })
    await settle()
    expect(states).toEqual(['ready live'])
  })

  it('has a badge that is live from the HTML of the server on, until a request takes two seconds', async () => {
    const { html, page, world, feed } = createPage()
    expect(html).toContain('data-condition="live"')
    expect(html).not.toContain('Not connected')
    const { host } = hydrate(html, page)
    const texts = watchBadge(host)
    await until(() => feed.cursors.length, 1)
    await act(async () => world.advance(1900))
    await settle()
    expect(texts).toEqual(['Live'])
    await act(async () => world.advance(200))
    await settle()
    expect(texts).toEqual(['Live', 'Syncing'])
  })

  it('has a badge that is connecting from the HTML on where its state has no position', async () => {
    const streams = [printStreamState(stream)]
    const { html, page, feed } = createPage({ initialSnapshot: { streams } })
    expect(html).toContain('data-condition="connecting"')
    const { host } = hydrate(html, page)
    const texts = watchBadge(host)
    await until(() => feed.cursors.length, 1)
    await until(() => texts, ['Connecting', 'Syncing'])
  })

  it('has a badge that is connecting where only a widget names the stream', async () => {
    const streams = [printStreamState(stream)]
    const { html } = createPage({ account: undefined, initialSnapshot: { streams } })
    expect(html).toContain('data-condition="connecting"')
  })

  it('has a badge that is connecting without a state, as there is something to ask for', () => {
    expect(createPage({ initialSnapshot: undefined }).html).toContain('data-condition="connecting"')
  })

  it('has a badge that stays live when the connection opens', async () => {
    const { html, page, feed } = createPage()
    const { host } = hydrate(html, page)
    const texts = watchBadge(host)
    await until(() => feed.cursors.length, 1)
    await act(async () => {
      feed.send('connected', { clientId: 'c', recovered: true, replayed: 0, pingMs: 15_000 })
    })
    await settle()
    expect(texts).toEqual(['Live'])
  })

  it('looks stale if the connection takes longer than two seconds', async () => {
    const { html, page, world, feed } = createPage()
    const { host } = hydrate(html, page)
    const states = watchStates(host)
    await until(() => feed.cursors.length, 1)
    await act(async () => world.advance(1900))
    expect(states).toEqual(['ready live'])
    await act(async () => world.advance(200))
    await settle()
    expect(states).toEqual(['ready live', 'ready stale'])
  })

  it('looks stale at once without a position, until the state has arrived', async () => {
    const { position: _, ...items } = initialSnapshot
    const { html, page, feed, world } = createPage({ initialSnapshot: items })
    expect(html).toContain('>1,000<')
    const { host } = hydrate(html, page)
    const states = watchStates(host)
    await until(() => feed.cursors, [null])
    await settle()
    expect(states.at(-1)).toBe('ready stale')
    await act(async () => feed.greet([stream]))
    await act(async () => world.advance(50))
    await until(() => states.at(-1), 'ready live')
  })
})

function Hubs() {
  const { items, phase } = useFeedItems(shipments, { hubs: ['OSL'] })
  return <p>{`${phase}: ${items.map(({ id, hub }) => `${id} ${hub}`).join()}`}</p>
}

describe('a page of another feed with an initial snapshot', () => {
  it('is rendered and hydrated with it', async () => {
    const feed = createFakeFeed()
    const page = (
      <FeedProvider
        feed={shipments}
        url="http://api"
        persist={false}
        fetch={feed.fetch}
        initialSnapshot={{
          position: 'k3f9a.4',
          topics: ['hub:OSL'],
          items: [{ id: '7', hub: 'OSL', isDelivered: false }],
        }}
      >
        <Hubs />
      </FeedProvider>
    )
    const html = renderToString(page)
    expect(html).toBe('<p>ready: 7 OSL</p>')
    const { host } = hydrate(html, page)
    await until(() => feed.cursors, ['k3f9a.4'])
    expect(feed.requests[0]?.url).toBe('http://api/shipments/events?hubs=OSL&snapshot=true')
    expect(host.textContent).toBe('ready: 7 OSL')
  })
})
