/**
 * The dashboard of the served page, end to end: an event that is sent over HTTP moves a tile; a killed server shows in
 * every widget and is made good without a reload; one company never sees another.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium-page.ts'
import { type SpawnedServer, spawnQuietServer } from '../support/spawn.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-dashboard-'))
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

async function post(companyId: string, type: string, data: object): Promise<void> {
  const answer = await fetch(`${server.url}/stream/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ companyId, type, data }),
  })
  expect(answer.status).toBe(201)
}

const volunteers = (companyId: string, value: number) =>
  post(companyId, 'metric_updated', { metric: 'active_volunteers', value, unit: 'people' })

/** Each load of the page gets a mark, which a reload would remove. */
async function openDashboard(companyId: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${server.url}/#/dashboard/${companyId}`)
  await page.evaluate(() => Object.assign(window, { isFirstLoad: true }))
  return page
}

const isFirstLoad = (page: Page) => page.evaluate(() => Reflect.get(window, 'isFirstLoad'))
const tile = (page: Page, label: string) => page.locator('.sg-metric', { hasText: label })
const liveBadge = (page: Page) => page.locator('.sg-connection[data-condition="live"]')
const freshnessOf = (page: Page) =>
  page
    .locator('main [data-freshness]')
    .evaluateAll((all) => [
      ...new Set(all.map((each) => (each as HTMLElement).dataset['freshness'])),
    ])

describe('the dashboard', () => {
  it('moves a tile when an event is sent, and no tile of another company', async () => {
    const [page, other] = [await openDashboard('acme'), await openDashboard('globex')]
    await Promise.all([liveBadge(page).waitFor(), liveBadge(other).waitFor()])
    await volunteers('acme', 120)
    const value = tile(page, 'Active volunteers').locator('.sg-metric__value')
    await expect.poll(() => value.innerText()).toContain('120')
    await volunteers('globex', 777)
    await volunteers('acme', 128)
    await expect.poll(() => value.innerText()).toContain('128')
    await expect.poll(() => tile(page, 'Active volunteers').innerText()).toMatch(/\+8/)
    await expect.poll(() => tile(other, 'Active volunteers').innerText()).toContain('777')
    expect(await page.innerText('body')).not.toContain('777')
    expect(await other.innerText('body')).not.toContain('128')

    // Another company in the same page: what the first one had is gone at once, and does not come back.
    await page.evaluate(() => {
      location.hash = '#/dashboard/globex'
    })
    await expect.poll(() => tile(page, 'Active volunteers').innerText()).toContain('777')
    await volunteers('acme', 131)
    await volunteers('globex', 778)
    await expect.poll(() => value.innerText()).toContain('778')
    expect(await page.innerText('body')).not.toMatch(/128|131|acme/)
    expect(await isFirstLoad(page)).toBe(true)
    await page.close()
    await other.close()
  })

  it('shows stale data when the server is killed, and current data after a restart without a reload', async () => {
    await post('acme', 'sroi_updated', { value: 3.4 })
    await post('acme', 'journey_flag_updated', {
      ...{ journey: 'onboarding', flag: 'goals_agreed', isSet: false },
    })
    const page = await openDashboard('acme')
    await liveBadge(page).waitFor()
    const impact = tile(page, 'Social return on investment')
    await expect.poll(() => impact.innerText()).toContain('3.40')
    await expect.poll(() => freshnessOf(page)).toEqual(['live'])

    const { port } = server
    await server.kill('SIGKILL')
    await expect.poll(() => freshnessOf(page), { timeout: 10_000 }).toEqual(['stale'])
    const flags = page.locator('aside [data-freshness]').first()
    expect(await flags.getAttribute('data-freshness')).toBe('stale')
    // The last values stay.
    expect(await impact.innerText()).toContain('3.40')

    server = await spawnQuietServer(dataDir, port)
    await post('acme', 'sroi_updated', { value: 3.52 })
    await post('acme', 'journey_flag_updated', {
      ...{ journey: 'onboarding', flag: 'goals_agreed', isSet: true },
    })
    // It would return by itself as well, a few seconds later; then there is no such button.
    await page
      .getByRole('button', { name: 'Retry now' })
      .click({ timeout: 1_000 })
      .catch(() => {})
    await liveBadge(page).waitFor({ timeout: 60_000 })
    await expect.poll(() => impact.innerText()).toContain('3.52')
    await expect.poll(() => freshnessOf(page)).toEqual(['live'])
    await expect.poll(() => page.locator('aside').innerText()).toMatch(/1 of 1/)
    expect(await isFirstLoad(page)).toBe(true)
    await page.close()
  })
})
