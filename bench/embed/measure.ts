/**
 * What a page pays for each element, and how soon its first figure is right: a plain page under the policy of the server,
 * opened in Chromium with nothing in its cache. Next to the same widgets as a React application, and to the custom element
 * of number-flow. Needs `npm run build` before.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Browser } from 'playwright'
import { build } from 'vite'
import { companyFeed, memoryLog, paymentsFeed, serve } from '../../server/index.ts'
import type { ElementTag } from '../../src/element/elements.ts'
import { demoAccounts } from '../../src/mocks/index.ts'
import { launchChromium } from '../../test/support/chromium-page.ts'
import { printTable } from '../markdown-table.ts'
import { partOf, scenes, tags } from './scenes.ts'
import { watchFigure } from './watch-figure.ts'

const rounds = Number(process.env['BENCH_EMBED_ROUNDS'] ?? 3)
/** Wide enough for what moves once a second. */
const secondWithinMs = 4_000
const tokenAddress = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
const [sender = '', recipient = ''] = demoAccounts.map(({ address }) => address)
/** One token a second, so that the balance is the age of the stream in seconds. */
const unitsPerSecond = 10_000_000n

interface PageToMeasure {
  readonly name: string
  readonly html: string
  readonly shows: 'streamed' | 'ready' | RegExp | null
  readonly moves: boolean
}

/** The conditions: how many times slower the processor is, and whether there is a network in between. */
const conditions = [
  { name: 'full speed', slowdown: 1, isMobile: false },
  { name: '4 times slower', slowdown: 4, isMobile: false },
  { name: 'mobile network', slowdown: 4, isMobile: true },
] as const
/** As Lighthouse has slow 4G: 150 ms for an answer, 1.6 Mbit/s. */
const mobile = {
  offline: false,
  latency: 150,
  downloadThroughput: 200_000,
  uploadThroughput: 94_000,
}

const pageOf = (head: string, body: string, data = '') =>
  `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>One element</title>\n${head}\n<body${data}>\n${body}\n</body>\n</html>\n`

const fill = (text: string) => text.replace('{account}', recipient).replace('{sender}', sender)

function elementPage(tag: ElementTag, more = ''): string {
  const { attributes } = scenes[tag]
  const tokens = JSON.stringify({ [tokenAddress]: { symbol: 'USDC', decimals: 7 } })
  return pageOf(
    `<script src="/streamgauge/script.js" defer></script>${more}`,
    `<${tag} url="" tokens='${tokens}' ${fill(attributes)} data-bench></${tag}>`,
  )
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

/** Everything that is served, compressed as a build does it. */
async function writePages(folder: string): Promise<readonly PageToMeasure[]> {
  cpSync('dist/element', join(folder, 'streamgauge'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  })
  await buildPeers(folder)
  const pages: PageToMeasure[] = tags.map((tag) => ({
    ...{ name: `\`<${tag}>\``, html: elementPage(tag) },
    ...scenes[tag],
  }))
  const preload = '\n<link rel="modulepreload" href="/streamgauge/parts/table.js">'
  pages.push({
    ...{
      name: '`<sg-stream-table>`, part preloaded',
      html: elementPage('sg-stream-table', preload),
    },
    ...scenes['sg-stream-table'],
  })
  const peers = ['FlowingBalance', 'StreamCard', 'AccountBalance', 'StreamTable']
  const styles = readdirSync(join(folder, 'peers')).filter((name) => /^react.*\.css$/.test(name))
  for (const widget of peers) {
    const data = ` data-widget="${widget}" data-account="${recipient}" data-token="${tokenAddress}"`
    const head = `<script type="module" src="/peers/react.js"></script>${styles
      .map((name) => `<link rel="stylesheet" href="/peers/${name}">`)
      .join('')}`
    const html = pageOf(head, '<div id="root" data-bench></div>', data)
    pages.push({ name: `React, \`${widget}\``, html, shows: 'streamed', moves: true })
  }
  const head = '<script type="module" src="/peers/number-flow.js"></script>'
  const html = pageOf(head, '<div id="root" data-bench></div>')
  pages.push({ name: 'number-flow, one balance', html, shows: 'streamed', moves: true })
  for (const [index, page] of pages.entries())
    writeFileSync(join(folder, `${index}.html`), page.html)
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|css|html)$/.test(name)) continue
    const bytes = readFileSync(join(folder, name))
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes))
    writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }))
  }
  return pages
}

async function buildPeers(folder: string): Promise<void> {
  const outDir = join(folder, 'peers')
  mkdirSync(outDir)
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: {
      alias: [
        { find: 'streamgauge/styles.css', replacement: resolve('dist/styles.css') },
        { find: 'streamgauge/table.css', replacement: resolve('dist/table-styles.css') },
        { find: 'streamgauge/table', replacement: resolve('dist/table.js') },
        { find: 'streamgauge', replacement: resolve('dist/index.js') },
      ],
    },
    build: {
      outDir,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: {
          react: join(import.meta.dirname, 'peer-react.tsx'),
          'number-flow': join(import.meta.dirname, 'peer-number-flow.ts'),
        },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name].js',
          assetFileNames: '[name][extname]',
        },
      },
    },
  })
}

interface Place {
  readonly url: string
  readonly folder: string
  readonly pages: readonly PageToMeasure[]
  readonly sinceSeconds: number
}

async function measurePages(browser: Browser, place: Place): Promise<void> {
  const rows: Record<string, Record<string, number | string>> = {}
  // The first page of a browser pays for its start.
  await open(browser, place, 0, conditions[0])
  for (const [index, { name }] of place.pages.entries()) {
    const row: Record<string, number | string> = {}
    for (const condition of conditions) {
      const runs = []
      for (let round = 0; round < rounds; round += 1) {
        runs.push(await open(browser, place, index, condition))
      }
      const [run] = runs
      if (condition === conditions[0] && run) {
        row['part'] = index < tags.length ? partOf(tags[index] as ElementTag) : ''
        row['requests'] = run.requests
        row['brotli'] = run.sentBytes
        row['gzip'] = run.gzipBytes
      }
      row[`first ${condition.name}`] = median(runs.map(({ firstMs }) => firstMs))
      row[`second ${condition.name}`] = median(runs.map(({ secondMs }) => secondMs))
    }
    rows[name] = row
  }
  printTable('Elements in a plain page, nothing cached', rows, {
    part: 'part',
    requests: 'requests',
    brotli: 'bytes, Brotli',
    gzip: 'bytes, gzip',
    ...Object.fromEntries(
      conditions.flatMap(({ name }) => [
        [`first ${name}`, `${name}: first, ms`],
        ...(name === 'mobile network' ? [] : [[`second ${name}`, `second, ms`]]),
      ]),
    ),
  })
}

/** A page in a browser of its own cache, until its second figure. */
async function open(
  browser: Browser,
  { url, folder, pages, sinceSeconds }: Place,
  index: number,
  { slowdown, isMobile }: (typeof conditions)[number],
) {
  const { shows, moves } = pages[index] as PageToMeasure
  const context = await browser.newContext({ locale: 'en-GB' })
  try {
    const page = await context.newPage()
    const sent = { requests: 0, sentBytes: 0, gzipBytes: 0 }
    const sizes: Promise<void>[] = []
    const count = async (response: Awaited<ReturnType<typeof page.waitForResponse>>) => {
      const { pathname } = new URL(response.url())
      const file = join(folder, `${pathname}.gz`)
      if (existsSync(file)) sent.gzipBytes += readFileSync(file).length
      if (response.headers()['content-type']?.startsWith('text/event-stream')) return
      sent.sentBytes += (await response.request().sizes()).responseBodySize
    }
    page.on('request', () => {
      sent.requests += 1
    })
    page.on('response', (response) => void sizes.push(count(response).catch(() => {})))
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
    await Promise.all(sizes)
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
