/**
 * The built page on a slow phone: 360 px wide, a processor that is four times slower, and 8, 200 or 1,000
 * streams of one account that all run. Judges the median time between frames, and the best of three
 * measurements: a machine that is busy elsewhere drops frames that the page is not to blame for.
 */
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoAccounts, demoDollar } from '../../server/ledger/demo-accounts.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'

const slowdown = 4
const warmUpMs = 5_000
const measuredMs = 4_000
const measurements = 3
/** 60 frames a second are 16.7 ms each; every other frame dropped would be 33.3. */
const mostMedianMs = 17.5

const [sender, recipient] = demoAccounts.map((account) => account.address)
let browser: Browser
let server: SpawnedServer

beforeAll(async () => {
  server = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'off', LOG_LEVEL: 'warn' } })
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

let created = 0

/** Rates between a cent and some hundred dollars an hour. */
async function createStreams(count: number): Promise<void> {
  for (; created < count; created += 1) {
    const ratePerSecond = 30 + ((created * 7919) % 900_000)
    const answer = await fetch(`${server.url}/streams`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sender,
        recipient,
        tokenAddress: demoDollar.address,
        ratePerSecond: String(ratePerSecond),
        depositedAmount: String(ratePerSecond * 864_000),
      }),
    })
    expect(answer.status).toBe(201)
  }
}

const medianOf = (times: readonly number[]) => times[Math.floor(times.length / 2)] ?? 0

/** Milliseconds between two frames, in order of size: of each measurement, until one is good. */
async function measureFrames(cards: number): Promise<readonly (readonly number[])[]> {
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } })
  try {
    await page.goto(`${server.url}/?account=${sender}`)
    await page.waitForFunction(
      (count) => document.querySelectorAll('.card-grid .sg-balance__value').length >= count,
      cards,
    )
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    await page.waitForTimeout(warmUpMs)
    const all: (readonly number[])[] = []
    while (all.length < measurements && all.every((times) => medianOf(times) > mostMedianMs)) {
      all.push(await page.evaluate(timesBetweenFrames, measuredMs))
    }
    return all
  } finally {
    await page.close()
  }
}

/** Runs in the page. */
function timesBetweenFrames(durationMs: number): Promise<readonly number[]> {
  return new Promise((resolve) => {
    const start = performance.now()
    const times: number[] = []
    let before = start
    const next = (now: number) => {
      times.push(now - before)
      before = now
      if (now - start < durationMs) requestAnimationFrame(next)
      else resolve(times.slice(1).sort((a, b) => a - b))
    }
    requestAnimationFrame(next)
  })
}

describe('on a processor four times slower, at 360 px', () => {
  it.each([8, 200, 1000])('%d cards tick at 60 frames a second', async (cards) => {
    await createStreams(cards)
    const all = await measureFrames(cards)
    for (const times of all) {
      const rare = times[Math.floor(times.length * 0.95)] ?? 0
      console.log(
        `${cards} cards: median ${medianOf(times).toFixed(1)} ms, 95 % below ${rare.toFixed(1)} ms, ` +
          `${((times.length * 1000) / measuredMs).toFixed(1)} frames a second`,
      )
    }
    expect(Math.min(...all.map(medianOf))).toBeLessThan(mostMedianMs)
  })
})
