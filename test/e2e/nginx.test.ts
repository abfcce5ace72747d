/**
 * The nginx of examples/nginx before a real server, TLS and HTTP/2 included, and a real browser: what
 * HTTP/1.1 cannot do, twenty feeds in one page, and that a reload of nginx loses nothing.
 */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examine } from '../../server/cli/examine.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { canUseNginx, type Nginx, startNginx } from '../support/nginx.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { until } from '../support/until.ts'
import { alice, bob, token } from '../support/wired.ts'

const feeds = 20
/** On the page: the feeds, and what each has received. */
interface FeedsWindow {
  received: string[][]
  sources: EventSource[]
}

describe.skipIf(!canUseNginx)('nginx before the server', () => {
  let server: SpawnedServer
  let nginx: Nginx
  let browser: Browser

  beforeAll(async () => {
    server = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'off', PING_MS: '1000' } })
    nginx = await startNginx([server.port])
    browser = await launchChromium(['--ignore-certificate-errors'])
  })
  afterAll(async () => {
    await browser?.close()
    await nginx?.stop()
    await server?.stop()
  })

  async function createStream(): Promise<void> {
    const answer = await fetch(`${server.url}/streams`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sender: alice,
        recipient: bob,
        tokenAddress: token,
        ratePerSecond: '1',
        depositedAmount: '1000000',
      }),
    })
    expect(answer.status).toBe(201)
  }

  const openFeeds = (page: Page, count: number) =>
    page.evaluate((wanted) => {
      const here = window as unknown as FeedsWindow
      here.received = Array.from({ length: wanted }, () => [])
      here.sources = here.received.map((list) => {
        const source = new EventSource('/events/subscribe?all=true')
        source.addEventListener('stream.created', ({ lastEventId }) => list.push(lastEventId))
        return source
      })
    }, count)
  const readReceived = (page: Page) =>
    page.evaluate(() => (window as unknown as FeedsWindow).received)
  const untilOpen = (page: Page, count: number) =>
    until(
      () =>
        page.evaluate(
          (wanted) =>
            (window as unknown as FeedsWindow).sources.filter(({ readyState }) => readyState === 1)
              .length === wanted,
          count,
        ),
      20_000,
      `${count} feeds are open`,
    )

  it('carries twenty feeds of a page on one HTTP/2 connection, all of them live', async () => {
    const page = await browser.newPage()
    await page.goto(`${nginx.url}/test-client`)
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    const answers: { readonly connectionId: number; readonly protocol: string | undefined }[] = []
    session.on('Network.responseReceived', ({ response }) => {
      if (!response.url.includes('/events/subscribe')) return
      answers.push({ connectionId: response.connectionId, protocol: response.protocol })
    })
    await openFeeds(page, feeds)
    await untilOpen(page, feeds)
    await createStream()
    await until(
      async () => (await readReceived(page)).every((list) => list.length === 1),
      20_000,
      'every feed has the event',
    )
    expect(answers).toHaveLength(feeds)
    expect(new Set(answers.map(({ protocol }) => protocol))).toEqual(new Set(['h2']))
    expect(new Set(answers.map(({ connectionId }) => connectionId)).size).toBe(1)
    // A command of the same page is not held up by them.
    const status = await page.evaluate(async () => (await fetch('/streams?limit=1')).status)
    expect(status).toBe(200)
    await page.close()
  })

  it('loses nothing when it is reloaded: the browser resumes from its cursor', async () => {
    const page = await browser.newPage()
    await page.goto(`${nginx.url}/test-client`)
    await openFeeds(page, 3)
    await untilOpen(page, 3)
    await createStream()
    await until(
      async () => (await readReceived(page)).every((list) => list.length === 1),
      20_000,
      'every feed has the first event',
    )
    nginx.reload()
    // The old worker ends its connections a second later.
    await until(
      () =>
        page.evaluate(() =>
          (window as unknown as FeedsWindow).sources.every(({ readyState }) => readyState === 0),
        ),
      20_000,
      'every feed is cut',
    )
    await createStream()
    await createStream()
    await until(
      async () => (await readReceived(page)).every((list) => list.length === 3),
      30_000,
      'every feed has all three events',
    )
    const [first, ...others] = await readReceived(page)
    const offsets = first?.map((id) => Number(id.split('.')[1])) ?? []
    expect(offsets).toEqual([0, 1, 2].map((step) => (offsets[0] ?? 0) + step))
    for (const other of others) expect(other).toEqual(first)
    await page.close()
  })

  it('has nothing that the doctor would find, but for a certificate that it cannot know', async () => {
    const options = { headers: {}, origin: null, watchMs: 1_500, onOpen: () => {} }
    const url = new URL(`${nginx.url}/events/subscribe?all=true`)
    const refused = await examine(url, options)
    expect(refused.findings.map(({ code }) => code)).toEqual(['tls_error'])
  })

  it('keeps metrics and readiness to those inside', async () => {
    const page = await browser.newPage()
    await page.goto(`${nginx.url}/test-client`)
    const statuses = await page.evaluate(async () =>
      Promise.all(
        ['/metrics', '/readyz', '/healthz'].map(async (path) => (await fetch(path)).status),
      ),
    )
    expect(statuses).toEqual([404, 404, 200])
    await page.close()
  })
})
