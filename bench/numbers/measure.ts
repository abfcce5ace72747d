/**
 * Numbers in the size of text, next to peers in the same browser and in turns: 1,000 that are all in view, and 5,000
 * and 10,000 with at most 500 in view. Times are processor time of the main thread, which other work on the machine
 * does not lengthen; frames a second are what was left on the machine.
 *
 * BENCH_SCENE (`visible`, `long`, `longer`) runs one of them.
 */
import { loadavg } from 'node:os'
import type { Browser } from 'playwright'
import { countCommits, withPage } from '../chromium-pages.ts'
import { measureFrames } from '../frame-costs.ts'
import { medians } from '../main-thread.ts'

interface Scene {
  readonly title: string
  readonly count: number
  /** Of the viewport: twenty pixels are ten numbers. */
  readonly height: number
  readonly pages: readonly string[]
}

const scenes: Readonly<Record<string, Scene>> = {
  visible: {
    title: '1,000 numbers, all in view',
    count: 1_000,
    height: 2_000,
    pages: ['plain', 'every-change', 'tuned', 'flowfi', 'superfluid', 'number-flow'],
  },
  long: {
    title: '5,000 numbers, 500 in view',
    count: 5_000,
    height: 1_000,
    pages: ['plain', 'every-change', 'tuned'],
  },
  longer: {
    title: '10,000 numbers, 500 in view',
    count: 10_000,
    height: 1_000,
    pages: ['plain', 'list', 'tuned'],
  },
}

const warmUpMs = 3_000
const measuredMs = 4_000

export async function measureNumbers(rounds = 1): Promise<void> {
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
  const empty = await sample(browser, `${url}?numbers=plain&count=0`, scene)
  const samples: Record<string, Awaited<ReturnType<typeof sample>>[]> = {}
  for (let round = 0; round < rounds; round += 1) {
    for (const page of round % 2 === 0 ? pages : [...pages].reverse()) {
      samples[page] ??= []
      samples[page].push(await sample(browser, `${url}?numbers=${page}&count=${count}`, scene))
    }
  }
  console.log(`\n${title}, ${rounds} × ${measuredMs / 1000} s, load average ${before}`)
  console.table(
    Object.fromEntries(
      pages.map((page) => {
        const { nodes, heapKb, ...figures } = medians(samples[page] ?? [])
        const each = (whole: number, without: number) =>
          Math.round(((whole - without) / count) * 10) / 10
        return [
          page,
          { ...figures, nodes: each(nodes, empty.nodes), heapKb: each(heapKb, empty.heapKb) },
        ]
      }),
    ),
  )
}

async function sample(browser: Browser, url: string, { height }: Scene) {
  const page = await browser.newPage({ viewport: { width: 1600, height } })
  await countCommits(page)
  await page.goto(url)
  await page.waitForFunction(
    (count) => document.querySelectorAll('.cell').length >= count,
    Number(new URL(url).searchParams.get('count')),
    { timeout: 120_000 },
  )
  await page.waitForTimeout(warmUpMs)
  const session = await page.context().newCDPSession(page)
  const costs = await measureFrames(page, session, measuredMs)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const nodes = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body)
    let count = 0
    while (walker.nextNode()) count += 1
    return count
  })
  await page.close()
  return { ...costs, nodes, heapKb: usedSize / 1024 }
}
