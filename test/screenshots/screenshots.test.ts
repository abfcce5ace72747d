/**
 * Every widget in every state, in both themes and densities, looks as in test/screenshots/baselines. After a change of the
 * look: `npm run screenshots:update`. Machines whose letters look different compare nothing. Runs in `npm run test:long -- screenshots`, which builds Storybook before.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  draw,
  drawProbe,
  kept,
  pathOf,
  picturedStories,
  pictureWidth,
  probePath,
} from './baselines.ts'
import { comparePictures, decodePng } from './compare.ts'
import {
  type BuiltStorybook,
  launchDrawingBrowser,
  newStillContext,
  serveStorybook,
} from './storybook.ts'

const differences = '.tmp/screenshots-differ'

let storybook: BuiltStorybook
let browser: Browser
let page: Page
/** Pictures of a machine with other fonts, or another browser, would all differ, whatever the widgets look like. */
let hasSameFonts = false

beforeAll(async () => {
  storybook = await serveStorybook()
  browser = await launchDrawingBrowser()
  page = await (await newStillContext(browser, pictureWidth)).newPage()
  const probe = decodePng(await drawProbe(page))
  hasSameFonts = comparePictures(decodePng(readFileSync(probePath)), probe) === null
  if (!hasSameFonts) {
    console.warn(`The letters of ${probePath} look different here, so no picture is compared.`)
  }
  rmSync(differences, { recursive: true, force: true })
  mkdirSync(differences, { recursive: true })
})
afterAll(async () => {
  await browser?.close()
  await storybook?.close()
})

it('keeps one picture for each story that is compared', () => {
  const ids = picturedStories(storybook).map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(15)
  expect([...kept()].sort()).toEqual([...ids].sort())
})

it.for([...kept()].sort())('%s looks as it did', async (id, { skip }) => {
  skip(!hasSameFonts, 'other fonts')
  const before = decodePng(readFileSync(pathOf(id)))
  let picture = await draw(page, storybook, id)
  if (!comparePictures(before, decodePng(picture))) return
  // Again, for a machine so busy that something was not painted in time.
  picture = await draw(page, storybook, id)
  const difference = comparePictures(before, decodePng(picture))
  if (!difference) return
  writeFileSync(`${differences}/${id}.now.png`, picture)
  writeFileSync(`${differences}/${id}.differences.png`, difference.picture)
  expect.fail(
    `${id}: ${difference.summary}. Compare ${differences}/${id}.now.png with ${pathOf(id)}; what differs is red in ` +
      `${differences}/${id}.differences.png. If it should look like that: npm run screenshots:update -- ${id}`,
  )
})
