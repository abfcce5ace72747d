import { afterEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { card, type Stage, seedStream, showPage } from './page-stage.tsx'

let stage: Stage | undefined

afterEach(() => {
  stage?.[Symbol.dispose]()
  stage = undefined
})

/** What assistive technology calls the controls of a view, with those that are repeated. */
function namesOf(main: Element): readonly string[] {
  return [...main.querySelectorAll('button, a[href]')].map(
    (control) =>
      control.getAttribute('aria-label') ?? control.textContent?.replace(/\s+/g, ' ').trim() ?? '',
  )
}

it('has buttons whose names say which stream they are of, however many streams there are', async () => {
  await page.viewport(1280, 900)
  stage = showPage()
  const ids = [await seedStream(stage.backend), await seedStream(stage.backend)]
  for (const id of ids) await expect.element(card(id)).toBeVisible()
  const names = namesOf(document.querySelector('main') as Element)
  for (const id of ids) expect(names.filter((name) => name.includes(id)).length).toBeGreaterThan(2)
  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([])
  expect(names).not.toContain('')
})
