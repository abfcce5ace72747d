/** The live region: which of several announcers is active, and that every announcement changes its text. */
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { Announcer, useAnnounce } from '../../src/index.ts'
import { createStill, Within } from '../../stories/still-session.tsx'

afterEach(cleanup)

function mountAnnouncers() {
  const still = createStill({ streams: [] })
  let announce: ReturnType<typeof useAnnounce> = () => {}
  function Source() {
    announce = useAnnounce()
    return null
  }
  const page = (ids: readonly string[]) => (
    <Within still={still}>
      <Source />
      {ids.map((id) => (
        <Announcer key={id} id={id} />
      ))}
    </Within>
  )
  const { container, rerender } = render(page(['first', 'second']))
  return {
    show: (...ids: readonly string[]) => rerender(page(ids)),
    texts: () => [...container.querySelectorAll('.sg-announcer')].map((e) => e.textContent),
    /** Announces, and waits until it is due. */
    announce: (message: string) => {
      act(() => announce('subject', message))
      act(() => still.world.advance(12_000))
    },
  }
}

describe('several announcers', () => {
  it('announce once, in the one that was mounted first', () => {
    const { announce, texts } = mountAnnouncers()
    announce('Paused.')
    expect(texts()).toEqual(['Paused.', ''])
  })

  it('take over from the first when it unmounts', () => {
    const { announce, show, texts } = mountAnnouncers()
    show('second')
    announce('Paused.')
    expect(texts()).toEqual(['Paused.'])
  })

  it('keep the first one active when a later one unmounts', () => {
    const { announce, show, texts } = mountAnnouncers()
    show('first')
    announce('Paused.')
    expect(texts()).toEqual(['Paused.'])
  })
})

describe('equal announcements in a row', () => {
  it('change the text of the live region each time', () => {
    const { announce, texts } = mountAnnouncers()
    const seen = ['Copied.', 'Copied.', 'Copied.'].map((message) => {
      announce(message)
      return texts()[0]
    })
    expect(new Set(seen.slice(0, 2)).size).toBe(2)
    expect(new Set(seen.slice(1)).size).toBe(2)
    expect(seen.map((text) => text?.trim())).toEqual(['Copied.', 'Copied.', 'Copied.'])
  })
})
