/**
 * The page under people's hands: the production page in Chromium, driven by random but seeded clicks, as
 * slow as hands are; other people's traffic all the while; the server killed twice, and one of two tabs
 * closed. Measures clicks that hit something else than what was aimed at, layout shifts, and
 * announcements.
 *
 *   look ──► move ──► rest (60–250 ms) ──► press, within 450 ms after the look
 *
 * A person who looks at a place for longer sees what it has become. On a machine that is busy the hands
 * may be late; what they then hit is not counted.
 *
 * Measures and reports; the caller decides what is good enough.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright'
import { demoAccounts, demoDollar } from '../../server/ledger/demo-accounts.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { createRandom } from '../support/random.ts'
import { spawnServer } from '../support/spawn.ts'
import { until } from '../support/until.ts'
import { type Probe, type RecordedShift, startProbe } from './page-probe.ts'
import { describeJump, findJumps, summarizeShifts } from './page-shifts.ts'

declare global {
  /** What {@link startProbe} leaves in the page. */
  var probe: Probe
}

export interface PageUseOptions {
  readonly seconds: number
  readonly seed: number
  readonly say?: (line: string) => void
}

export interface PageUseReport {
  /** Presses that were aimed at something. */
  readonly presses: number
  /** Those that had an effect. The others met something that had just changed, and were ignored. */
  readonly effective: number
  /** Those that came too long after the look to be judged. */
  readonly late: number
  /** `aimed at … hit …`, one for each. */
  readonly wrongHits: readonly string[]
  readonly shifts: readonly RecordedShift[]
  /** The most announcements in any minute without a command of this page. */
  readonly announcementsInAMinute: number
  /** The shortest time between two of them, in milliseconds; infinite for fewer. */
  readonly betweenAnnouncementsMs: number
  /** How long only others were active, in seconds. */
  readonly quietSeconds: number
  readonly kills: number
  /** Commands of others. */
  readonly traffic: number
  /** Exceptions in the page. */
  readonly faults: readonly string[]
  /** Outgoing streams that the page shows at the end, and the ledger has. */
  readonly shown: readonly string[]
  readonly running: readonly string[]
}

/** How long after a look a press is aimed at what was seen. */
const reactionMs = 450

const [employer, ...staff] = demoAccounts.map(({ address }) => address)

export async function runPageUse(options: PageUseOptions): Promise<PageUseReport> {
  const { seconds, seed, say = () => {} } = options
  const random = createRandom(seed)
  const between = (least: number, most: number) => least + random() * (most - least)
  const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-page-use-'))
  const start = (port: number) =>
    spawnServer({
      env: {
        DATA_DIR: dataDir,
        PORT: String(port),
        LOG: 'sqlite',
        LOG_LEVEL: 'error',
        SIMULATE: 'payroll',
        PING_MS: '2000',
      },
    })
  let server = await start(0)
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    const url = `${server.url}/?account=${employer}`
    // The first tab leads the shared connection, and is the one that is closed.
    const leader = await openTab(await context.newPage(), url)
    const page = await openTab(await context.newPage(), url)
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(String(error)))

    const world = createTraffic(() => server.url, createRandom(seed + 1))
    const endsAtMs = Date.now() + seconds * 1000
    const disturbances = (async () => {
      for (const share of [0.25, 0.4, 0.6]) {
        await sleep(Math.max(0, endsAtMs - seconds * 1000 * (1 - share) - Date.now()))
        if (share === 0.4) {
          await leader.close()
          continue
        }
        await server.kill('SIGKILL')
        say(`${Math.round(share * 100)} %: the server is killed`)
        await sleep(Math.min(4_000, seconds * 30))
        server = await start(server.port)
      }
    })()

    const hands = createHands(page, between)
    await hands.read()
    await page.evaluate(startProbe)
    // The last part belongs to the others: the page is read, and nothing is pressed.
    const quietSeconds = Math.max(12, Math.min(70, seconds / 4))
    while (Date.now() < endsAtMs - quietSeconds * 1000) {
      await world.maybeAct()
      await hands.act()
    }
    await disturbances
    await hands.closeDialogs()
    await page.locator('.page-views a', { hasText: 'Streams' }).click()
    // What the page itself has caused is announced by then.
    for (let step = 0; step < 5; step += 1) await hands.read()
    const quietSinceMs = Date.now()
    while (Date.now() < quietSinceMs + quietSeconds * 1000) {
      await world.maybeAct()
      await hands.read()
    }
    const quietUntilMs = Date.now()
    const announcedAtMs = (await page.evaluate(() => probe.announcements()))
      .map(({ atMs }) => atMs)
      .filter((at) => at >= quietSinceMs && at < quietUntilMs)
    const shifts = await page.evaluate(() => probe.shifts())

    await page.mouse.move(0, 0)
    await page.locator('.brand').click()
    await world.stop()
    const running = await world.running()
    const shownOf = () =>
      page.evaluate(() =>
        [
          ...document.querySelectorAll(
            '[aria-labelledby=section-outgoing] .sg-card:has(.sg-actions__group)',
          ),
        ].map(({ id }) => id.slice('stream-'.length)),
      )
    await until(
      async () => sorted(await shownOf()) === sorted(running),
      20_000,
      'the page shows every stream that runs',
    ).catch(() => {})
    return {
      ...hands.report(),
      shifts,
      announcementsInAMinute: mostInAMinute(announcedAtMs),
      betweenAnnouncementsMs: Math.min(
        Number.POSITIVE_INFINITY,
        ...announcedAtMs.slice(1).map((at, index) => at - (announcedAtMs[index] ?? 0)),
      ),
      quietSeconds: Math.round((quietUntilMs - quietSinceMs) / 1000),
      kills: 2,
      traffic: world.count(),
      faults,
      shown: await shownOf(),
      running,
    }
  } finally {
    await browser.close()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

const sorted = (ids: readonly string[]) => [...ids].sort((a, b) => Number(a) - Number(b)).join()

async function openTab(page: Page, url: string): Promise<Page> {
  await page.goto(url)
  await page.locator('.sg-connection__label', { hasText: /^Live$/ }).waitFor()
  await page.locator('.sg-card').first().waitFor()
  return page
}

/** Commands of other people, about one in two seconds, next to the simulator's. */
function createTraffic(url: () => string, random: () => number) {
  let lastAtMs = Date.now()
  let count = 0
  const post = async (path: string, body?: object) => {
    // While the server is down there is no traffic either.
    await fetch(url() + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    }).then(
      () => (count += 1),
      () => {},
    )
  }
  const list = async (): Promise<readonly { streamId: string; status: string }[]> => {
    const response = await fetch(`${url()}/streams?sender=${employer}&limit=1000`)
    return ((await response.json()) as { streams: { streamId: string; status: string }[] }).streams
  }
  const running = async () =>
    (await list())
      .filter(({ status }) => status === 'active' || status === 'paused')
      .map(({ streamId }) => streamId)
  return {
    count: () => count,
    running,
    async maybeAct() {
      if (Date.now() - lastAtMs < 1_000 + random() * 2_000) return
      lastAtMs = Date.now()
      const ids = await running().catch(() => [])
      const id = ids[Math.floor(random() * ids.length)]
      const kind = random()
      if (ids.length < 8 || kind < 0.4) {
        await post('/streams', {
          sender: employer,
          recipient: staff[Math.floor(random() * staff.length)],
          tokenAddress: demoDollar.address,
          ratePerSecond: '20000',
          depositedAmount: '864000000000',
        })
      } else if (kind < 0.6) await post(`/streams/${id}/cancel`)
      else if (kind < 0.8) await post(`/streams/${id}/pause`)
      else await post(`/streams/${id}/resume`)
    },
    /** Ends when the simulator has let one of its steps pass, so that a last list is the last one. */
    stop: () => sleep(500),
  }
}

/** A person at the page. */
function createHands(page: Page, between: (least: number, most: number) => number) {
  let presses = 0
  let effective = 0
  let late = 0
  const wrongHits: string[] = []
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(between(0, from.length))]

  async function press(choose: (names: readonly string[]) => string | undefined): Promise<void> {
    const { atMs, targets } = await page.evaluate(() => probe.look())
    const name = choose(targets.map((target) => target.name))
    const target = targets.find((each) => each.name === name)
    if (!target) return
    await page.mouse.move(target.x, target.y, { steps: 5 })
    await sleep(between(60, 250))
    await page.mouse.down()
    await sleep(between(30, 90))
    await page.mouse.up()
    presses += 1
    const hits = await page.evaluate(() => probe.takeClicks())
    // A button that has gone since leaves its place empty, and the press without an effect.
    for (const { name: hit, pressedAtMs } of hits.filter((each) => each.name !== 'nothing')) {
      effective += 1
      if (pressedAtMs - atMs > reactionMs) late += 1
      else if (hit !== target.name) wrongHits.push(`aimed at "${target.name}", hit "${hit}"`)
    }
  }

  const isOpen = () => page.evaluate(() => document.querySelector('dialog[open] h2')?.textContent)

  async function type(label: string | RegExp, text: string): Promise<void> {
    const field = page.getByLabel(label, { exact: true })
    // An address is pasted; its last letter is typed.
    const pasted = text.length > 20 ? text.length - 1 : 0
    await field.fill(text.slice(0, pasted), { timeout: 5_000 })
    await field.pressSequentially(text.slice(pasted), { timeout: 5_000 })
  }

  async function createStream(): Promise<void> {
    await press((names) => names.find((name) => /New stream$/.test(name)))
    if ((await isOpen()) !== 'New stream') return
    await page.getByRole('radio', { name: 'Rate and deposit' }).click({ timeout: 5_000 })
    await type('To', pick(staff) ?? '')
    await type(/^Deposit in/, '1,250')
    await type(/^Rate in/, '100')
    await press((names) => names.find((name) => /Create stream$/.test(name)))
    await sleep(300)
  }

  const isStreams = () => page.evaluate(() => document.getElementById('streams') !== null)

  async function goToStreams(): Promise<void> {
    await press((names) => names.find((name) => name === 'view / Streams'))
    await sleep(600)
  }

  async function closeDialogs(): Promise<void> {
    for (let tries = 0; tries < 3 && (await isOpen()); tries += 1) {
      await page.keyboard.press('Escape')
      await sleep(50)
    }
  }

  return {
    closeDialogs,
    async act(): Promise<void> {
      const dialog = await isOpen()
      const kind = between(0, 1)
      if (dialog && kind < 0.2) return closeDialogs()
      if (dialog?.startsWith('Top up') && kind < 0.6) {
        // The answer to a top-up may close the dialog meanwhile.
        await type(/^Amount/, `${Math.ceil(between(1, 999))}.50`).catch(() => {})
      }
      if (!dialog && kind < 0.5 && !(await isStreams())) return goToStreams()
      if (!dialog && kind < 0.06) return createStream()
      if (!dialog && kind < 0.16) {
        await page.mouse.wheel(0, between(-600, 600))
        // Until the page has come to rest.
        return sleep(400)
      }
      if (!dialog && kind < 0.26) return this.read()
      await press(pick)
    },
    /** Moves the pointer over the page as one does who reads. */
    async read(): Promise<void> {
      await page.mouse.move(between(40, 860), between(120, 860), { steps: 6 })
      await sleep(between(200, 1_200))
    },
    report: () => ({ presses, effective, late, wrongHits }),
  }
}

function mostInAMinute(times: readonly number[]): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length),
  )
}

/** One sentence for each promise that was broken; empty when all is well. */
export function findPageFaults(report: PageUseReport): readonly string[] {
  const { wrongHits, shifts, announcementsInAMinute, faults, shown, running } = report
  const { betweenAnnouncementsMs } = report
  return [
    ...wrongHits,
    ...findJumps(shifts).map(describeJump),
    ...(announcementsInAMinute > 6 ? [`${announcementsInAMinute} announcements in a minute`] : []),
    ...(betweenAnnouncementsMs < 10_000
      ? [`two announcements within ${betweenAnnouncementsMs} ms`]
      : []),
    ...faults,
    ...(sorted(shown) === sorted(running)
      ? []
      : [`the page shows ${sorted(shown)}, the ledger has ${sorted(running)}`]),
  ]
}

export function printPageUse(report: PageUseReport, { seconds, seed }: PageUseOptions): void {
  const { presses, effective, late, wrongHits, shifts, kills, traffic } = report
  console.log(
    `\npage use: ${seconds} s, seed ${seed}, ${kills} kills, ${traffic} commands of others\n` +
      `presses ${presses}, with an effect ${effective} (${late} of them too late to be judged), on something else ${wrongHits.length}\n` +
      `${summarizeShifts(shifts).join('\n')}\n` +
      `announcements of others: at most ${report.announcementsInAMinute} a minute, ` +
      `measured for ${report.quietSeconds} s`,
  )
}
