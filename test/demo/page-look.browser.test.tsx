import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { applyTheme } from '../../src/demo/theme.ts'
import { unreadableTexts, userTextSpacing } from '../support/text-layout.ts'
import { button, card, pressWhenReady, type Stage, seedStream, showPage } from './page-stage.tsx'

let stage: Stage | undefined

beforeEach(async () => {
  await page.viewport(1280, 900)
})
afterEach(() => {
  stage?.[Symbol.dispose]()
  stage = undefined
})

/** The page of the employer with one running stream; answers its id. */
async function showWithStream(): Promise<string> {
  stage = showPage()
  const streamId = await seedStream(stage.backend)
  await expect.element(card(streamId)).toBeVisible()
  return streamId
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each([320, 1280])(
    'has nothing that axe objects to at %i px, and nothing sticks out',
    async (width) => {
      // Before the page is shown, as in main.tsx: else its buttons fade from the theme before.
      applyTheme(theme)
      await page.viewport(width, 900)
      const streamId = await showWithStream()
      // The pointer may still be where the test before has left it, and hold the list.
      await page.getByRole('banner').hover()
      const paused = await seedStream((stage as Stage).backend)
      await (stage as Stage).backend.ledger.pause({ streamId: paused })
      await expect.element(card(paused)).toBeVisible()
      await expect.element(page.getByRole('banner')).toMatchTextContent(/Live/)
      expect(await violations()).toEqual([])
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)

      await card(streamId)
        .getByRole('button', { name: `Cancel stream ${streamId}` })
        .click()
      expect(await violations()).toEqual([])
      await userEvent.keyboard('{Escape}')
      // A result and streams that wait, while the buttons of the card take presses again.
      await pressWhenReady(card(streamId).getByRole('button', { name: `Pause stream ${streamId}` }))
      await expect.element(button('Undo')).toBeVisible()
      await seedStream((stage as Stage).backend)
      await expect.element(page.getByRole('button', { name: /new stream/ })).toBeVisible()
      await expect
        .element(card(streamId).getByRole('button', { name: `Resume stream ${streamId}` }))
        .toBeEnabled()
      expect(await violations()).toEqual([])
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)
      await button('New stream').click()
      await button('Create stream').click()
      expect(await violations()).toEqual([])
      localStorage.clear()
    },
  )
})

describe.each([
  ['its own spacing', ''],
  ['the text spacing of a user', userTextSpacing],
])('with %s', (_, spacing) => {
  it.each([320, 640, 1280])('has all of its text in view at %i px', async (width) => {
    const style = document.createElement('style')
    style.textContent = spacing
    document.head.append(style)
    // Also if the test fails: the tests after it have the spacing of the page.
    onTestFinished(() => style.remove())
    await page.viewport(width, 900)
    await showWithStream()
    await expect.element(page.getByRole('banner')).toMatchTextContent(/Live/)
    // A card has its own size from the frame after it has come into view.
    await expect.poll(() => unreadableTexts(document.body)).toEqual([])
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)

    await button('New stream').click()
    expect(unreadableTexts(page.getByRole('dialog').element() as HTMLElement)).toEqual([])
  })
})

describe('a card that was not scrolled to yet', () => {
  it.each([320, 1280])('keeps its height when it is painted, at %i px', async (width) => {
    await page.viewport(width, 500)
    stage = showPage()
    const streamIds: string[] = []
    for (let count = 0; count < 12; count += 1) streamIds.push(await seedStream(stage.backend))
    await expect.element(page.getByRole('banner')).toMatchTextContent(/Live/)
    await expect.element(card(streamIds[0] as string)).toBeInTheDocument()
    const cards = [...document.querySelectorAll<HTMLElement>('.sg-card')]
    expect(cards.length).toBe(12)
    const last = cards.at(-1) as HTMLElement
    const balance = last.querySelector('.sg-balance') as HTMLElement
    await expect.poll(() => balance.checkVisibility({ contentVisibilityAuto: true })).toBe(false)
    const placeholder = last.getBoundingClientRect().height
    last.style.contentVisibility = 'visible'
    expect(Math.abs(last.getBoundingClientRect().height - placeholder)).toBeLessThan(1)
  })
})

async function violations(): Promise<string[]> {
  const result = await axe.run(document.body)
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )
}

describe('on a phone with a scroll bar', () => {
  it('has the button for a new stream in the row of the address above the streams', async () => {
    // 348 px less 12 px in Firefox; frames of tests have no scroll bar.
    await page.viewport(336, 900)
    await showWithStream()
    const row = document.querySelector('.title-row')
    const [title, create] = ['.title', '.button-primary'].map(
      (part) => row?.querySelector(part)?.getBoundingClientRect().bottom,
    )
    expect(create).toBe(title)
  })
})
