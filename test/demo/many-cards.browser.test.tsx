/** More streams than fit on many screens: their cards are in groups, which a browser skips as a whole. */
import { afterEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { createMockBackend } from '../../src/mocks/index.ts'
import { card, type Stage, seedStream, showPage } from './page-stage.tsx'

let stage: Stage | undefined

afterEach(() => {
  stage?.[Symbol.dispose]()
  stage = undefined
})

async function showWithStreams(count: number): Promise<Stage> {
  const backend = createMockBackend()
  for (let n = 0; n < count; n += 1) await seedStream(backend)
  stage = showPage({ backend })
  await expect.element(card(String(count))).toBeInTheDocument()
  return stage
}

const groups = () => [...document.querySelectorAll('.card-grid')]
const idsIn = (element: ParentNode) =>
  [...element.querySelectorAll('.sg-card')].map(({ id }) => id.slice(7))
const placeOf = (streamId: string) => {
  const item = card(streamId).element().closest('li')
  return [item?.getAttribute('aria-posinset'), item?.getAttribute('aria-setsize')]
}

describe('a section with many cards', () => {
  it('is in groups, of which only those near the viewport are laid out', async () => {
    await page.viewport(360, 800)
    await showWithStreams(100)
    expect(groups().map((group) => idsIn(group).length)).toEqual([48, 48, 4])
    expect(idsIn(document)).toEqual(Array.from({ length: 100 }, (_, index) => String(100 - index)))
    const isLaidOut = (streamId: string) =>
      document.getElementById(`stream-${streamId}`)?.checkVisibility({
        contentVisibilityAuto: true,
      })
    await expect.poll(() => isLaidOut('1')).toBe(false)
    expect(isLaidOut('100')).toBe(true)
    groups().at(-1)?.scrollIntoView()
    await expect.poll(() => isLaidOut('1')).toBe(true)
  })

  it('counts its cards across groups', async () => {
    await showWithStreams(49)
    expect(placeOf('49')).toEqual(['1', '49'])
    expect(placeOf('1')).toEqual(['49', '49'])
  })

  it('is one list as long as it has few', async () => {
    await showWithStreams(48)
    expect(groups()).toHaveLength(1)
    expect(placeOf('1')).toEqual([null, null])
    expect(getComputedStyle(groups()[0] as Element).contentVisibility).toBe('visible')
  })
})
