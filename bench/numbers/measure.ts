/**
 * Numbers in the size of text, next to peers in the same browser and in turns: 1,000 that are all in view, and 5,000
 * and 10,000 with at most 500 in view. Times are processor time of the main thread, which other work on the machine
 * does not lengthen; frames a second are what was left on the machine.
 *
 * BENCH_SCENE (`visible`, `long`, `longer`) runs one of them.
 */
import { loadavg } from 'node:os'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { type Browser, chromium } from 'playwright'
import { build, preview } from 'vite'
import { chromiumArguments, findChromium } from '../../test/support/chromium.ts'
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

const here = import.meta.dirname
const outDir = resolve('.tmp/bench-numbers')
const warmUpMs = 3_000
const measuredMs = 4_000

export async function measureNumbers(rounds = 1): Promise<void> {
  const shared = { root: here, configFile: false as const, logLevel: 'error' as const }
  await build({ ...shared, plugins: [react()], build: { outDir, emptyOutDir: true } })
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  })
  const url = server.resolvedUrls?.local[0]
  const executablePath = findChromium()
  if (!url || !executablePath)
    throw new Error('The bench needs Chromium: install it and run again.')
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] })
  const only = process.env['BENCH_SCENE']
  try {
    for (const [name, scene] of Object.entries(scenes)) {
      if (only !== undefined && only !== name) continue
      await measureScene(browser, url, scene, rounds)
    }
  } finally {
    await browser.close()
    await server.close()
  }
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
  await page.addInitScript(() => {
    window.commits = 0
    // The place where React looks for its developer tools, also in production.
    Object.assign(window, {
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberUnmount() {},
        onCommitFiberRoot() {
          window.commits += 1
        },
      },
    })
  })
  await page.goto(url)
  await page.waitForFunction(
    (count) => document.querySelectorAll('.cell').length >= count,
    Number(new URL(url).searchParams.get('count')),
    { timeout: 120_000 },
  )
  await page.waitForTimeout(warmUpMs)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map((metric) => [metric.name, metric.value]))
  }
  const before = await read()
  const counted = await page.evaluate(
    (durationMs) =>
      new Promise<{ frames: number; commits: number; seconds: number }>((done) => {
        const start = performance.now()
        const { commits } = window
        let frames = 0
        const next = () => {
          const seconds = (performance.now() - start) / 1000
          if (seconds * 1000 >= durationMs) {
            return done({ frames, commits: window.commits - commits, seconds })
          }
          frames += 1
          requestAnimationFrame(next)
        }
        requestAnimationFrame(next)
      }),
    measuredMs,
  )
  const after = await read()
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const nodes = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body)
    let count = 0
    while (walker.nextNode()) count += 1
    return count
  })
  await page.close()
  const spentMs = (name: string) => ((after[name] ?? 0) - (before[name] ?? 0)) * 1000
  return {
    framesPerSecond: counted.frames / counted.seconds,
    mainThreadMsPerSecond: spentMs('TaskDuration') / counted.seconds,
    scriptMsPerFrame: spentMs('ScriptDuration') / Math.max(counted.frames, 1),
    layoutMsPerSecond:
      (spentMs('LayoutDuration') + spentMs('RecalcStyleDuration')) / counted.seconds,
    commitsPerSecond: counted.commits / counted.seconds,
    nodes,
    heapKb: usedSize / 1024,
  }
}
