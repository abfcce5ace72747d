/**
 * A table of 10,000 payment streams under 200 events a second, next to a peer in the same browser and in turns: left alone,
 * sorted by an amount that ticks, and while a user sorts and filters. Times are processor time of the main thread.
 */
import type { Browser, Page } from 'playwright'
import { countCommits, withPage } from '../chromium-pages.ts'
import { type FrameCosts, measureFrames } from '../frame-costs.ts'
import { medians } from '../main-thread.ts'

const warmUpMs = 1_500
const measuredMs = 3_000
const pages = ['streamgauge', 'peer'] as const

type Use = (page: Page) => Promise<void>

const press = (page: Page, name: string) =>
  page.locator('thead button', { hasText: name }).click({ timeout: 10_000 })
const search = (page: Page, text: string) => page.locator('input[type=search]').fill(text)
const pause = (page: Page) => page.waitForTimeout(200)

/** What is done before it is measured, and meanwhile. */
const scenes: Readonly<Record<string, { readonly before?: Use; readonly meanwhile?: Use }>> = {
  'not sorted': {},
  'sorted by balance': { before: (page) => press(page, 'Balance') },
  'sorting and filtering': {
    async meanwhile(page) {
      const until = Date.now() + measuredMs - 500
      while (Date.now() < until) {
        await press(page, 'Balance')
        await pause(page)
        for (const text of ['GSENDER1', 'GSENDER12', '']) {
          await search(page, text)
          await pause(page)
        }
      }
    },
  },
}

export async function measureStreamTable(count = 10_000, rounds = 1): Promise<void> {
  await withPage(import.meta.dirname, async (browser, url) => {
    const samples: Record<string, FrameCosts[]> = {}
    for (let round = 0; round < rounds; round += 1) {
      for (const [scene, use] of Object.entries(scenes)) {
        for (const page of round % 2 === 0 ? pages : [...pages].reverse()) {
          const name = `${page}, ${scene}`
          samples[name] ??= []
          samples[name].push(
            await sample(browser, `${url}?page=${page}&count=${count}&events=200`, use),
          )
        }
      }
    }
    console.log(`\n${count} rows, 200 events/s, ${rounds} × ${measuredMs / 1000} s each, medians`)
    console.table(
      Object.fromEntries(Object.entries(samples).map(([name, each]) => [name, medians(each)])),
    )
  })
}

async function sample(
  browser: Browser,
  url: string,
  { before, meanwhile }: (typeof scenes)[string],
): Promise<FrameCosts> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await countCommits(page)
  await page.goto(url)
  await page.waitForSelector('tbody tr', { timeout: 60_000 })
  await before?.(page)
  await page.mouse.move(0, 0)
  await page.waitForTimeout(warmUpMs)
  const session = await page.context().newCDPSession(page)
  const costs = await measureFrames(page, session, measuredMs, meanwhile && (() => meanwhile(page)))
  await page.close()
  return costs
}
