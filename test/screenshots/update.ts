/**
 * `npm run screenshots:update`: takes the pictures of test/screenshots/baselines again. Look at what has changed before
 * committing them.
 *
 *   npm run screenshots:update                  all of them
 *   npm run screenshots:update -- streamcard    those whose id contains a word
 */
import { rmSync, writeFileSync } from 'node:fs'
import {
  draw,
  drawProbe,
  keep,
  kept,
  pathOf,
  picturedStories,
  pictureWidth,
  probePath,
} from './baselines.ts'
import {
  buildStorybook,
  launchDrawingBrowser,
  newStillContext,
  serveStorybook,
} from './storybook.ts'

const words = process.argv.slice(2)
buildStorybook()
const storybook = await serveStorybook()
const browser = await launchDrawingBrowser()
try {
  const page = await (await newStillContext(browser, pictureWidth)).newPage()
  writeFileSync(probePath, await drawProbe(page))
  const stories = picturedStories(storybook)
  const wanted = stories.filter(
    ({ id }) => words.length === 0 || words.some((word) => id.includes(word)),
  )
  let bytes = 0
  for (const { id } of wanted) bytes += keep(id, await draw(page, storybook, id))
  for (const id of kept()) {
    // Of stories that no longer exist.
    if (!stories.some((story) => story.id === id)) rmSync(pathOf(id))
  }
  console.log(`${wanted.length} pictures, ${Math.round(bytes / 1024)} KB.`)
} finally {
  await browser.close()
  await storybook.close()
}
