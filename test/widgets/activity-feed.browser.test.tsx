/** What ActivityFeed alone does: standing still while somebody reads. */
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ActivityFeed, Announcer, type DeliveredFrame } from '../../src/index.ts'
import '../../src/styles.css'
import { createStill, Within } from '../../stories/still-session.tsx'
import { sampleEvent } from './sample-event.ts'

const snapshotAt = (offset: number): DeliveredFrame => ({
  kind: 'snapshot',
  position: { epoch: 'k3f9a', offset },
  readAt: { epoch: 'k3f9a', offset },
  part: 1,
  parts: 1,
  streams: [],
  skipped: 0,
})

function mountFeed() {
  const still = createStill({ streams: [], frames: [sampleEvent(1), sampleEvent(2)] })
  const { container } = render(
    <Within still={still}>
      <Announcer />
      <ActivityFeed />
    </Within>,
  )
  return {
    still,
    list: () => screen.getByRole('list'),
    titles: () => screen.getAllByRole('listitem').map((item) => item.textContent),
    feed: () => container.querySelector('.sg-feed'),
    happens: (offset: number) => act(() => still.session.store.apply([sampleEvent(offset)])),
    announced: () => container.querySelector('.sg-announcer')?.textContent,
  }
}

afterEach(cleanup)

describe('ActivityFeed', () => {
  it('shows what happens at once while nobody reads', () => {
    const { titles, happens } = mountFeed()
    expect(titles()).toHaveLength(2)
    happens(3)
    expect(titles()).toHaveLength(3)
  })

  it('stands still under the pointer, counts, and goes on afterwards', () => {
    const { list, titles, feed, happens } = mountFeed()
    fireEvent.pointerEnter(list())
    happens(3)
    happens(4)
    expect(titles()).toHaveLength(2)
    expect(feed()?.hasAttribute('data-held')).toBe(true)
    expect(screen.getByRole('button', { name: '2 new' })).toBeTruthy()
    fireEvent.pointerLeave(list())
    expect(titles()).toHaveLength(4)
    expect(feed()?.hasAttribute('data-held')).toBe(false)
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('shows what waits when it is asked to, and holds on from there', () => {
    const { list, titles, happens } = mountFeed()
    act(() => list().focus())
    happens(3)
    expect(titles()).toHaveLength(2)
    fireEvent.click(screen.getByRole('button', { name: '1 new' }))
    expect(titles()).toHaveLength(3)
    happens(4)
    expect(titles()).toHaveLength(3)
  })

  it('says several events in one sentence, and nothing of what was there before', () => {
    const { still, happens, announced } = mountFeed()
    expect(announced()).toBe('')
    happens(3)
    happens(4)
    act(() => still.world.advance(1_000))
    expect(announced()).toBe('Paused, Stream 3. Paused, Stream 4.')
  })

  it('does not call news what a page puts into the history after the snapshot', () => {
    const still = createStill()
    const { container } = render(
      <Within still={still}>
        <Announcer />
        <ActivityFeed />
      </Within>,
    )
    const apply = (...frames: DeliveredFrame[]) => act(() => still.session.store.apply(frames))
    const said = () => {
      act(() => still.world.advance(5_000))
      return container.querySelector('.sg-announcer')?.textContent
    }
    apply(snapshotAt(2))
    apply(sampleEvent(1), sampleEvent(2))
    expect(screen.getAllByRole('listitem')).toHaveLength(2)
    expect(said()).toBe('')
    apply(sampleEvent(3))
    expect(said()).toBe('Paused, Stream 3.')
  })
})
