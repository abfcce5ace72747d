/** What JourneyFlags alone does: marks and announces changes, and holds its order. */
import { act, render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { type JourneyFlag, JourneyFlags, type JourneyFlagsProps } from '../../src/dashboard.ts'
import { Announcer } from '../../src/index.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import { storyNowMs } from '../../stories/still-world.ts'
import '../react/mount.ts'

const names = ['profile_complete', 'firstMatch', 'training', 'first-session', 'review']
const flags = (set: readonly string[]): readonly JourneyFlag[] =>
  names.map((flag) => ({ journey: 'onboarding', flag, isSet: set.includes(flag) }))

function show(props: JourneyFlagsProps) {
  const still = createStill({ streams: [] })
  const tree = (given: JourneyFlagsProps) => (
    <Within still={still} locale="en">
      <Announcer />
      <JourneyFlags {...given} />
    </Within>
  )
  const { container, rerender } = render(tree(props))
  const texts = (selector: string) =>
    [...container.querySelectorAll(selector)].map(({ textContent }) => textContent)
  const announcements: string[] = []
  return {
    names: () => texts('.sg-flags__name'),
    marked: () => texts('[data-changed] .sg-flags__name'),
    summary: () => texts('.sg-flags__summary')[0],
    announcements,
    list: () => container.querySelector('.sg-flags__list'),
    advance(ms: number) {
      act(() => still.world.advance(ms))
      const [text = ''] = texts('.sg-announcer')
      if (text && announcements.at(-1) !== text) announcements.push(text)
    },
    render: (given: JourneyFlagsProps) => rerender(tree(given)),
  }
}

describe('flags', () => {
  it('have readable names, and count those that are set', () => {
    const widget = show({ flags: flags(['training', 'review']) })
    expect(widget.names()).toEqual([
      'Profile complete',
      'First match',
      'Training',
      'First session',
      'Review',
    ])
    expect(widget.summary()).toBe('2 of 5')
  })

  it('are marked for some seconds after a change, and not at first', () => {
    const widget = show({ flags: flags(['training']) })
    expect(widget.marked()).toEqual([])
    widget.render({ flags: flags([]) })
    expect(widget.marked()).toEqual(['Training'])
    widget.advance(4100)
    expect(widget.marked()).toEqual([])
  })

  it('are announced by name, and together if many change', () => {
    const widget = show({ flags: flags([]) })
    widget.advance(20_000)
    expect(widget.announcements).toEqual([])
    widget.render({ flags: flags(['training']) })
    widget.advance(1000)
    expect(widget.announcements).toEqual(['Training: set.'])
    for (let second = 0; second < 10; second += 1) {
      widget.render({ flags: flags(second % 2 ? names : []) })
      widget.advance(1000)
    }
    widget.advance(2000)
    expect(widget.announcements).toHaveLength(2)
    expect(widget.announcements[1]).toMatch(/^\d updates\. Latest: /)
  })

  it('are not announced where the page says them otherwise', () => {
    const widget = show({ flags: flags([]), isSilent: true })
    widget.render({ flags: flags(['training']), isSilent: true })
    widget.advance(20_000)
    expect(widget.announcements).toEqual([])
  })
})

describe('the order of the last change', () => {
  const at = (flag: string, agoMs: number) => ({ flag, isSet: true, atMs: storyNowMs - agoMs })

  it('holds still under the pointer', () => {
    const widget = show({ order: 'recent', flags: [at('one', 3), at('two', 2)] })
    expect(widget.names()).toEqual(['Two', 'One'])
    act(() => {
      widget.list()?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))
    })
    widget.render({ order: 'recent', flags: [at('one', 0), at('two', 2)] })
    expect(widget.names()).toEqual(['Two', 'One'])
    act(() => {
      document.body.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))
    })
    widget.advance(1000)
    expect(widget.names()).toEqual(['One', 'Two'])
  })
})
