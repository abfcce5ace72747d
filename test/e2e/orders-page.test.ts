/**
 * The orders of the served page, end to end: patched 200 times a second, the server killed in between, table and detail
 * end as the server has them, without a reload and without reading them again.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Order, orderStatuses } from '../../src/feeds/orders/index.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { type SpawnedServer, spawnQuietServer } from '../support/spawn.ts'

/** For each of two times; longer in `npm run test:long`. */
const patchedSeconds = Number(process.env['ORDERS_PAGE_SECONDS'] ?? 0.6)
const patchesPerSecond = 200
const orderCount = 30

const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-orders-page-'))
let browser: Browser
let server: SpawnedServer

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchChromium(), spawnQuietServer(dataDir)])
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function send(method: string, path: string, body: object): Promise<Order> {
  const answer = await fetch(`${server.url}/api/v1/orders${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBeLessThan(300)
  return (await answer.json()) as Order
}

const createOrder = (index: number) =>
  send('POST', '', {
    customer: 'cus_ada',
    status: 'placed',
    currency: 'EUR',
    items: [{ sku: 'MUG-01', name: 'Mug', quantity: 1 + index, unitPrice: '24.90' }],
  })

/** Each order in turn; what it becomes depends on how often it was changed. */
async function patchOrders(ids: readonly string[], seconds: number): Promise<void> {
  const sent: Promise<Order>[] = []
  const startMs = performance.now()
  for (let count = 0; count < seconds * patchesPerSecond; count++) {
    const aheadMs = startMs + (count * 1000) / patchesPerSecond - performance.now()
    if (aheadMs > 2) await sleep(aheadMs)
    const status = orderStatuses[Math.floor(Math.random() * orderStatuses.length)]
    sent.push(send('PATCH', `/${ids[count % ids.length]}`, { status, note: `Change ${count}` }))
  }
  await Promise.all(sent)
}

/** The page would return by itself as well, a few seconds later; then there is no such button. */
const retryNow = (page: Page) =>
  page
    .getByRole('button', { name: 'Retry now' })
    .click({ timeout: 1_000 })
    .catch(() => {})

/** The status of every order as the page shows it in the table, by id. */
const shownIn = (page: Page) =>
  page.locator('main').evaluate((main) =>
    Object.fromEntries(
      [...main.querySelectorAll('.sg-table__row')].flatMap((row) => {
        const id = row.querySelector<HTMLElement>('.order-link')?.title
        const status = row.querySelector<HTMLElement>('.order-status')?.dataset['status']
        return id ? [[id, status]] : []
      }),
    ),
  )

async function storedStatuses(): Promise<Readonly<Record<string, string>>> {
  const answer = await fetch(`${server.url}/api/v1/orders?limit=500`)
  const { orders } = (await answer.json()) as { orders: readonly Order[] }
  return Object.fromEntries(orders.map(({ id, status }) => [id, status]))
}

describe('the orders of the page', () => {
  it(`are right after ${patchesPerSecond} patches a second and a killed server, without a reload`, async () => {
    const created = await Promise.all(Array.from({ length: orderCount }, (_, n) => createOrder(n)))
    const ids = created.map(({ id }) => id)
    const open = ids[0] as string
    // High enough that every row is mounted.
    const page = await browser.newPage({ viewport: { width: 1280, height: 2200 } })
    const reads: string[] = []
    page.on('request', (request) => {
      const { pathname } = new URL(request.url())
      if (request.method() === 'GET' && pathname.startsWith('/api/v1/orders')) reads.push(pathname)
    })
    await page.goto(`${server.url}/#/orders/${open}`)
    await page.evaluate(() => Object.assign(window, { isFirstLoad: true }))
    const live = page.locator('.sg-connection[data-condition="live"]')
    await live.waitFor()
    await expect.poll(() => shownIn(page)).toEqual(await storedStatuses())
    const note = page.getByLabel('Note')
    const readsAtFirst = reads.length

    await patchOrders(ids, patchedSeconds)
    await expect.poll(() => shownIn(page)).toEqual(await storedStatuses())

    const { port } = server
    await server.kill('SIGKILL')
    const lost = page.locator('.order-detail:not([data-live])')
    await lost.waitFor({ timeout: 10_000 })
    await expect
      .poll(() => page.locator('.sg-table').first().getAttribute('data-freshness'))
      .toBe('stale')
    server = await spawnQuietServer(dataDir, port)
    await patchOrders(ids, patchedSeconds)
    await retryNow(page)
    await live.waitFor({ timeout: 60_000 })
    await expect.poll(() => shownIn(page)).toEqual(await storedStatuses())

    const answer = await fetch(`${server.url}/api/v1/orders/${open}`)
    const stored = (await answer.json()) as Order
    await expect.poll(() => note.inputValue()).toBe(stored.note)
    expect(await page.locator('.order-detail .order-status').getAttribute('data-status')).toBe(
      stored.status,
    )
    expect(await page.evaluate(() => Reflect.get(window, 'isFirstLoad'))).toBe(true)
    // The table and the order, each read once: everything else came as events.
    expect(readsAtFirst).toBe(2)
    expect(reads.length).toBe(2)
    await page.close()
  })
})
