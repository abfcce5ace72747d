/**
 * Frames a second and main-thread time of one AccountBalance over 10,000 streams, at rest and under 200 events a
 * second, next to the peer in the same browser, in turns, so that a noisy machine hits both alike. Times are processor
 * time of the main thread.
 */
import type { Browser } from 'playwright'
import { countCommits, withPage } from '../chromium-pages.ts'
import { type FrameCosts, measureFrames } from '../frame-costs.ts'
import { medians } from '../main-thread.ts'
import { frameColumns, printTable } from '../markdown-table.ts'

const warmUpMs = 1_500
const measuredMs = 3_000
const pages = ['streamgauge', 'peer'] as const
const rates = [0, 200]

export async function measureTotals(count = 10_000, rounds = 2): Promise<void> {
  await withPage(import.meta.dirname, async (browser, url) => {
    const samples: Record<string, FrameCosts[]> = {}
    for (let round = 0; round < rounds; round += 1) {
      for (const page of round % 2 === 0 ? pages : [...pages].reverse()) {
        for (const events of rates) {
          const name = `${page}, ${events} events/s`
          samples[name] ??= []
          samples[name].push(
            await sample(browser, `${url}?page=${page}&count=${count}&events=${events}`),
          )
        }
      }
    }
    printTable(
      `One total of ${count} streams, ${rounds} × ${measuredMs / 1000} s each, medians`,
      Object.fromEntries(Object.entries(samples).map(([name, each]) => [name, medians(each)])),
      frameColumns,
    )
  })
}

async function sample(browser: Browser, url: string): Promise<FrameCosts> {
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } })
  await countCommits(page)
  await page.goto(url)
  await page.waitForTimeout(warmUpMs)
  const session = await page.context().newCDPSession(page)
  const costs = await measureFrames(page, session, measuredMs)
  await page.close()
  return costs
}
