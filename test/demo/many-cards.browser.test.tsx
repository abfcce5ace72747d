/** More streams than fit on many screens: their cards are in groups, which a browser skips as a whole. */
import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { card, dialog, seedStream, showWithStreams } from './page-stage.tsx'

const groups = () => [...document.querySelectorAll('.sg-list__group')]
const idsIn = (element: ParentNode) =>
  [...element.querySelectorAll('.sg-card')].map(({ id }) => id.slice(7))
const placeOf = (streamId: string) => {
  const item = card(streamId).element().closest('[role=listitem]')
  return [item?.getAttribute('aria-posinset'), item?.getAttribute('aria-setsize')]
}

// So many cards take their time on a busy machine.
describe('a section with many cards', { timeout: 60_000 }, () => {
  it('is in groups, of which only those near the viewport are laid out', async () => {
    await page.viewport(360, 800)
    await showWithStreams(130)
    expect(groups().map((group) => idsIn(group).length)).toEqual([60, 60, 10])
    expect(idsIn(document)).toEqual(Array.from({ length: 130 }, (_, index) => String(130 - index)))
    const isLaidOut = (streamId: string) =>
      document.getElementById(`stream-${streamId}`)?.checkVisibility({
        contentVisibilityAuto: true,
      })
    await expect.poll(() => isLaidOut('1')).toBe(false)
    expect(isLaidOut('130')).toBe(true)
    groups().at(-1)?.scrollIntoView()
    await expect.poll(() => isLaidOut('1')).toBe(true)
  })

  it('counts its cards across groups', async () => {
    await showWithStreams(61)
    expect(placeOf('61')).toEqual(['1', '61'])
    expect(placeOf('1')).toEqual(['61', '61'])
  })

  it('is one list as long as it has few', async () => {
    await showWithStreams(60)
    expect(groups()).toHaveLength(1)
    expect(placeOf('1')).toEqual([null, null])
    expect(getComputedStyle(groups()[0] as Element).contentVisibility).toBe('visible')
  })
})

describe('the last card of a group', { timeout: 60_000 }, () => {
  /** The 60th of 61 cards; one new stream would move it to the next group. */
  const last = '2'

  /** As another window does that gets the focus: the element stays the active one of its document. */
  function switchWindow(): void {
    document.activeElement?.dispatchEvent(new FocusEvent('focusout', { bubbles: true }))
  }
  /** To what no list is below, at every width: the heading is not seen on a phone. */
  const leaveList = () => page.getByRole('banner').hover({ position: { x: 2, y: 2 } })
  /** Until the page is no longer in use. */
  const isUnused = () => new Promise((resolve) => setTimeout(resolve, 3_200))

  it('keeps its dialog open while streams arrive and another window has the focus', async () => {
    const { backend } = await showWithStreams(61)
    await card(last)
      .getByRole('button', { name: `Pay out stream ${last}` })
      .click()
    await expect.element(dialog()).toBeVisible()
    const opened = dialog().element()
    switchWindow()
    await isUnused()
    await seedStream(backend)
    await expect.element(page.getByText('1 new stream', { exact: true })).toBeInTheDocument()
    expect(opened.matches(':modal')).toBe(true)
    await userEvent.keyboard('{Escape}')
    await leaveList()
    switchWindow()
    await expect.element(card('62')).toBeInTheDocument()
  })

  it('keeps the focus, and stays in its group', async () => {
    const { backend } = await showWithStreams(61)
    await leaveList()
    const pause = card(last)
      .getByRole('button', { name: `Pause stream ${last}` })
      .element() as HTMLElement
    // Scrolled, the list would be below the pointer.
    pause.focus({ preventScroll: true })
    switchWindow()
    await seedStream(backend)
    await expect.element(card('62')).toBeInTheDocument()
    expect(document.activeElement).toBe(pause)
    expect(groups().map((group) => idsIn(group).length)).toEqual([61, 1])
  })
})
