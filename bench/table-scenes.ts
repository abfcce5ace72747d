/** What tables are measured in: left alone, sorted by what changes, and while a user works with them. */
import type { Browser, Page } from 'playwright'
import { countCommits, withPage } from './chromium-pages.ts'
import { type FrameCosts, measureFrames } from './frame-costs.ts'
import { medians } from './main-thread.ts'
import { frameColumns, printTable } from './markdown-table.ts'

const warmUpMs = 1_500
const measuredMs = 3_000
const pages = ['streamgauge', 'peer'] as const

type Use = (page: Page) => Promise<void>

export interface TableScene {
  /** Done before it is measured. */
  readonly before?: Use
  /** Done again and again meanwhile. */
  readonly meanwhile?: Use
}

/** Presses the header of a column. */
export const sortBy = (page: Page, name: string) =>
  page.locator('thead button', { hasText: name }).click({ timeout: 20_000 })
export const search = (page: Page, text: string) => page.locator('input[type=search]').fill(text)
/** How long a user looks at what there is. */
export const look = (page: Page) => page.waitForTimeout(200)

/** Measures each scene on both pages of a folder, in turns, and prints the table. */
export async function measureScenes(
  folder: string,
  scenes: Readonly<Record<string, TableScene>>,
  { count, rounds }: { readonly count: number; readonly rounds: number },
): Promise<void> {
  await withPage(folder, async (browser, url) => {
    const samples: Record<string, FrameCosts[]> = {}
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, scene] of Object.entries(scenes)) {
        for (const page of round % 2 === 0 ? pages : [...pages].reverse()) {
          const row = `${page}, ${name}`
          samples[row] ??= []
          samples[row].push(
            await sample(browser, `${url}?page=${page}&count=${count}&events=200`, scene),
          )
        }
      }
    }
    printTable(
      `${count} rows, 200 events/s, ${rounds} × ${measuredMs / 1000} s each, medians`,
      Object.fromEntries(Object.entries(samples).map(([name, each]) => [name, medians(each)])),
      { ...frameColumns, longestFrameMs: 'longest frame, ms' },
    )
  })
}

async function sample(browser: Browser, url: string, scene: TableScene): Promise<FrameCosts> {
  const { before, meanwhile } = scene
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await countCommits(page)
  await page.goto(url)
  await page.waitForSelector('tbody tr', { timeout: 60_000 })
  await before?.(page)
  await page.mouse.move(0, 0)
  await page.waitForTimeout(warmUpMs)
  const session = await page.context().newCDPSession(page)
  const costs = await measureFrames(page, session, measuredMs, async () => {
    const until = Date.now() + measuredMs - 500
    while (meanwhile && Date.now() < until) await meanwhile(page)
  })
  await page.close()
  return costs
}
