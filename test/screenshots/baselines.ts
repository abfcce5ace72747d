/** Which pictures are compared, and where they are kept. */
import { globSync, mkdirSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { comparePictures, decodePng } from './compare.ts'
import { encodePalettePng } from './palette-png.ts'
import {
  type BuiltStorybook,
  openStory,
  type StoryEntry,
  storyUrl,
  takePicture,
} from './storybook.ts'

export const folder = 'test/screenshots/baselines'
/** Room for two columns: a second one of the same theme or density would show the same rules again. */
export const pictureWidth = 680
const variants = 'variants:light-regular+dark-compact'
/** Widgets of so much text that every other state in the other theme and density has to do: both are there, in half the bytes. */
const large = ['amountinspector', 'streamtable', 'livetable', 'streamdetail', 'createstream']

/** One sheet a widget, with every state in both themes and both densities, unless it is large; and the compositions. */
export function picturedStories({ entries }: BuiltStorybook): readonly StoryEntry[] {
  return entries.filter(
    ({ type, id, title }) =>
      type === 'story' && (id.endsWith(allStates) || title === 'Compositions'),
  )
}

const allStates = '--all-states'

export const pathOf = (id: string) => `${folder}/${id}.png`

/** A picture of letters in the fonts of the machine that took the others. */
export const probePath = 'test/screenshots/fonts.png'

/** Letters of the scripts that stories use, and controls that browsers draw: other machines may have other fonts. */
export async function drawProbe(page: Page): Promise<Buffer> {
  await page.setContent(`<!doctype html>
    ${['system-ui', 'sans-serif', 'monospace'].map((font) => `<p style="font:16px ${font}">Streamed 1,250.00 ÄÖÜ مدفوع 送金済み 已流出 भुगतान</p>`).join('')}
    <p><input value="1,250.00"> <button>Withdraw</button> <select><option>USDC</option></select></p>`)
  await page.evaluate(() => document.fonts.ready)
  return await takePicture(page)
}

/** Those that are in the repository. */
export const kept = (): readonly string[] =>
  globSync(`${folder}/*.png`).map((path) => path.slice(folder.length + 1, -'.png'.length))

export async function draw(page: Page, storybook: BuiltStorybook, id: string): Promise<Buffer> {
  const isLarge = large.some((widget) => id.endsWith(`${widget}${allStates}`))
  const args = isLarge ? 'variants:alternating' : variants
  await openStory(page, storyUrl(storybook, id, id.endsWith(allStates) ? { args } : {}))
  return await takePicture(page)
}

export function keep(id: string, picture: Buffer): number {
  const decoded = decodePng(picture)
  const bytes = encodePalettePng(decoded)
  const lost = comparePictures(decodePng(bytes), decoded)
  if (lost) throw new Error(`${id} has too many colours for its palette: ${lost.summary}.`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(pathOf(id), bytes)
  return bytes.length
}
