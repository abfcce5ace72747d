/** What ConnectionBadge alone does: counting down. */
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectionBadge, FeedProvider } from '../../src/index.ts'
import { createMockServer, memoryLog, serveFeed } from '../../src/mocks/index.ts'
import '../../src/styles.css'
import { createStill, Within } from '../../stories/still-session.tsx'
import { storyNowMs } from '../../stories/still-world.ts'
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
