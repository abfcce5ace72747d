/**
 * The main job, end to end: a stream made with the command of the README reaches an open page, a
 * plain HTTP reader and a native EventSource; the page's number equals the server's at every whole
 * second; and when the server is killed the page says so and ends correct without a reload.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoAccounts } from '../../server/ledger/demo-accounts.ts'
import { printAmount } from '../../src/money/index.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { postStream } from '../support/post-stream.ts'
import { type SpawnedServer, spawnQuietServer } from '../support/spawn.ts'
import { until } from '../support/until.ts'

const watchedSeconds = Number(process.env['WATCH_SECONDS'] ?? 10)
const [sender = '', recipient = '', newcomer = ''] = demoAccounts.map((account) => account.address)

let browser: Browser
let server: SpawnedServer
const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-journey-'))

const start = (folder: string, port?: number) => spawnQuietServer(join(dataDir, folder), port)

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchChromium(), start('main')])
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const createStream = (ratePerSecond: number, of = { server, recipient }): Promise<string> =>
  postStream(of.server.url, {
    sender,
    recipient: of.recipient,
    ratePerSecond: String(ratePerSecond),
    depositedAmount: '864000000000',
    startTime: Math.floor(Date.now() / 1000),
  })

/** `GET /streams/:id/claimable` at a second of the ledger. */
async function claimableAt(streamId: string, atSeconds: number): Promise<bigint> {
  const answer = await fetch(`${server.url}/streams/${streamId}/claimable?at=${atSeconds}`)
  const { claimable } = (await answer.json()) as { claimable: string }
  return BigInt(claimable)
}

/** What `curl -N` prints: the bytes as they come. */
function readRaw(path: string): { text: () => string; close: () => void } {
  let text = ''
  const reader = get(server.url + path, (answer) => {
    answer.setEncoding('utf8')
    answer.on('data', (part: string) => {
      text += part
    })
  })
  reader.on('error', () => {})
  return { text: () => text, close: () => reader.destroy() }
}

async function openPage(account: string, at = server): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text())
  })
  await page.goto(`${at.url}/?account=${account}`)
  expect(complaints).toEqual([])
  return page
}

const figureOf = (page: Page, streamId: string) =>
  page.locator(`#stream-${streamId} .sg-balance__value`).first()

const liveBadge = (page: Page) => page.locator('.sg-connection__label', { hasText: /^Live$/ })

/** Every text that the number showed, with the time at which it appeared. */
async function recordTexts(page: Page, streamId: string): Promise<void> {
  await figureOf(page, streamId).evaluate((node, key) => {
    const record: [number, string][] = [[Date.now(), node.textContent ?? '']]
    Reflect.set(window, key, record)
    new MutationObserver(() => record.push([Date.now(), node.textContent ?? ''])).observe(node, {
      childList: true,
      characterData: true,
      subtree: true,
    })
  }, `texts-${streamId}`)
}

/** Whether the page could draw between two times: a machine that was busy elsewhere shows nothing wrong, but late. */
async function recordFrames(
  page: Page,
): Promise<(fromMs: number, toMs: number) => Promise<boolean>> {
  await page.evaluate(() => {
    const frames: number[] = []
    Reflect.set(window, 'drawnAt', frames)
    const note = () => {
      frames.push(Date.now())
      requestAnimationFrame(note)
    }
    note()
  })
  return (fromMs, toMs) =>
    page.evaluate(
      ([from, to]) =>
        (Reflect.get(window, 'drawnAt') as number[]).some((atMs) => atMs > from && atMs < to),
      [fromMs, toMs] as const,
    )
}

async function textAt(page: Page, streamId: string, atMs: number): Promise<string> {
  return page.evaluate(
    ([key, untilMs]) => {
      const record = Reflect.get(window, key) as [number, string][]
      return record.filter(([sinceMs]) => sinceMs <= untilMs).at(-1)?.[1] ?? ''
    },
    [`texts-${streamId}`, atMs] as const,
  )
}

async function stats(): Promise<{ activeConnections: number }> {
  return (await (await fetch(`${server.url}/events/stats`)).json()) as { activeConnections: number }
}

describe('a stream created with the command of the README', () => {
  it('reaches an open page, a plain reader and a native EventSource', async () => {
    const page = await openPage(recipient)
    await liveBadge(page).waitFor()
    const raw = readRaw('/events/subscribe?all=true')
    await page.evaluate(() => {
      const seen: string[] = []
      Reflect.set(window, 'seen', seen)
      new EventSource('/events/subscribe?streams=1').addEventListener('stream.created', (event) =>
        seen.push((event as MessageEvent<string>).data),
      )
    })
    await until(() => raw.text().includes('connected'), 5_000, 'the plain reader is connected')
    // The native EventSource has no sign of its own for "connected" that a page could miss.
    await until(
      async () => (await stats()).activeConnections === 3,
      5_000,
      'all three are connected',
    )

    const streamId = await createStream(1)
    expect(streamId).toBe('1')
    await figureOf(page, streamId).waitFor()
    await until(() => raw.text().includes('event: stream.created'), 5_000, 'the reader saw it')
    await until(
      () => page.evaluate(() => (Reflect.get(window, 'seen') as string[]).length === 1),
      5_000,
      'the native EventSource saw it',
    )
    raw.close()
    await page.close()
  })
})

// At the same time: most of it is waiting.
describe.concurrent('a page', () => {
  it(`shows at each of ${watchedSeconds} whole seconds what the server answers, to the unit`, async () => {
    const page = await openPage(recipient)
    // Up to twelve changes a second are shown to the last digit, so the text is the exact amount.
    const rates = [1, 3]
    const ids = [] as string[]
    for (const rate of rates) ids.push(await createStream(rate))
    for (const id of ids) {
      await figureOf(page, id).waitFor()
      await recordTexts(page, id)
    }
    const hasDrawn = await recordFrames(page)
    const first = Math.floor(Date.now() / 1000) + 2
    await sleep((watchedSeconds + 3) * 1000)

    const wrong: string[] = []
    let compared = 0
    for (let second = first; second < first + watchedSeconds; second += 1) {
      for (const [index, id] of ids.entries()) {
        // The amount of a whole second stands until the next unit: look in the middle of that time.
        const middleMs = second * 1000 + 500 / (rates[index] ?? 1)
        // From when the timer is due until two frames before the look.
        if (!(await hasDrawn(second * 1000 + 20, middleMs - 35))) continue
        compared += 1
        const shown = await textAt(page, id, middleMs)
        const expected = printAmount(await claimableAt(id, second), 7)
        if (Number(shown) !== Number(expected) || !expected.startsWith(shown.replace(/0+$/, ''))) {
          wrong.push(`stream ${id} at ${second}: ${shown} instead of ${expected}`)
        }
      }
    }
    expect(wrong.join('\n')).toBe('')
    expect(compared).toBeGreaterThan(watchedSeconds)
    await page.close()
  })

  it('changes its colours with the theme that is picked', async () => {
    const page = await openPage(recipient)
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await background()
    await page.getByTitle('Dark').click()
    const dark = await background()
    expect(dark).not.toBe(light)
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await background()).toBe(dark)
    await page.getByTitle('Light').click()
    expect(await background()).toBe(light)
    await page.close()
  })

  it('has fields on a phone that iOS does not zoom into', async () => {
    const viewport = { width: 360, height: 800 }
    const page = await browser.newPage({ viewport, isMobile: true, hasTouch: true })
    await page.goto(`${server.url}/#/streams`)
    await page.getByRole('button', { name: 'New stream' }).tap()
    const fields = page.locator('dialog[open] :is(input:not([type="radio"]), select)')
    await fields.first().waitFor()
    const sizes = await fields.evaluateAll((all) =>
      all.map((field) => Number.parseFloat(getComputedStyle(field).fontSize)),
    )
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16)
    await page.close()
  })

  it('says that its server is killed, comes back by itself and is right again', async ({
    expect,
    onTestFinished,
  }) => {
    let killed = await start('killed')
    onTestFinished(() => killed.stop())
    // Of an account without streams, since a list with cards takes new ones only while nothing touches the page.
    const page = await openPage(newcomer, killed)
    const badge = page.locator('.sg-connection')
    await liveBadge(page).waitFor()
    await killed.kill('SIGKILL')
    await expect.poll(() => badge.innerText(), { timeout: 10_000 }).toMatch(/reconnecting|offline/i)
    killed = await start('killed', killed.port)
    // While the page was away the world went on.
    const streamId = await createStream(2, { server: killed, recipient: newcomer })
    await liveBadge(page).waitFor({ timeout: 60_000 })
    await figureOf(page, streamId).waitFor({ timeout: 30_000 })
    const amount = async () => Number(await figureOf(page, streamId).innerText())
    const before = await amount()
    await expect.poll(amount).toBeGreaterThan(before)
    await page.close()
  })
})
