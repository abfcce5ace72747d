/** The pages about the API in a real browser: the test client connects, shows events, and says why not. */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alice, tokenEnv, tokenOf } from '../attack/tokens.ts'
import { type ChaosProxy, createChaosProxy } from '../support/chaos-proxy.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { postStream } from '../support/post-stream.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'

let server: SpawnedServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([
    spawnServer({ env: { LOG: 'memory', SIMULATE: 'off', PING_MS: '500' } }),
    launchChromium(),
  ])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** A page, and what its console complained about. */
async function open(
  path: string,
  url = server.url,
): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(url + path)
  return { page, errors }
}

describe('the test client', () => {
  it('shows the events of a feed as they come', async () => {
    const { page, errors } = await open('/test-client')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('Connected', { exact: true }).waitFor()
    await postStream(server.url)
    await page
      .getByRole('cell', { name: /^stream\.\w+$/ })
      .first()
      .waitFor({ timeout: 30_000 })
    await page.getByRole('cell', { name: 'ping' }).first().waitFor()
    expect(await page.locator('#last').textContent()).toMatch(/^\w+\.\d+$/)
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByText('Not connected').waitFor()
    expect(errors).toEqual([])
    await page.close()
  })

  it('says why the server refuses', async () => {
    const { page } = await open('/test-client')
    await page.getByLabel('Query').fill('stream=7')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('Refused: unknown_parameter').waitFor()
    await page.close()
  })
})

describe('the test client of a server that asks for tokens', () => {
  let guarded: SpawnedServer
  let proxy: ChaosProxy
  beforeAll(async () => {
    const env = { LOG: 'memory', SIMULATE: 'off', PING_MS: '500', ...tokenEnv }
    guarded = await spawnServer({ env })
    proxy = await createChaosProxy({ targetPort: guarded.port, random: () => 0 })
  })
  afterAll(async () => {
    await proxy?.close()
    await guarded?.stop()
  })
  const openGuarded = () => open('/test-client', `http://127.0.0.1:${proxy.port}`)

  it('exchanges a token for a ticket, and comes back with its cookie after a cut', async () => {
    const { page, errors } = await openGuarded()
    const tickets: string[] = []
    page.on('request', (request) => {
      const ticket = new URL(request.url()).searchParams.get('ticket')
      if (ticket !== null) tickets.push(ticket)
    })
    await page.getByLabel('Token').fill(await tokenOf(alice, { scopes: ['streams:read:all'] }))
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('Connected', { exact: true }).waitFor()
    await page.getByRole('cell', { name: 'ping' }).first().waitFor()
    proxy.cutAll()
    await page.getByText('Reconnecting…').waitFor()
    await page.getByText('Connected', { exact: true }).waitFor()
    await page.getByRole('cell', { name: 'connected' }).nth(1).waitFor()
    // The browser has used the spent address again.
    expect(new Set(tickets).size).toBe(1)
    expect(tickets.length).toBeGreaterThan(1)
    expect(errors.filter((text) => !text.includes('net::ERR_'))).toEqual([])
    await page.close()
  })

  it('says what is wrong without a token, and with one that is not accepted', async () => {
    const { page } = await openGuarded()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('Refused: token_missing').waitFor()
    await page.getByLabel('Token').fill('abc')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('No ticket: token_malformed').waitFor()
    await page.getByLabel('Token').fill(await tokenOf(alice))
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('No ticket: forbidden_topics').waitFor()
    await page.close()
  })
})

describe('the page of the API', () => {
  it('opens an operation, and breaks none of its own rules', async () => {
    const { page, errors } = await open('/docs')
    await page.getByText('Creates a payment stream').click()
    await page.getByText('depositedAmount, startTime? }').waitFor()
    expect(errors).toEqual([])
    await page.close()
  })
})
