/**
 * What a page pays for each element, and how soon its first figure is right: a plain page under the policy of the server,
 * opened in Chromium with nothing in its cache. Next to the same widgets as a React application, and to the custom element
 * of number-flow. Needs `npm run build` before.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { companyFeed, memoryLog, paymentsFeed, serve } from '../../server/index.ts'
import type { ElementTag } from '../../src/element/elements.ts'
import { launchChromium } from '../../test/support/chromium-page.ts'
import { printTable } from '../markdown-table.ts'
import { type PageToMeasure, recipient, sender, tokenAddress, writePages } from './pages.ts'
import { partOf, tags } from './scenes.ts'
import { watchFigure } from './watch-figure.ts'

const rounds = Number(process.env['BENCH_EMBED_ROUNDS'] ?? 3)
/** Wide enough for what moves once a second. */
const secondWithinMs = 4_000
/** One token a second, so that the balance is the age of the stream in seconds. */
const unitsPerSecond = 10_000_000n

/** The conditions: how many times slower the processor is, and whether there is a network in between. */
interface Condition {
  readonly slowdown: number
  readonly isMobile: boolean
}
const fullSpeed: Condition = { slowdown: 1, isMobile: false }
const slowed: Condition = { slowdown: 4, isMobile: false }
const onMobile: Condition = { slowdown: 4, isMobile: true }
/** What is loaded one after the other shows where there is a network. */
const shownOnMobile = /<sg-(flowing-balance|account-balance|stream-table)>|^React|number-flow/
/** As Lighthouse has slow 4G: 150 ms for an answer, 1.6 Mbit/s. */
const mobile = {
  offline: false,
  latency: 150,
  downloadThroughput: 200_000,
  uploadThroughput: 94_000,
}

export async function measureEmbed(): Promise<void> {
  if (!existsSync('dist/element/script.js')) {
    throw new Error('dist is empty. Run `npm run build` first.')
  }
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-embed-'))
  const log = memoryLog()
  const payments = paymentsFeed({ log })
  const company = companyFeed({ log })
  const sinceSeconds = Math.floor(Date.now() / 1000) - 1_000
  let visits = 0
  try {
    await payments.ledger.create({
      ...{ sender, recipient, tokenAddress },
      ratePerSecond: unitsPerSecond,
      depositedAmount: unitsPerSecond * 1_000_000n,
      startTime: sinceSeconds,
    })
    const publish = () =>
      company.publish(
        { type: 'metric_updated', metric: 'visits', value: ++visits },
        { tenant: 'acme' },
      )
    await publish()
    await company.publish(
      { type: 'journey_flag_updated', journey: 'onboarding', flag: 'complete', isSet: true },
      { tenant: 'acme' },
    )
    const pages = await writePages(folder)
    const timer = setInterval(() => void publish(), 250)
    const server = await serve({ port: 0, feeds: [payments, company], pageFolder: folder })
    const browser = await launchChromium()
    try {
      await measurePages(browser, { url: server.url, folder, pages, sinceSeconds })
    } finally {
      clearInterval(timer)
      await browser.close()
      await server.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Place {
  readonly url: string
  readonly folder: string
  readonly pages: readonly PageToMeasure[]
  readonly sinceSeconds: number
}

async function measurePages(browser: Browser, place: Place): Promise<void> {
  const rows: Record<string, Record<string, number | string>> = {}
  const mobileRows: Record<string, Record<string, number | string>> = {}
  const runsOf = async (index: number, condition: Condition) => {
    const runs = []
    for (let round = 0; round < rounds; round += 1) {
      runs.push(await open(browser, place, index, condition))
    }
    return runs
  }
  const columnOf = (runs: Awaited<ReturnType<typeof runsOf>>, name: 'firstMs' | 'secondMs') =>
    median(runs.map((run) => run[name]))
  // The first page of a browser pays for its start.
  await open(browser, place, 0, fullSpeed)
  for (const [index, { name }] of place.pages.entries()) {
    const full = await runsOf(index, fullSpeed)
    const slow = await runsOf(index, slowed)
    const [run] = full
    rows[name] = {
      part: index < tags.length ? partOf(tags[index] as ElementTag) : '',
      requests: run?.requests ?? 0,
      brotli: run?.sentBytes ?? 0,
      gzip: run?.gzipBytes ?? 0,
      first: columnOf(full, 'firstMs'),
      second: columnOf(full, 'secondMs'),
      slowFirst: columnOf(slow, 'firstMs'),
      slowSecond: columnOf(slow, 'secondMs'),
    }
    if (shownOnMobile.test(name)) {
      mobileRows[name] = { first: columnOf(await runsOf(index, onMobile), 'firstMs') }
    }
    process.stderr.write('.')
  }
  printTable('Elements in a plain page, nothing cached', rows, {
    part: 'part',
    requests: 'requests',
    brotli: 'bytes, Brotli',
    gzip: 'bytes, gzip',
    first: 'first figure, ms',
    second: 'second, ms',
    slowFirst: '4× slower: first, ms',
    slowSecond: 'second, ms',
  })
  printTable('The same over a mobile network, with a processor 4× slower', mobileRows, {
    first: 'first figure, ms',
  })
}

/** A page in a browser of its own cache, until its second figure. */
async function open(
  browser: Browser,
  { url, folder, pages, sinceSeconds }: Place,
  index: number,
  { slowdown, isMobile }: Condition,
) {
  const { shows, moves } = pages[index] as PageToMeasure
  const context = await browser.newContext({ locale: 'en-GB' })
  try {
    const page = await context.newPage()
    const sent = { requests: 0, sentBytes: 0, gzipBytes: 0 }
    // The server sends what is next to each file. Of the feed nothing is counted: it does not end.
    const sizeOf = (path: string) => (existsSync(path) ? readFileSync(path).length : 0)
    page.on('request', (request) => {
      const file = join(folder, new URL(request.url()).pathname)
      sent.requests += 1
      sent.sentBytes += sizeOf(`${file}.br`)
      sent.gzipBytes += sizeOf(`${file}.gz`)
    })
    await page.route('**/favicon.ico', (route) => route.abort())
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    if (isMobile) await session.send('Network.emulateNetworkConditions', mobile)
    await page.addInitScript(watchFigure, {
      sinceSeconds,
      pattern: shows instanceof RegExp ? shows.source : shows,
    })
    await page.goto(`${url}/${index}.html`)
    // Not waitForFunction(), whose predicate the policy refuses.
    const has = async (name: 'firstMs' | 'secondMs', withinMs: number) => {
      for (const untilMs = Date.now() + withinMs; Date.now() < untilMs; ) {
        if (await page.evaluate((key) => globalThis.figure[key] !== null, name)) return true
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return false
    }
    if (!(await has('firstMs', 15_000))) {
      const text = await page.evaluate(
        () => document.querySelector('[data-bench]')?.shadowRoot?.textContent,
      )
      console.error(`${pages[index]?.name} has shown nothing that is right, but: ${text}`)
    }
    if (moves && !isMobile) await has('secondMs', secondWithinMs)
    const { firstMs, secondMs } = await page.evaluate(() => globalThis.figure)
    return { ...sent, firstMs, secondMs }
  } finally {
    await context.close()
  }
}

function median(values: readonly (number | null)[]): number | string {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  return middle === undefined ? '' : Math.round(middle)
}
