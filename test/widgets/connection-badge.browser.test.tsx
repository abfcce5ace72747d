/** What ConnectionBadge alone does: counting down. */
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { Announcer, ConnectionBadge, FeedProvider } from '../../src/index.ts'
import { createMockServer, memoryLog, serveFeed } from '../../src/mocks/index.ts'
import '../../src/styles.css'
import { createStill, Within } from '../../stories/still-session.tsx'
import { storyNowMs } from '../../stories/still-world.ts'
import { createDistantLog } from '../support/distant-log.ts'
import { shipments } from '../support/shipments.ts'

afterEach(cleanup)

describe('ConnectionBadge', () => {
  it('counts down to the next attempt, once a second', () => {
    const still = createStill({
      streams: [],
      connection: {
        status: 'waiting',
        delayMs: 4_000,
        retryAtMs: storyNowMs + 3_600,
        cause: 'network',
      },
    })
    const { world } = still
    const { container } = render(
      <Within still={still}>
        <ConnectionBadge />
      </Within>,
    )
    const detail = () => container.querySelector('.sg-connection__detail')
    expect(detail()?.textContent).toBe('in 4 s')
    act(() => world.advance(700))
    expect(detail()?.textContent).toBe('in 3 s')
    act(() => world.advance(5_000))
    expect(detail()?.textContent).toBe('')
    expect(detail()?.getAttribute('role')).toBe('timer')
    expect(detail()?.getAttribute('aria-live')).toBe('off')
  })

  it('says that updates are delayed while the log of its server is out of reach', async () => {
    const medium = createDistantLog(memoryLog())
    const server = createMockServer({ feeds: [serveFeed(shipments, { log: medium.log })] })
    const given = { feed: shipments, url: '', fetch: server.fetch, persist: false } as const
    const { container } = render(
      <FeedProvider {...given} filter={{ all: true }}>
        <ConnectionBadge feed={shipments} />
        <Announcer />
      </FeedProvider>,
    )
    const badge = () => container.querySelector<HTMLElement>('.sg-connection')
    const condition = () => badge()?.dataset['condition']
    await expect.poll(condition).toBe('live')
    act(() => medium.lose())
    await expect.poll(condition).toBe('degraded')
    expect(badge()?.textContent).toMatch(/^Updates delayedsince \d\d:\d\d:\d\d$/)
    expect(badge()?.dataset['freshness']).toBe('stale')
    await expect
      .poll(() => container.querySelector('.sg-announcer')?.textContent, { timeout: 10_000 })
      .toBe('Updates are delayed. Balances may be out of date.')
    act(() => medium.restore())
    await expect.poll(condition).toBe('live')
    expect(badge()?.textContent).toBe('Live')
    await server.close()
  })

  it('shows the connection of another feed, and throws without a provider of it', async () => {
    const server = createMockServer({ feeds: [serveFeed(shipments, { log: memoryLog() })] })
    const badge = <ConnectionBadge feed={shipments} />
    const given = { feed: shipments, url: '', fetch: server.fetch, persist: false } as const
    const { container } = render(
      <FeedProvider {...given} filter={{ all: true }}>
        {badge}
      </FeedProvider>,
    )
    const label = () => container.querySelector('.sg-connection__label')?.textContent
    await expect.poll(label).toBe('Live')
    act(() => server.setPlugged(false))
    await expect.poll(label).toBe('Reconnecting')
    await server.close()
    expect(() => render(badge)).toThrow(expect.objectContaining({ code: 'provider_missing' }))
  })
})
