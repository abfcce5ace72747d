/**
 * A developer's server, and a foreign page in the same browser: what the page sends by every means it has,
 * from its own origin and after rebinding its name, changes nothing. The server's own page still works.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { demoDollar, demoEmployer, demoStaff } from '../../server/ledger/demo-accounts.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'

let server: SpawnedServer
let foreign: Server
let foreignUrl: string
let browser: Browser
let page: Page
let streamId: string

beforeAll(async () => {
  server = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'off' } })
  foreign = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>A nice page</p>')
  })
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  foreignUrl = `http://evil.example:${(foreign.address() as AddressInfo).port}`
  // The foreign name leads to this machine, as the name of a rebinding page does.
  browser = await launchChromium(['--host-resolver-rules=MAP evil.example 127.0.0.1'])
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  foreign?.close()
})

beforeEach(async () => {
  page = await browser.newPage()
  const answer = await fetch(`${server.url}/streams`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      sender: demoEmployer.address,
      recipient: demoStaff[0]?.address,
      tokenAddress: demoDollar.address,
      ratePerSecond: '1000',
      depositedAmount: '864000000000',
    }),
  })
  streamId = ((await answer.json()) as { streamId: string }).streamId
})

async function status(): Promise<unknown> {
  const answer = await fetch(`${server.url}/streams/${streamId}`)
  return ((await answer.json()) as { status: string }).status
}

interface SentInit {
  readonly mode?: 'no-cors'
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly referrerPolicy?: 'no-referrer'
}

/** POSTs from whatever page is open; answers the HTTP status, 0 for an opaque or missing one. */
function send(url: string, init: SentInit): Promise<number> {
  return page.evaluate(
    ([target, options]) =>
      fetch(target, { method: 'POST', ...options }).then(
        (answer) => answer.status,
        () => 0,
      ),
    [url, init] as const,
  )
}

describe('a foreign page', () => {
  it.each([
    ['a simple request', { mode: 'no-cors' }],
    ['plain text', { mode: 'no-cors', body: '{}', headers: { 'content-type': 'text/plain' } }],
    ['no referrer', { mode: 'no-cors', referrerPolicy: 'no-referrer' }],
    ['JSON', { headers: { 'content-type': 'application/json' } }],
  ] as const)('changes nothing with %s', async (_, init) => {
    await page.goto(foreignUrl)
    const path = `/streams/${streamId}/cancel`
    for (const host of ['127.0.0.1', 'localhost', 'evil.example']) {
      expect(await send(`http://${host}:${server.port}${path}`, init)).toBe(0)
    }
    expect(await status()).toBe('active')
  })

  it('changes nothing with a form', async () => {
    await page.goto(foreignUrl)
    const answered = page.waitForResponse((response) => response.url().includes('/cancel'))
    await page.evaluate((action) => {
      const form = document.createElement('form')
      Object.assign(form, { method: 'post', action })
      document.body.append(form)
      form.submit()
    }, `${server.url}/streams/${streamId}/cancel`)
    expect((await answered).status()).toBe(403)
    expect(await status()).toBe('active')
  })

  it('gets nothing under a name that was rebound to this machine', async () => {
    const answer = await page.goto(`http://evil.example:${server.port}/streams`)
    expect(answer?.status()).toBe(403)
    expect(await answer?.text()).toContain('host_not_allowed')
    // The refusal is a page of the rebound origin, from which all of this would be same-origin.
    expect(await send(`/streams/${streamId}/cancel`, {})).toBe(403)
    expect(await status()).toBe('active')
  })
})

describe('the server’s own page', () => {
  it('sends commands without a body', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      await page.goto(`http://${host}:${server.port}/`)
      expect(await send(`/streams/${streamId}/pause`, {})).toBe(200)
      expect(await send(`/streams/${streamId}/resume`, {})).toBe(200)
    }
    expect(await send(`/streams/${streamId}/cancel`, {})).toBe(200)
    expect(await status()).toBe('cancelled')
  })
})
