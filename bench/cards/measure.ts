/**
 * Cards, next to a peer in the same browser and in turns, so that a noisy machine hits both alike: 1,000 and 10,000, of which
 * 200 are in view. Times are processor time of the main thread, which other work on the machine does not lengthen; frames a
 * second are what was left on the machine.
 *
 * BENCH_SCENE (`thousand`, `long`) runs one of them.
 */
import { loadavg } from 'node:os'
import type { Browser } from 'playwright'
import { countCommits, withPage } from '../chromium-pages.ts'
import { measureFrames } from '../frame-costs.ts'
import { medians } from '../main-thread.ts'
import { frameColumns, printTable } from '../markdown-table.ts'
import { countNodes, heapKb } from '../page-memory.ts'

interface Scene {
  readonly title: string
  readonly count: number
  readonly pages: readonly string[]
}

const scenes: Readonly<Record<string, Scene>> = {
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

export async function measureCards(rounds = 1): Promise<void> {
  const only = process.env['BENCH_SCENE']
  await withPage(import.meta.dirname, async (browser, url) => {
    for (const [name, scene] of Object.entries(scenes)) {
      if (only !== undefined && only !== name) continue
      await measureScene(browser, url, scene, rounds)
    }
  })
}

async function measureScene(
  browser: Browser,
  url: string,
  scene: Scene,
  rounds: number,
): Promise<void> {
  const { title, count, pages } = scene
  const before = loadavg()[0]?.toFixed(1)
  const empty = await sample(browser, `${url}?cards=grid&count=0`)
  const samples: Record<string, Awaited<ReturnType<typeof sample>>[]> = {}
  for (let round = 0; round < rounds; round += 1) {
    for (const page of round % 2 === 0 ? pages : [...pages].reverse()) {
      samples[page] ??= []
      samples[page].push(await sample(browser, `${url}?cards=${page}&count=${count}`))
    }
  }
  printTable(
    `${title}, ${rounds} × ${measuredMs / 1000} s, load average ${before} before, ${loadavg()[0]?.toFixed(1)} after`,
    Object.fromEntries(
      pages.map((page) => {
        const { nodes, heapKb: heap, ...figures } = medians(samples[page] ?? [])
        const each = (whole: number, without: number) =>
          Math.round(((whole - without) / count) * 10) / 10
        return [
          page,
          { ...figures, nodes: each(nodes, empty.nodes), heapKb: each(heap, empty.heapKb) },
        ]
      }),
    ),
    {
      ...frameColumns,
      mountMs: 'until mounted, ms',
      nodes: 'nodes a card',
      heapKb: 'KB heap a card',
    },
  )
}

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
