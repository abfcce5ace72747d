/**
 * Cards of a page whose server is killed: they stop looking live when the badge does, say since when,
 * stay the size they were, and are live again with the server. On the page that is served, in both
 * themes.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { demoAccounts } from '../../server/ledger/demo-accounts.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { postStream } from '../support/post-stream.ts'
import { type SpawnedServer, spawnQuietServer } from '../support/spawn.ts'

const [sender = '', recipient = ''] = demoAccounts.map((account) => account.address)
const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-stale-'))

let browser: Browser

const start = (folder: string, port?: number) => spawnQuietServer(join(dataDir, folder), port)

async function startWithStreams(folder: string): Promise<SpawnedServer> {
  const server = await start(folder)
  const startTime = Math.floor(Date.now() / 1000) - 60
  const shared = { sender, recipient, startTime }
  await postStream(server.url, {
    ...shared,
    ratePerSecond: '19290',
    depositedAmount: '864000000000',
  })
  await postStream(server.url, { ...shared, ratePerSecond: '3', depositedAmount: '1000000' })
  return server
}

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** When the badge and every card last changed their `data-freshness`, and to what. */
async function recordFreshness(page: Page) {
  await page.evaluate(() => {
    const changes: [number, string, string][] = []
    Reflect.set(window, 'changes', changes)
    new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target as HTMLElement
        const widget = element.classList[0] ?? ''
        if (widget !== 'sg-card' && widget !== 'sg-connection') continue
        changes.push([performance.now(), widget, element.dataset['freshness'] ?? ''])
      }
    }).observe(document.body, { subtree: true, attributeFilter: ['data-freshness'] })
  })
}

const changesOf = (page: Page) =>
  page.evaluate(() => Reflect.get(window, 'changes') as [number, string, string][])

/** Top and height of every card and of everything in it that takes room in its column. */
const layoutOf = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.sg-card, .sg-card__body > *, .sg-progress, .sg-card__footer')]
      .map((element) => element.getBoundingClientRect())
      .map(({ top, height }) => `${top} ${height}`),
  )

const freshnessOf = (page: Page) =>
  page.evaluate(() => [
    ...new Set(
      [...document.querySelectorAll<HTMLElement>('.sg-card')].map(
        (card) => card.dataset['freshness'],
      ),
    ),
  ])

const figuresOf = (page: Page) => page.locator('.sg-card .sg-balance').allInnerTexts()

// At the same time, each with a server of its own: most of it is waiting.
describe.concurrent('cards of a killed server', () => {
  it.for(['light', 'dark'] as const)(
    'leave live with the badge, stand still as of then, and keep their place: %s theme',
    async (theme, { expect, onTestFinished }) => {
      let server = await startWithStreams(theme)
      onTestFinished(() => server.stop())
      const page = await browser.newPage({
        viewport: { width: 1280, height: 900 },
        colorScheme: theme,
      })
      await page.goto(`${server.url}/?account=${recipient}`)
      const liveBadge = page.locator('.sg-connection[data-condition="live"]')
      await liveBadge.waitFor()
      await expect.poll(() => page.locator('.sg-card').count()).toBe(2)
      await recordFreshness(page)
      const before = await layoutOf(page)

      const { port } = server
      await server.kill('SIGKILL')
      await expect.poll(() => freshnessOf(page), { timeout: 10_000 }).toEqual(['stale'])
      const left = (await changesOf(page)).filter(([, , freshness]) => freshness !== 'live')
      expect(left.map(([, widget]) => widget).sort()).toEqual([
        'sg-card',
        'sg-card',
        'sg-connection',
      ])
      const times = left.map(([atMs]) => atMs)
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(100)
      expect(await layoutOf(page)).toEqual(before)

      for (const label of await page.locator('.sg-card__label').allInnerTexts()) {
        expect(label).toMatch(/as of \d\d:\d\d:\d\d$/i)
      }
      const figures = await figuresOf(page)
      await page.waitForTimeout(2_000)
      expect(await figuresOf(page)).toEqual(figures)

      server = await start(theme, port)
      await liveBadge.waitFor({ timeout: 60_000 })
      await expect.poll(() => freshnessOf(page)).toEqual(['live'])
      expect(await layoutOf(page)).toEqual(before)
      await expect.poll(() => figuresOf(page)).not.toEqual(figures)
      await page.close()
    },
  )
})
