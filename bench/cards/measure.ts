/**
 * Frames a second and main-thread milliseconds a second of 1,000 cards, 200 of them in view, next to
 * the peer in the same browser, in turns (A B B A …), so that a noisy machine hits both alike.
 */
import type { Browser } from 'playwright'
import { withPage } from '../chromium-pages.ts'
import { measureMainThread, medians } from '../main-thread.ts'

interface Sample {
  readonly framesPerSecond: number
  readonly taskMsPerSecond: number
  readonly scriptMsPerSecond: number
  readonly layoutMsPerSecond: number
}

const warmUpMs = 3_000
const measuredMs = 8_000

export async function measureCards(count = 1000, rounds = 2): Promise<void> {
  await withPage(import.meta.dirname, async (browser, url) => {
    const samples: Record<'streamgauge' | 'peer', Sample[]> = { streamgauge: [], peer: [] }
    for (let round = 0; round < rounds; round += 1) {
      const order =
        round % 2 === 0 ? (['streamgauge', 'peer'] as const) : (['peer', 'streamgauge'] as const)
      for (const cards of order) {
        samples[cards].push(await sample(browser, `${url}?cards=${cards}&count=${count}`))
      }
    }
    console.log(`\n${count} cards, 200 in view, ${rounds} × ${measuredMs / 1000} s each, medians`)
    console.table({
      streamgauge: medians(samples.streamgauge),
      'rAF + setState + new Intl': medians(samples.peer),
    })
  })
}

async function sample(browser: Browser, url: string): Promise<Sample> {
  // Ten columns of 308 px and twenty rows of 240 px: two hundred cards in view. Zoomed out, because
  // painting fifteen million pixels in software would hide what the two pages do differently.
  const page = await browser.newPage({
    viewport: { width: 3100, height: 4800 },
    deviceScaleFactor: 0.4,
  })
  await page.goto(url)
  await page.waitForTimeout(warmUpMs)
  const session = await page.context().newCDPSession(page)
  const finish = await measureMainThread(session)
  const frames = await page.evaluate(
    (durationMs) =>
      new Promise<number>((resolveFrames) => {
        const start = performance.now()
        let count = 0
        const next = (now: number) => {
          if (now - start >= durationMs) return resolveFrames((count * 1000) / (now - start))
          count += 1
          requestAnimationFrame(next)
        }
        requestAnimationFrame(next)
      }),
    measuredMs,
  )
  const costs = await finish()
  await page.close()
  return {
    framesPerSecond: frames,
    taskMsPerSecond: costs.taskMs / costs.seconds,
    scriptMsPerSecond: costs.scriptMs / costs.seconds,
    layoutMsPerSecond: costs.layoutMs / costs.seconds,
  }
}
