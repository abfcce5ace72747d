/**
 * How soon the built page shows something, on a processor that is four times slower, and whether anything moves while its
 * numbers tick for half a minute. The largest paint of the front page on a phone is its heading, so the first number is
 * timed as well. The front page on a phone and on a desktop, next to the view of streams, from the same
 * server. Bytes are counted as they are sent, compressed, and as the page gets them.
 */
import { execFileSync } from 'node:child_process'
import type { Browser, Page } from 'playwright'
import { launchChromium } from '../../test/support/chromium-page.ts'
import { spawnServer } from '../../test/support/spawn.ts'

const slowdown = 4
const tickingMs = 30_000
/** Until nothing larger is painted any more. */
const settleMs = 4_000

const scenes = [
  { name: 'front page, 360 px', path: '/', width: 360 },
  { name: 'front page, 1280 px', path: '/', width: 1280 },
  { name: 'streams, 1280 px', path: '/#/streams', width: 1280 },
] as const

interface Sent {
  count: number
  bytes: number
  sentBytes: number
  fontBytes: number
}

declare global {
  /** What {@link observe} has firstPaint. */
  var firstPaint: {
    firstMs: number
    largestMs: number
    largest: string
    /** The first frame with a number of the server. */
    numberMs: number
    shifts: number[]
  }
}

export async function measureFirstPaint(): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build:page'], { stdio: 'inherit' })
  const server = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'payroll' } })
  const browser = await launchChromium()
  try {
    const rows = []
    for (const scene of scenes) {
      const { page, painted, sent } = await open(browser, server.url + scene.path, scene.width)
      await page.waitForTimeout(tickingMs)
      const { shifts } = await page.evaluate(() => firstPaint)
      // A page that ticks would slow the next one down.
      await page.context().close()
      const during = shifts.slice(painted.shifts.length)
      rows.push([
        scene.name,
        {
          'first paint, ms': Math.round(painted.firstMs),
          'largest paint, ms': Math.round(painted.largestMs),
          'largest is': painted.largest,
          'first number, ms': Math.round(painted.numberMs),
          'shift while loading': round(sumOf(painted.shifts)),
          'shift in 30 s of ticking': round(sumOf(during)),
          requests: sent.count,
          kB: Math.round(sent.bytes / 1000),
          'kB as sent': Math.round(sent.sentBytes / 1000),
          'of it font': Math.round(sent.fontBytes / 1000),
        },
      ])
    }
    console.log(`\nFirst paint, processor ${slowdown} times slower, local network`)
    console.table(Object.fromEntries(rows))
  } finally {
    await browser.close()
    await server.stop()
  }
}

async function open(browser: Browser, url: string, width: number) {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 800 : 900 } })
  const page = await context.newPage()
  const sent = countBytes(page)
  await page.addInitScript(observe)
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await page.goto(url)
  await page.locator('.sg-balance__value').first().waitFor()
  await page.waitForTimeout(settleMs)
  return { page, painted: await page.evaluate(() => firstPaint), sent }
}

/** Of everything but the feed, which does not end. */
function countBytes(page: Page): Sent {
  const sent: Sent = { count: 0, bytes: 0, sentBytes: 0, fontBytes: 0 }
  page.on('response', async (response) => {
    if (response.headers()['content-type']?.startsWith('text/event-stream')) return
    const body = await response.body().catch(() => null)
    if (body === null) return
    const isFont = response.url().endsWith('.woff2')
    const { responseBodySize } = await response.request().sizes()
    sent.count += 1
    sent.bytes += body.length
    sent.sentBytes += responseBodySize
    if (isFont) sent.fontBytes += body.length
  })
  return sent
}

/** Runs in the page. */
function observe(): void {
  globalThis.firstPaint = { firstMs: 0, largestMs: 0, largest: '', numberMs: 0, shifts: [] }
  const untilNumber = () => {
    const shown = document.querySelector('[data-freshness="live"] .sg-balance__value')?.textContent
    if (shown) firstPaint.numberMs = performance.now()
    else requestAnimationFrame(untilNumber)
  }
  requestAnimationFrame(untilNumber)
  const on = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      type,
      buffered: true,
    })
  on('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') firstPaint.firstMs = startTime
  })
  on('largest-contentful-paint', (entry) => {
    const { element } = entry as PerformanceEntry & { readonly element: Element | null }
    firstPaint.largestMs = entry.startTime
    firstPaint.largest = element?.getAttribute('class') || (element?.localName ?? '')
  })
  on('layout-shift', (entry) =>
    firstPaint.shifts.push((entry as PerformanceEntry & { readonly value: number }).value),
  )
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const round = (value: number) => Math.round(value * 10_000) / 10_000
