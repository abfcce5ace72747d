/**
 * The built page with the simulator: what it shows before its code has run, how long it is on a phone, and how each view
 * is presented to assistive technology.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { viewNames } from '../../src/demo/views.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { postStream } from '../support/post-stream.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { until } from '../support/until.ts'

let browser: Browser
let server: SpawnedServer

beforeAll(async () => {
  browser = await launchChromium()
  server = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'payroll' } })
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function open(
  hash: string,
  { width = 1280, locale = 'en-US', isHeld = false } = {},
): Promise<Page & AsyncDisposable> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale })
  const page = await context.newPage()
  // The code of the page does not arrive.
  if (isHeld) await page.route('**/assets/main-*.js', () => {})
  await page.goto(`${server.url}/${hash}`, { waitUntil: 'commit' })
  return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() })
}

const live = (page: Page) => page.locator('.sg-connection__label', { hasText: /^Live$/ }).waitFor()

describe('the first lines of the front page', () => {
  it.each([360, 768, 1280])('are where the page has them, at %i px', async (width) => {
    const heading = (page: Page) => page.getByRole('heading', { level: 1 })
    await using before = await open('', { width, isHeld: true })
    await heading(before).waitFor()
    await using after = await open('', { width })
    await after.locator('.earned').waitFor()
    expect(await heading(before).textContent()).toBe(await heading(after).textContent())
    expect(await heading(before).boundingBox()).toEqual(await heading(after).boundingBox())
    const links = (page: Page) => page.getByRole('navigation').first().ariaSnapshot()
    expect(await links(before)).toBe(await links(after))
  })

  it.each([
    { name: 'another view', hash: '#/streams' },
    { name: 'an account', hash: `?account=G${'A'.repeat(55)}` },
    { name: 'another language', hash: '', locale: 'de-DE' },
  ])('are not shown for $name', async ({ hash, locale = 'en-US' }) => {
    await using page = await open(hash, { locale, isHeld: true })
    await page.locator('.shell').waitFor({ state: 'attached' })
    await page.waitForLoadState('domcontentloaded')
    expect(await page.locator('.shell').isVisible()).toBe(false)
  })
})

describe('the front page on a phone', () => {
  it('is at most 2,650 px long, and shows number, plug and its button on the first screen', async () => {
    await using page = await open('', { width: 360 })
    await page.locator('.treasury .sg-forecast__chart').waitFor()
    await page.locator('.sg-feed li').first().waitFor()
    const length = await page.evaluate(() => document.documentElement.scrollHeight)
    expect(length).toBeLessThanOrEqual(2_650)
    const button = await page.getByRole('button', { name: 'Pull the plug' }).boundingBox()
    expect((button?.y ?? Infinity) + (button?.height ?? 0)).toBeLessThan(640)
  })
})

/** Levels of the headings, as an accessibility tree has them. */
const levelsOf = (tree: string) =>
  [...tree.matchAll(/\[level=(\d)\]/g)].map((match) => Number(match[1]))

/** Names of the buttons and links, as an accessibility tree has them. */
const controlsOf = (tree: string) =>
  [...tree.matchAll(/- (?:button|link) "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? '')

describe('a view, as assistive technology has it', () => {
  it.each(viewNames)('has headings in order and controls that differ: %s', async (view) => {
    await using page = await open(`#/${view}`)
    await live(page)
    if (view === 'home') await page.locator('.treasury .sg-forecast__chart').first().waitFor()
    const tree = await page.locator('body').ariaSnapshot()
    const levels = levelsOf(tree)
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    expect(levels[0]).toBe(1)
    const skipped = levels.filter((level, place) => level > (levels[place - 1] ?? 0) + 1)
    expect(skipped).toEqual([])
    const names = controlsOf(tree)
    expect(names).not.toContain('')
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([])
  })

  it('announces what others do, at most once in ten seconds', async () => {
    const pages = await Promise.all(
      viewNames.map(async (view) => ({ view, page: await open(`#/${view}`) })),
    )
    for (const { page } of pages) {
      await live(page)
      await page.evaluate(() => {
        const announcedAt: number[] = []
        Reflect.set(window, 'announcedAt', announcedAt)
        const region = document.querySelector('.sg-announcer')
        if (!region) throw new Error('The view has no announcer.')
        new MutationObserver(() => {
          if (region.textContent) announcedAt.push(performance.now())
        }).observe(region, { childList: true, characterData: true, subtree: true })
      })
    }
    const announcedAt = (page: Page) =>
      page.evaluate(() => Reflect.get(window, 'announcedAt') as number[])
    const withActivity = pages.filter(({ view }) => view === 'home' || view === 'streams')
    expect(withActivity).toHaveLength(2)
    // Two of them, with events all the time in between.
    await until(
      async () => {
        // Of the account that the views show.
        await postStream(server.url)
        await sleep(250)
        const times = await Promise.all(withActivity.map(({ page }) => announcedAt(page)))
        return times.every(({ length }) => length > 1)
      },
      60_000,
      'the activity was announced twice',
    )
    for (const { view, page } of pages) {
      const times = await announcedAt(page)
      const between = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0))
      expect(Math.min(Infinity, ...between), view).toBeGreaterThanOrEqual(9_900)
      await page.context().close()
    }
  })
})
