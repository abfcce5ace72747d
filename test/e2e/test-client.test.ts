/** The pages about the API in a real browser: the test client connects, shows events, and says why not. */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium-page.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'

let server: SpawnedServer
let browser: Browser

beforeAll(async () => {
  server = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'payroll', PING_MS: '500' } })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** A page, and what its console complained about. */
async function open(path: string): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(server.url + path)
  return { page, errors }
}

describe('the test client', () => {
  it('shows the events of a feed as they come', async () => {
    const { page, errors } = await open('/test-client')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('Connected', { exact: true }).waitFor()
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

describe('the page of the API', () => {
  it('opens an operation, and breaks none of its own rules', async () => {
    const { page, errors } = await open('/docs')
    await page.getByText('Creates a payment stream').click()
    await page.getByText('depositedAmount, startTime? }').waitFor()
    expect(errors).toEqual([])
    await page.close()
  })
})
