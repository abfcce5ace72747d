/** The built Storybook, served to a browser that draws the same picture every time. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright'
import { preview } from 'vite'
import { launchChromium } from '../support/chromium-page.ts'

const folder = '.tmp/storybook'

export interface StoryEntry {
  readonly id: string
  readonly type: 'story' | 'docs'
  readonly title: string
  readonly name: string
}

export interface BuiltStorybook {
  readonly url: string
  readonly entries: readonly StoryEntry[]
  close(): Promise<void>
}

/** Builds it into .tmp/storybook. */
export function buildStorybook(): void {
  execFileSync('npm', ['run', '--silent', 'build:storybook', '--', '-o', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Serves what was built last, on a free port of this machine. */
export async function serveStorybook(): Promise<BuiltStorybook> {
  const { entries } = JSON.parse(readFileSync(`${folder}/index.json`, 'utf8')) as {
    readonly entries: Readonly<Record<string, StoryEntry>>
  }
  const server = await preview({
    configFile: false,
    logLevel: 'error',
    build: { outDir: folder },
    preview: { host: '127.0.0.1', port: 0 },
  })
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    entries: Object.values(entries),
    close: () => server.close(),
  }
}

/** Text without the hinting and the subpixels of a screen, and colours without its profile. */
const drawing = [
  '--font-render-hinting=none',
  '--disable-font-subpixel-positioning',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
]

export function launchDrawingBrowser(): Promise<Browser> {
  return launchChromium(drawing)
}

/** A window in which nothing moves. */
export function newStillContext(browser: Browser, width: number): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width, height: 900 },
    deviceScaleFactor: 1,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  })
}

/** The address of a story in the frame, with settings of the toolbar and args as `name:value;name:value`. */
export function storyUrl(
  { url }: BuiltStorybook,
  id: string,
  options: { readonly globals?: string; readonly args?: string; readonly isDocs?: boolean } = {},
): string {
  const { globals, args, isDocs } = options
  const query = new URLSearchParams({ id, viewMode: isDocs ? 'docs' : 'story' })
  const rest = [...(globals ? [`globals=${globals}`] : []), ...(args ? [`args=${args}`] : [])]
  return `${url}iframe.html?${[query.toString(), ...rest].join('&')}`
}

/** Opens a story and waits until it is there. */
export async function openStory(page: Page, url: string): Promise<void> {
  await page.goto(url)
  // Until Storybook has put its own placeholder away; an error of the story is shown in another way.
  await page.locator('body.sb-show-main, body.sb-show-errordisplay').waitFor({ state: 'attached' })
  const error = page.locator('body.sb-show-errordisplay #error-message')
  if ((await error.count()) > 0) throw new Error(`${url}: ${await error.textContent()}`)
  await page.evaluate(() => document.fonts.ready)
}

/** The whole story as a PNG: the window becomes as high as the story, so that all of it is painted. */
export async function takePicture(page: Page): Promise<Buffer> {
  const viewport = page.viewportSize() ?? { width: 1280, height: 900 }
  const heightOf = () => page.evaluate(() => document.documentElement.scrollHeight)
  let height = await heightOf()
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await page.setViewportSize({ width: viewport.width, height: Math.max(height, 40) })
    // What comes into view is observed, written and laid out in the next frames.
    await page.evaluate(async () => {
      for (let frame = 0; frame < 6; frame += 1) await new Promise(requestAnimationFrame)
    })
    const now = await heightOf()
    if (now === height) break
    height = now
  }
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  await page.setViewportSize(viewport)
  return picture
}
