/**
 * Cards, next to a peer: 1,000 and 10,000, of which 200 are in view. Times are processor time of the main thread, which other
 * work on the machine does not lengthen; frames a second are what was left on the machine.
 *
 * BENCH_SCENE (`thousand`, `long`) runs one of them.
 */
import type { Browser } from 'playwright'
import { countCommits } from '../chromium-pages.ts'
import { type ComponentScene, measureComponents } from '../component-scenes.ts'
import { measureFrames } from '../frame-costs.ts'
import { countNodes, heapKb } from '../page-memory.ts'

const scenes: Readonly<Record<string, ComponentScene>> = {
  thousand: {
    title: '1,000 cards, 200 in view',
    count: 1_000,
    pages: ['grid', 'list', 'peer'],
  },
  long: {
    title: '10,000 cards, 200 in view',
    count: 10_000,
    pages: ['list', 'grid'],
  },
}

const warmUpMs = 3_000
const measuredMs = 5_000

export const measureCards = (rounds = 1): Promise<void> =>
  measureComponents(
    {
      folder: import.meta.dirname,
      parameter: 'cards',
      emptyPage: 'grid',
      scenes,
      measuredMs,
      columns: {
        mountMs: 'until mounted, ms',
        nodes: 'nodes a card',
        heapKb: 'KB heap a card',
      },
      sample,
    },
    rounds,
  )

async function sample(browser: Browser, url: string) {
  // Ten columns of 308 px and twenty rows of 240 px: two hundred cards in view. Zoomed out, because
  // painting fifteen million pixels in software would hide what the pages do differently.
  const page = await browser.newPage({
    viewport: { width: 3100, height: 4800 },
    deviceScaleFactor: 0.4,
  })
  await countCommits(page)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(url)
  await page.waitForFunction(
    (count) => document.querySelectorAll('article').length >= count,
    Number(new URL(url).searchParams.get('count')),
    { timeout: 120_000 },
  )
  const { metrics } = await session.send('Performance.getMetrics')
  const mountMs = 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0)
  await page.waitForTimeout(warmUpMs)
  const costs = await measureFrames(page, session, measuredMs)
  const nodes = await countNodes(page)
  const heap = await heapKb(session)
  await page.close()
  return { ...costs, mountMs, nodes, heapKb: heap }
}
