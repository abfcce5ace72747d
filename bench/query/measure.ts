/**
 * 200 patches a second for ten seconds to 200 orders, into a page with a list of 50 and five details on
 * TanStack Query: kept current by `useOrderStream`, and by `invalidateQueries` for every event. Each in a fresh
 * tab against the same server; in the middle the connection is cut.
 */
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import react from '@vitejs/plugin-react'
import { build, preview } from 'vite'
import { memoryLog, ordersFeed, serve } from '../../server/index.ts'
import { openTabWindow, type TabWindow } from '../../test/support/tab-window.ts'
import { until } from '../../test/support/until.ts'
import { measureMainThread, medians } from '../main-thread.ts'
import { listLength, type PageCounts, type Way } from './page-counts.ts'

interface Sample {
  /** Of queries, without those that open the page. */
  readonly requests: number
  readonly renders: number
  readonly taskMs: number
  /** Of the 50 orders in the list, those that were not as on the server while it was connected: a median. */
  readonly wrongRows: number
  /** Until everything shown was right, after the last patch. */
  readonly settledMs: number
  readonly wrongOrders: number
}

const ways: readonly Way[] = ['streamgauge', 'invalidate']
const perSecond = 200
const orderCount = 200
const lookEveryMs = 500
const outDir = resolve('.tmp/bench-query')

export async function measureQuery(seconds = 10, rounds = 1): Promise<void> {
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: { outDir, emptyOutDir: true },
  })
  const site = await preview({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  })
  const origin = site.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? ''
  const log = memoryLog()
  const feed = ordersFeed({ log })
  const server = await serve({ port: 0, feeds: [feed], config: { corsOrigins: [origin] } })
  const window = await openTabWindow()
  try {
    const ids: string[] = []
    for (let count = 0; count < orderCount; count++) {
      const { item } = await feed.store.create({
        customer: 'cus_ada',
        status: 'placed',
        items: [{ sku: 'MUG-01', name: 'Mug', quantity: 1, unitPrice: '24.90' }],
        currency: 'EUR',
      })
      ids.push(item?.id ?? '')
    }
    const samples: Record<Way, Sample[]> = { streamgauge: [], invalidate: [] }
    for (let round = 0; round < rounds; round++) {
      for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
        samples[way].push(
          await sample(window, way, { origin, api: server.url, feed, ids, seconds }),
        )
      }
    }
    console.log(`\n${perSecond} patches/s for ${seconds} s, one cut, medians of ${rounds}`)
    console.table(Object.fromEntries(ways.map((way) => [way, medians(samples[way])])))
  } finally {
    await window.close()
    await server.close(0)
    await site.close()
    await log.close()
  }
}

interface Scene {
  readonly origin: string
  readonly api: string
  readonly feed: ReturnType<typeof ordersFeed>
  readonly ids: readonly string[]
  readonly seconds: number
}

async function sample(window: TabWindow, way: Way, scene: Scene): Promise<Sample> {
  const { origin, api, feed, ids, seconds } = scene
  const shown = ids.slice(0, 5)
  const query = new URLSearchParams([
    ['way', way],
    ['api', api],
    ...shown.map((id) => ['detail', id]),
  ])
  const tab = await window.openTab(`${origin}/?${query}`)
  const isReady = `document.querySelector('#status')?.textContent === 'live' &&
    document.querySelectorAll('li').length === ${listLength} &&
    !document.body.textContent.includes('Loading')`
  await until(() => tab.ask<boolean>(isReady), 20_000, 'the page shows orders')
  await sleep(500)
  const counts = () => tab.ask<PageCounts>('page.counts')
  const before = await counts()
  const finish = await measureMainThread(tab)

  const wrongInList = async () => {
    const { items } = await feed.store.list({ limit: listLength })
    const list = await tab.ask<{ orders: { id: string; note?: string }[] }>('page.list()')
    return items.filter(({ id, note }, at) => {
      const row = list.orders[at]
      return row?.id !== id || row.note !== note
    }).length
  }
  const looks: number[] = []
  const startMs = performance.now()
  const total = seconds * perSecond
  let isCut = false
  let lookAtMs = 0
  for (let sent = 0; sent < total; ) {
    const passedMs = performance.now() - startMs
    for (; sent < Math.min(total, (passedMs / 1000) * perSecond); sent++) {
      await feed.store.patch(ids[sent % ids.length] ?? '', { note: `${way} ${sent}` })
    }
    if (!isCut && sent > total / 2) {
      isCut = true
      await tab.ask('page.cut()')
    }
    if (passedMs > lookAtMs) {
      lookAtMs += lookEveryMs
      const isLive = await tab.ask<boolean>(
        `document.querySelector('#status').textContent === 'live'`,
      )
      if (isLive) looks.push(await wrongInList())
    }
    await sleep(4)
  }
  const endMs = performance.now()
  const wrong = async () => {
    let inDetails = 0
    for (const id of shown) {
      const note = await tab.ask<string | undefined>(`page.detail(${JSON.stringify(id)})?.note`)
      if (note !== (await feed.store.read(id)).item?.note) inDetails++
    }
    return (await wrongInList()) + inDetails
  }
  await until(async () => (await wrong()) === 0, 20_000, 'the page is right').catch(() => {})
  const settledMs = performance.now() - endMs
  const { taskMs } = await finish()
  const after = await counts()
  const wrongOrders = await wrong()
  await tab.close()
  return {
    requests: after.requests - before.requests,
    renders: after.renders - before.renders,
    taskMs,
    wrongRows: looks.sort((a, b) => a - b)[Math.floor(looks.length / 2)] ?? Number.NaN,
    settledMs,
    wrongOrders,
  }
}
