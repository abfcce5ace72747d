/**
 * A long run with everything real: the server process with its SQLite file, five tabs of one Chromium
 * window, a producer; and between them whatever goes wrong with networks, gateways, servers and
 * browsers, on a seeded schedule. At the end each tab's record is compared with the log file, and its
 * store with the server's state.
 *
 *   tabs ──► chaos proxy (cuts, stalls, half-open) ──► front door (503, 401) ──► server (SIGKILL)
 *
 * Measures and reports; the caller decides what is good enough.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'vite'
import { createProducer } from '../e2e/producer.ts'
import { createChaosProxy } from '../support/chaos-proxy.ts'
import { createFrontDoor, type Subscription } from '../support/front-door.ts'
import { readLogFile } from '../support/log-file.ts'
import { createRandom } from '../support/random.ts'
import { spawnServer } from '../support/spawn.ts'
import { openTabWindow } from '../support/tab-window.ts'
import { until } from '../support/until.ts'
import { disturb, networkDisturbances, type SoakWorld, tabDisturbances } from './disturbances.ts'
import type { TabReport } from './page/main.ts'
import { createTabStrip, type TabOutcome, type TabStrip } from './tab-strip.ts'

export interface SoakOptions {
  readonly seconds: number
  readonly seed: number
  /** Whether the tabs share one connection. */
  readonly isShared: boolean
  readonly eventsPerSecond?: number
  readonly say?: (line: string) => void
}

export interface SoakReport {
  /** Events in the log that came after the tabs had connected. */
  readonly events: number
  /** Commands that were acknowledged and are in no log. */
  readonly lostByServer: number
  readonly tabs: readonly TabOutcome[]
  /** What was done, and how often. */
  readonly disturbances: Readonly<Record<string, number>>
  /** Sockets cut in the middle of their bytes, beyond those. */
  readonly cuts: number
  /** Those that reached the front door, oldest first. */
  readonly subscriptions: readonly Subscription[]
  /** TCP connections that the browser made, pages and tokens included. */
  readonly connections: number
}

const tabCount = 5
const pingMs = 2000
/** At 300 events a second 13 seconds: most absences are replayed, the longest are gaps. */
const maxReplay = 4000
const page = join(import.meta.dirname, 'page')

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { seconds, seed, isShared, eventsPerSecond = 300, say = () => {} } = options
  const scratch = mkdtempSync(join(tmpdir(), 'streamgauge-soak-'))
  const undo: (() => Promise<void> | void)[] = [
    () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }),
  ]
  try {
    const pageFolder = join(scratch, 'page')
    await build({
      root: page,
      configFile: false,
      logLevel: 'error',
      build: { outDir: pageFolder, target: 'esnext', modulePreload: false },
    })

    const start = (port: number) =>
      spawnServer({
        env: {
          DATA_DIR: scratch,
          PORT: String(port),
          SIMULATE: 'off',
          LOG: 'sqlite',
          LOG_LEVEL: 'warn',
          PING_MS: String(pingMs),
          MAX_REPLAY: String(maxReplay),
        },
      })
    let server = await start(0)
    undo.push(() => server.stop())
    const { port } = server

    const door = await createFrontDoor({ targetPort: port, pageFolder })
    undo.push(() => door.close())
    door.rotateTokens()
    const proxy = await createChaosProxy({ targetPort: door.port, random: createRandom(seed) })
    undo.push(() => proxy.close())
    const window = await openTabWindow()
    undo.push(() => window.close())
    const log = () => readLogFile(join(scratch, 'streamgauge.db'))
    const query = isShared ? '?share=soak' : ''
    const strip = createTabStrip(window, `http://127.0.0.1:${proxy.port}/${query}`, log)
    const producer = await createProducer(`http://127.0.0.1:${port}`, eventsPerSecond)

    // The last one is spared: with sharing the others lead before it does.
    for (let tab = 1; tab <= tabCount; tab += 1) await strip.add(tab === tabCount)
    await untilAll(strip, ({ status }) => status === 'open live', 30_000, 'all tabs are live')
    const startOffset = producer.lastOffset()
    producer.start()

    const warmUpMs = Math.min(60_000, seconds * 250)
    await sleep(warmUpMs)
    await strip.weigh()
    say(`warm after ${warmUpMs / 1000} s: ${await describeTabs(strip)}`)

    proxy.cutAfter([100_000, 4_000_000])
    const scale = Math.min(1, seconds / 120)
    const random = createRandom(seed + 1)
    const world: SoakWorld = {
      proxy,
      door,
      strip,
      random,
      span: (least, most) => scale * (least + random() * (most - least)),
      async restart(downMs) {
        await server.kill('SIGKILL')
        await sleep(downMs)
        server = await start(port)
      },
    }
    const disturbances: Record<string, number> = {}
    const over = new AbortController()
    const run = (kinds: Parameters<typeof disturb>[0], next: () => number) =>
      disturb(kinds, next, () => world.span(3_000, 9_000), over.signal, disturbances)
    const troubles = Promise.all([
      run(networkDisturbances(world), createRandom(seed + 2)),
      run(tabDisturbances(world), createRandom(seed + 3)),
    ])
    const endsAtMs = Date.now() + seconds * 1000 - warmUpMs
    const reporting = reportEachMinute(strip, endsAtMs, say)
    // A disturbance that cannot be made ends the run, not only itself.
    await Promise.race([sleep(endsAtMs - Date.now()), troubles])
    over.abort()
    await troubles
    await reporting

    proxy.stopFaults()
    door.welcome()
    const acknowledged = await producer.stop()
    const entries = log()
    const top = entries.at(-1)?.offset ?? 0
    // A hidden page may look at its clock once a minute only, and may be in its longest backoff. A
    // tab that does not come says so in its report.
    await untilAll(
      strip,
      ({ last, status }) => last >= top || status.startsWith('failed'),
      150_000,
      `all tabs have ${top}`,
    ).catch((error: Error) => say(error.message))
    say(`settled: ${await describeTabs(strip)}`)
    await strip.finish()

    const kept = new Set(entries.map(({ offset }) => offset))
    const deposits = await readDeposits(server.url)
    return {
      events: entries.filter(({ offset }) => offset > startOffset).length,
      lostByServer: acknowledged.filter((offset) => !kept.has(offset)).length,
      tabs: strip.outcomes.map((outcome) =>
        outcome.ended === 'at the end' ? withStateCompared(outcome, deposits) : outcome,
      ),
      disturbances,
      cuts: proxy.cuts(),
      subscriptions: door.subscriptions(),
      connections: proxy.accepted(),
    }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

async function untilAll(
  strip: TabStrip,
  isSo: (report: TabReport) => boolean,
  timeoutMs: number,
  sentence: string,
): Promise<void> {
  const reports = () =>
    Promise.all(strip.open().map(({ tab }) => tab.ask<TabReport>('soak.report()')))
  try {
    await until(async () => (await reports()).every(isSo), timeoutMs, sentence)
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message : error} ${await describeTabs(strip)}`,
    )
  }
}

async function describeTabs(strip: TabStrip): Promise<string> {
  const lines = strip.open().map(async ({ name, tab }) => {
    const { status, transport, last, lastError } = await tab.ask<TabReport>('soak.report()')
    const error = status.startsWith('open') ? '' : ` (${lastError})`
    return `${name} ${transport} ${status} at ${last}${error}`
  })
  return (await Promise.all(lines)).join(', ')
}

async function reportEachMinute(
  strip: TabStrip,
  endsAtMs: number,
  say: (line: string) => void,
): Promise<void> {
  for (let minute = 1; endsAtMs - Date.now() > 60_000; minute += 1) {
    await sleep(60_000)
    // A tab may end while it is asked.
    say(`minute ${minute}: ${await describeTabs(strip).catch(() => 'a tab is just ending')}`)
  }
}

async function readDeposits(url: string): Promise<Readonly<Record<string, string>>> {
  const answer = await fetch(`${url}/streams?limit=100`)
  const { streams } = (await answer.json()) as {
    streams: readonly { streamId: string; depositedAmount: string }[]
  }
  return Object.fromEntries(streams.map((stream) => [stream.streamId, stream.depositedAmount]))
}

function withStateCompared(
  outcome: TabOutcome,
  deposits: Readonly<Record<string, string>>,
): TabOutcome {
  const wrong = Object.entries(deposits).filter(([id, amount]) => outcome.deposits[id] !== amount)
  const isSame = Object.keys(deposits).length === Object.keys(outcome.deposits).length
  return {
    ...outcome,
    faults: [
      ...outcome.faults,
      ...wrong.map(([id, amount]) => `stream ${id} has ${outcome.deposits[id]}, not ${amount}`),
      ...(isSame ? [] : ['it knows other streams than the server']),
    ],
  }
}
