/**
 * `npm run screenshots`: pictures of the demo page and of every story, in both themes, at 360 and
 * 1280 px, into .tmp/screenshots; those of the README go to docs/images, and so does one of each widget
 * for docs/widgets.md. Look at them: they are how a change of the look is reviewed.
 *
 *   npm run screenshots              page, stories and widgets
 *   npm run screenshots -- page      the page only
 *   npm run screenshots -- widgets   the pictures of docs/widgets.md only
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Browser } from 'playwright'
import { preview } from 'vite'
import { companyFeed } from '../server/feeds/company/company-feed.ts'
import { ordersFeed } from '../server/feeds/orders/orders-feed.ts'
import { paymentsFeed } from '../server/feeds/payments/payments-feed.ts'
import { memoryLog, nodeClock, nodeRandom, nodeTimers, serve } from '../server/index.ts'
import { createSimulator } from '../server/ledger/simulator.ts'
import { silentLogger } from '../server/ops/logger.ts'
import { feedSimulatorsOf } from '../server/simulators/feed-simulators.ts'
import { decodePng } from '../test/screenshots/compare.ts'
import { encodePalettePng } from '../test/screenshots/palette-png.ts'
import { launchChromium } from '../test/support/chromium-page.ts'

const out = '.tmp/screenshots'
const widths = [
  { width: 360, height: 800 },
  { width: 1280, height: 900 },
] as const
const allWidths = [...widths, { width: 768, height: 1024 }, { width: 1600, height: 1000 }] as const
const themes = ['light', 'dark'] as const

async function shoot(
  browser: Browser,
  views: readonly { readonly name: string; readonly url: (theme: string) => string }[],
  settleMs: number,
  viewports: readonly { readonly width: number; readonly height: number }[] = widths,
): Promise<void> {
  for (const viewport of viewports) {
    for (const theme of themes) {
      const context = await browser.newContext({
        viewport,
        colorScheme: theme,
        reducedMotion: 'reduce',
        deviceScaleFactor: 2,
      })
      const page = await context.newPage()
      for (const view of views) {
        await page.goto(view.url(theme), { waitUntil: 'load' })
        await page.waitForTimeout(settleMs)
        await page.screenshot({ path: `${out}/${view.name}-${viewport.width}-${theme}.png` })
      }
      await context.close()
    }
  }
}

/** The front page while its plug is pulled, and after it has been put back. */
async function shootPlug(browser: Browser, url: string): Promise<void> {
  for (const viewport of widths) {
    for (const theme of themes) {
      const page = await browser.newPage({ viewport, colorScheme: theme, deviceScaleFactor: 2 })
      await page.goto(url)
      const shot = (name: string) =>
        page.screenshot({ path: `${out}/home-${name}-${viewport.width}-${theme}.png` })
      const current = (step: string) => page.locator(`.plug-panel[data-step="${step}"]`)
      await current('live').waitFor()
      await page.getByRole('button', { name: 'Pull the plug' }).click()
      await current('offline').waitFor()
      await shot('offline')
      await page.getByRole('button', { name: 'Plug back in' }).click()
      await current('exact').waitFor()
      await page.waitForTimeout(500)
      await shot('exact')
      await page.close()
    }
  }
}

async function shootPage(browser: Browser): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build:page'], { stdio: 'inherit' })
  const log = memoryLog({ clock: nodeClock, random: nodeRandom })
  const feed = paymentsFeed({ log, clock: nodeClock, timers: nodeTimers })
  const company = companyFeed({ log })
  const orders = ordersFeed({ log, clock: nodeClock, timers: nodeTimers })
  const feeds = [feed, company, orders]
  const server = await serve({ port: 0, feeds, pageFolder: 'build/page' })
  const world = { clock: nodeClock, timers: nodeTimers, logger: silentLogger, seed: 5 }
  const simulator = createSimulator({ ...world, ledger: feed.ledger, scenario: 'payroll' })
  const others = feedSimulatorsOf(feeds, world)
  await simulator.start()
  for (const each of others) {
    await each.step()
    each.start()
  }
  const open = (await orders.store.list({ limit: 1 })).items[0]?.id ?? ''
  try {
    await shoot(
      browser,
      [
        // Another document each, since a change of the hash alone would keep the view before it.
        { name: 'page', url: () => `${server.url}/?view=1#/streams` },
        { name: 'dashboard', url: () => `${server.url}/?view=2#/dashboard` },
        { name: 'orders', url: () => `${server.url}/?view=3#/orders` },
        { name: 'order', url: () => `${server.url}/?view=4#/orders/${open}` },
      ],
      4_000,
    )
    await shoot(browser, [{ name: 'home', url: () => server.url }], 2_000, allWidths)
    await shootPlug(browser, server.url)
  } finally {
    for (const each of [simulator, ...others]) each.stop()
    await server.close()
  }
  mkdirSync('docs/images', { recursive: true })
  for (const name of ['home', 'page', 'dashboard', 'orders']) {
    const picture = readFileSync(`${out}/${name}-1280-light.png`)
    writeFileSync(`docs/images/${name}.png`, withPalette(picture))
  }
}

/** The story that docs/widgets.md shows of each widget, and how wide; 420 px unless it needs more. */
const pictures: Readonly<Record<string, readonly [id: string, width?: number]>> = {
  'flowing-balance': ['streams-flowingbalance--sizes'],
  'stream-progress': ['streams-streamprogress--streaming'],
  'stream-status-badge': ['streams-streamstatusbadge--row'],
  'stream-card': ['streams-streamcard--with-actions'],
  'account-balance': ['accounts-accountbalance--net'],
  'net-flow': ['accounts-netflow--net'],
  'token-balances': ['accounts-tokenbalances--several'],
  runway: ['streams-runway--with-action'],
  'flow-rate': ['streams-flowrate--periods'],
  'balance-forecast': ['streams-balanceforecast--streaming'],
  'stream-ring': ['streams-streamring--levels', 520],
  'stream-table': ['streams-streamtable--ready', 880],
  'activity-feed': ['dashboards-activityfeed--with-gap'],
  'stream-timeline': ['streams-streamtimeline--ready'],
  'amount-inspector': ['streams-amountinspector--streaming'],
  'stream-detail': ['streams-streamdetail--with-actions', 880],
  'connection-badge': ['dashboards-connectionbadge--reconnecting'],
  party: ['streams-party--several'],
  'token-amount': ['streams-tokenamount--logo'],
  'stale-banner': ['dashboards-stalebanner--reconnecting', 640],
  'last-updated': ['dashboards-lastupdated--seconds'],
  'live-control': ['dashboards-livecontrol--paused'],
  'live-number': ['dashboards-livenumber--formats'],
  'metric-tile': ['dashboards-metrictile--grid', 720],
  'journey-flags': ['dashboards-journeyflags--ready'],
  'live-table': ['dashboards-livetable--ready', 880],
  'stream-actions': ['actions-streamactions--top-up'],
  'create-stream': ['actions-createstream--rate'],
  toaster: ['actions-toaster--three'],
}

/** Each widget as large as it is, on the surface of the kit. */
async function shootWidgets(browser: Browser, base: string): Promise<void> {
  const context = await browser.newContext({
    colorScheme: 'light',
    reducedMotion: 'reduce',
    // Half the bytes of 2, and still sharp.
    deviceScaleFactor: 1.5,
  })
  const page = await context.newPage()
  for (const [name, [id, width = 420]] of Object.entries(pictures)) {
    await page.setViewportSize({ width, height: 640 })
    await page.goto(`${base}iframe.html?id=${id}&viewMode=story&globals=theme:light`)
    // Until Storybook has put its own placeholder away.
    await page.locator('body.sb-show-main').waitFor()
    await page.waitForTimeout(300)
    // Dialogs and toasts float over the page.
    const floating = await page.locator('.sg-dialog:visible, .sg-toaster__toast:visible').all()
    const boxes = await Promise.all(floating.map((element) => element.boundingBox()))
    const picture =
      boxes.length > 0
        ? await page.screenshot({ clip: around(boxes.filter((box) => box !== null)) })
        : await page.locator('.story').first().screenshot()
    writeFileSync(`docs/images/${name}.png`, withPalette(picture))
  }
  await context.close()
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The box that has all of them in it, and a little of what is around. */
function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map(({ x }) => x)) - 8
  const top = Math.min(...boxes.map(({ y }) => y)) - 8
  return {
    x: Math.max(0, left),
    y: Math.max(0, top),
    width: Math.max(...boxes.map(({ x, width }) => x + width)) + 8 - Math.max(0, left),
    height: Math.max(...boxes.map(({ y, height }) => y + height)) + 8 - Math.max(0, top),
  }
}

/** A quarter of the bytes. */
const withPalette = (picture: Buffer) => encodePalettePng(decodePng(picture))

/** Stories, widgets, or both: they come from the same build. */
async function shootStories(
  browser: Browser,
  parts: readonly ('stories' | 'widgets')[],
): Promise<void> {
  const outDir = '.tmp/storybook'
  execFileSync('npm', ['run', '--silent', 'build:storybook', '--', '-o', outDir], {
    stdio: 'inherit',
  })
  const server = await preview({
    configFile: false,
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  })
  const base = server.resolvedUrls?.local[0] ?? ''
  const { entries } = JSON.parse(readFileSync(`${outDir}/index.json`, 'utf8')) as {
    entries: Record<string, { id: string; type: string }>
  }
  const views = Object.values(entries)
    .filter((entry) => entry.type === 'story')
    .map(({ id }) => ({
      name: id,
      url: (theme: string) => `${base}iframe.html?id=${id}&viewMode=story&globals=theme:${theme}`,
    }))
  try {
    if (parts.includes('widgets')) await shootWidgets(browser, base)
    if (parts.includes('stories')) await shoot(browser, views, 300)
  } finally {
    await server.close()
  }
  if (parts.includes('stories')) console.log(`${views.length} stories`)
}

const wanted = process.argv.slice(2)
const isWanted = (part: string) => wanted.length === 0 || wanted.includes(part)
const browser = await launchChromium()
mkdirSync(out, { recursive: true })
try {
  if (isWanted('page')) await shootPage(browser)
  const parts = (['stories', 'widgets'] as const).filter(isWanted)
  if (parts.length > 0) await shootStories(browser, parts)
} finally {
  await browser.close()
}
console.log(`The pictures are in ${out}.`)
