/** What StreamTimeline alone does: it waits for the stream to be followed, loads earlier pages, and keeps the focus. */
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Announcer, StreamTimeline } from '../../src/index.ts'
import '../../src/styles.css'
import { historyServer, transactionUrl } from '../../stories/sample-history.ts'
import { me, streaming } from '../../stories/sample-streams.ts'
import { createStill, open, Within } from '../../stories/still-session.tsx'
import { storyNow } from '../../stories/still-world.ts'

afterEach(cleanup)

const settled = () => act(async () => {})

async function mountTimeline(options: Parameters<typeof historyServer>[0] = {}) {
  const request = vi.fn(historyServer(options))
  const still = createStill({ streams: [streaming], connection: open, request })
  const { container } = render(
    <Within still={still} locale="en-US">
      <Announcer />
      <StreamTimeline streamId="42" timeZone="UTC" transactionUrl={transactionUrl} />
    </Within>,
  )
  const titles = () =>
    [...container.querySelectorAll('.sg-feed__title')].map(({ textContent }) => textContent)
  await settled()
  await act(() => expect.poll(() => titles().length, { timeout: 5000 }).toBeGreaterThan(0))
  return {
    still,
    request,
    container,
    titles,
    announced: () => container.querySelector('.sg-announcer')?.textContent,
  }
}

describe('StreamTimeline', () => {
  it('requests its first page once the stream is followed, and not before', async () => {
    const request = vi.fn(historyServer())
    const still = createStill({ connection: open, request })
    render(
      <Within still={still}>
        <StreamTimeline streamId="42" />
      </Within>,
    )
    await settled()
    expect(request).not.toHaveBeenCalled()
    const { store } = still.session
    act(() => store.setFollowing({ wanted: [], covered: ['stream:42'], leftOut: [] }))
    // The connection is asked first what a request needs.
    await act(() => expect.poll(() => request.mock.calls.length).toBeGreaterThan(0))
    await settled()
    expect(request).toHaveBeenCalledTimes(1)
  })

  it('loads earlier events, and keeps the focus when there are no more', async () => {
    const { titles } = await mountTimeline({ newest: 2 })
    expect(titles()).toEqual(['Topped up', 'Withdrawn'])
    const button = screen.getByRole('button', { name: 'Show earlier events' })
    button.focus()
    act(() => button.click())
    await act(() => expect.poll(titles, { timeout: 5000 }).toHaveLength(5))
    expect(titles().at(-1)).toBe('Created')
    expect(screen.queryByRole('button')).toBeNull()
    expect(document.activeElement?.className).toBe('sg-timeline__end')
  })

  it('shows and announces a live event on top, once', async () => {
    const { still, titles, announced } = await mountTimeline()
    const frame = {
      kind: 'event',
      position: { epoch: 'k3f9a', offset: 6 },
      event: {
        type: 'stream.withdrawn',
        streamId: '42',
        recipient: me,
        amount: 1_000_000_000n,
        timestamp: storyNow,
      },
    } as const
    act(() => still.session.store.apply([frame, frame]))
    expect(titles()).toHaveLength(6)
    act(() => still.world.advance(2_000))
    expect(announced()).toContain('Withdrawn 100.00\u00a0USDC')
  })

  it('says how long ago an event was, and updates it', async () => {
    const { still, container } = await mountTimeline()
    const newest = () => container.querySelector('.sg-timeline__ago')?.textContent
    expect(newest()).toBe('1 hour ago')
    act(() => still.world.advance(3_600_000))
    expect(newest()).toBe('2 hours ago')
  })

  it('links transactions by their hash', async () => {
    await mountTimeline()
    const [link] = screen.getAllByRole('link', { name: 'Transaction 3389…8889' })
    expect(link?.getAttribute('href')).toMatch(/^https:\/\/explorer\.example\/tx\/3389/)
  })
})
