/**
 * Orders with TanStack Query in Chromium, in front of the real server in the tab: 200 patches a second for a
 * second, once with the hook and once with a request for every event. `npm run bench -- query` does the same
 * for ten seconds, against a server process.
 */
import { cleanup, render } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { createOrdersPage } from '../../bench/query/orders-page.tsx'
import type { Way } from '../../bench/query/page-counts.ts'
import { createMockServer, memoryLog, ordersFeed } from '../../src/mocks/index.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  cleanup()
  await Promise.all(closers.splice(0).map((close) => close()))
})

const patchesPerSecond = 200

async function openPage(way: Way) {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
  const feed = ordersFeed({ log: memoryLog() })
  const server = createMockServer({ feeds: [feed], returnDelayMs: 50 })
  closers.push(server.close)
  const ids: string[] = []
  for (let count = 0; count < 60; count++) {
    const { item } = await feed.store.create({
      customer: 'cus_ada',
      status: 'placed',
      items: [{ sku: 'MUG-01', name: 'Mug', quantity: 1, unitPrice: '24.90' }],
      currency: 'EUR',
    })
    ids.push(item?.id ?? '')
  }
  const shown = ids.slice(0, 5)
  const page = createOrdersPage(way, '', server.fetch, shown)
  render(<StrictMode>{page.node}</StrictMode>)
  await expect.poll(() => document.querySelector('#status')?.textContent).toBe('live')
  await expect.poll(() => document.querySelectorAll('li').length).toBe(50)
  await expect.poll(() => document.body.textContent).not.toContain('Loading')

  /** Patches at the rate, for a time; `during` is called in its middle. */
  async function patch(seconds: number, during?: () => void): Promise<void> {
    const startMs = performance.now()
    const total = seconds * patchesPerSecond
    for (let sent = 0; sent < total; ) {
      const due = Math.min(total, ((performance.now() - startMs) / 1000) * patchesPerSecond)
      for (; sent < due; sent++) {
        if (sent === total / 2) during?.()
        await feed.store.patch(ids[sent % ids.length] ?? '', { note: `note ${sent}` })
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  async function read(path: string): Promise<{ orders?: object[] }> {
    return (await server.fetch(path)).json()
  }

  /** That the cache and what is shown are what the server has. */
  async function expectCurrent(): Promise<void> {
    for (const id of shown) {
      const { position: _, ...expected } = (await read(`/api/v1/orders/${id}`)) as {
        position?: string
        note?: string
      }
      await expect.poll(() => page.detail(id)).toMatchObject(expected)
      expect(document.body.textContent).toContain(`${id} placed ${expected.note}`)
    }
    const { orders } = await read('/api/v1/orders?limit=50')
    await expect.poll(() => page.list()).toMatchObject({ orders })
  }

  return { ...page, feed, patch, expectCurrent }
}

describe('orders with TanStack Query', () => {
  it('are right after 200 patches in a second, with no request and a render a frame', async () => {
    const { counts, patch, expectCurrent } = await openPage('streamgauge')
    // StrictMode mounts everything twice; queries and the connection are shared.
    expect(counts).toMatchObject({ requests: 6, subscriptions: 1 })
    const before = counts.renders
    await patch(1)
    await expectCurrent()
    expect(counts.requests).toBe(6)
    const renders = counts.renders - before

    cleanup()
    const plain = await openPage('invalidate')
    const start = { ...plain.counts }
    await plain.patch(1)
    await plain.expectCurrent()
    expect(plain.counts.requests - start.requests).toBeGreaterThan(20)
    // Each twice, as StrictMode does: without one notification a frame there would be more than 300.
    expect(renders).toBeLessThan(patchesPerSecond)
  })

  it('are right after a connection that was cut, without a request', async () => {
    const { counts, cut, patch, expectCurrent } = await openPage('streamgauge')
    await patch(0.5, cut)
    await expect.poll(() => counts.subscriptions).toBe(2)
    await expectCurrent()
    expect(counts.requests).toBe(6)
  })

  it('are in the list when they are new', async () => {
    const { counts, feed, list, expectCurrent } = await openPage('streamgauge')
    await feed.store.remove((list() as { orders: { id: string }[] }).orders[10]?.id ?? '')
    const { item } = await feed.store.create({
      customer: 'cus_ada',
      status: 'placed',
      items: [{ sku: 'MUG-01', name: 'Mug', quantity: 2, unitPrice: '1.00' }],
      currency: 'EUR',
    })
    expect(item).not.toBeNull()
    await expectCurrent()
    expect(counts.requests).toBe(7)
  })
})
