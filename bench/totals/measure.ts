/**
 * Frames a second and main-thread time of one AccountBalance over 10,000 streams, at rest and under 200 events a
 * second, next to the peer in the same browser, in turns, so that a noisy machine hits both alike.
 */
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { type Browser, chromium } from 'playwright'
import { build, preview } from 'vite'
import { chromiumArguments, findChromium } from '../../test/support/chromium.ts'
import { measureMainThread, medians } from '../main-thread.ts'

interface Sample {
  readonly framesPerSecond: number
  readonly scriptMsPerFrame: number
  readonly taskMsPerSecond: number
  readonly commitsPerSecond: number
}

const here = import.meta.dirname
const outDir = resolve('.tmp/bench-totals')
const warmUpMs = 1_500
const measuredMs = 3_000
const pages = ['streamgauge', 'peer'] as const
const rates = [0, 200]

export async function measureTotals(count = 10_000, rounds = 2): Promise<void> {
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
  try {
    const samples: Record<string, Sample[]> = {}
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
    console.log(`\nOne total of ${count} streams, ${rounds} × ${measuredMs / 1000} s each, medians`)
    console.table(
      Object.fromEntries(Object.entries(samples).map(([name, each]) => [name, medians(each)])),
    )
  } finally {
    await browser.close()
    await server.close()
  }
}

async function sample(browser: Browser, url: string): Promise<Sample> {
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } })
  await page.goto(url)
  await page.waitForTimeout(warmUpMs)
  const session = await page.context().newCDPSession(page)
  const finish = await measureMainThread(session)
  const { frames, renders } = await page.evaluate(
    (durationMs) =>
      new Promise<{ frames: number; renders: number }>((done) => {
        const before = window.benchCounts.renders
        const start = performance.now()
        let frames = 0
        const next = (now: number) => {
          if (now - start >= durationMs) {
            return done({ frames, renders: window.benchCounts.renders - before })
          }
          frames += 1
          requestAnimationFrame(next)
        }
        requestAnimationFrame(next)
      }),
    measuredMs,
  )
  const costs = await finish()
  await page.close()
  return {
    framesPerSecond: frames / costs.seconds,
    scriptMsPerFrame: costs.scriptMs / frames,
    taskMsPerSecond: costs.taskMs / costs.seconds,
    commitsPerSecond: renders / costs.seconds,
  }
}
