/**
 * `npm run contact-sheets`: one picture for each widget, look and width, with all of its states, in .tmp/contact-sheets.
 * Look at them at full size: this is how a change of the look is reviewed. Widgets follow the width of their container,
 * so each state is 240, 360 or 1280 px wide, whatever the width of the picture. 240 px is where names and amounts break.
 *
 *   npm run contact-sheets                 all widgets
 *   npm run contact-sheets -- streamcard   those whose id contains a word
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import {
  buildStorybook,
  launchDrawingBrowser,
  newStillContext,
  openStory,
  serveStorybook,
  storyUrl,
  takePicture,
} from '../test/screenshots/storybook.ts'

const out = '.tmp/contact-sheets'
const words = process.argv.slice(2)

/** Both themes and both densities, in half the pictures. */
const looks = ['light-regular', 'dark-compact']

/** Width of a state, and of the picture: columns of a page, phones next to each other, or one desktop. */
const widths = [
  { width: 240, sheet: 1336 },
  { width: 360, sheet: 1576 },
  { width: 1280, sheet: 1344 },
]

buildStorybook()
mkdirSync(out, { recursive: true })
const storybook = await serveStorybook()
const browser = await launchDrawingBrowser()
let count = 0
try {
  const stories = storybook.entries.filter(
    ({ id }) =>
      id.endsWith('--all-states') &&
      (words.length === 0 || words.some((word) => id.includes(word))),
  )
  for (const { width, sheet } of widths) {
    const page = await (await newStillContext(browser, sheet)).newPage()
    for (const { id } of stories) {
      for (const look of looks) {
        const [theme] = look.split('-')
        const url = storyUrl(storybook, id, {
          globals: `theme:${theme}`,
          args: `variants:${look};width:${width}`,
        })
        await openStory(page, url)
        const name = id.replace('--all-states', '')
        writeFileSync(`${out}/${name}-${width}-${look}.png`, await takePicture(page))
        count += 1
      }
    }
    await page.close()
  }
} finally {
  await browser.close()
  await storybook.close()
}
console.log(`${count} pictures are in ${out}.`)
