/** What a real page reports, with the events where browsers dispatch them. */
import { expect, it, vi } from 'vitest'
import { browserPlatform } from '../../src/platform/browser.ts'

const { page } = browserPlatform

/** As the browser does it: page life cycle events of the document need not bubble. */
const dispatch = (target: EventTarget, type: string) => target.dispatchEvent(new Event(type))

it('calls its listener for events of the document and of the window, until it leaves', () => {
  const listener = vi.fn()
  const leave = page.subscribe(listener)
  for (const type of ['visibilitychange', 'freeze', 'resume']) dispatch(document, type)
  for (const type of ['pagehide', 'pageshow', 'online', 'offline']) dispatch(window, type)
  expect(listener).toHaveBeenCalledTimes(7)
  leave()
  dispatch(document, 'visibilitychange')
  dispatch(window, 'online')
  expect(listener).toHaveBeenCalledTimes(7)
})

it.each([
  [document, 'freeze', 'resume'],
  [window, 'pagehide', 'pageshow'],
])('of %s is frozen from %s to %s, whatever else happens', (target, from, to) => {
  const leave = page.subscribe(() => {})
  expect(page.isFrozen()).toBe(false)
  dispatch(target, from)
  expect(page.isFrozen()).toBe(true)
  dispatch(window, 'offline')
  expect(page.isFrozen()).toBe(true)
  dispatch(target, to)
  expect(page.isFrozen()).toBe(false)
  leave()
})
