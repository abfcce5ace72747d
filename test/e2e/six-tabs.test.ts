/**
 * Seven tabs of one origin over HTTP/1.1, where a browser opens at most six connections. With a connection
 * each they stall: the seventh tab and every command of the other six wait forever. Shared, they need one.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TabReport } from '../soak/page/main.ts'
import { type ChaosProxy, createChaosProxy } from '../support/chaos-proxy.ts'
import { createFrontDoor, type FrontDoor } from '../support/front-door.ts'
import { readLogFile } from '../support/log-file.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { openTabWindow, type Tab, type TabWindow } from '../support/tab-window.ts'
import { until } from '../support/until.ts'
import { createProducer, type Producer } from './producer.ts'

const pageFolder = mkdtempSync(join(tmpdir(), 'streamgauge-six-page-'))
let dataDir: string
let server: SpawnedServer
let door: FrontDoor
let proxy: ChaosProxy
let window: TabWindow
let producer: Producer
let tabs: Tab[]

beforeAll(async () => {
  await build({
    root: join(import.meta.dirname, '../soak/page'),
    configFile: false,
    logLevel: 'error',
    build: { outDir: pageFolder, emptyOutDir: true, target: 'esnext', modulePreload: false },
  })
})

beforeEach(async () => {
  tabs = []
  dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-six-'))
  server = await spawnServer({
    env: { DATA_DIR: dataDir, SIMULATE: 'off', LOG: 'sqlite', PING_MS: '1000' },
  })
  door = await createFrontDoor({ targetPort: server.port, pageFolder })
  proxy = await createChaosProxy({ targetPort: door.port, random: () => 0 })
  producer = await createProducer(server.url, 100)
  window = await openTabWindow()
})

afterEach(async () => {
  await window?.close()
  await producer?.stop()
  await proxy?.close()
  await door?.close()
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

afterAll(() => rmSync(pageFolder, { recursive: true, force: true }))

const isLoaded = `'soak' in window`
const report = (tab: Tab) => tab.ask<TabReport>('soak.report()')
const reports = () => Promise.all(tabs.map(report))

async function openTab(query: string): Promise<Tab> {
  const tab = await window.openTab(`http://127.0.0.1:${proxy.port}/${query}`)
  // A tab whose page does not load answers no question.
  const late = sleep(10_000).then(() => false)
  await until(() => Promise.race([tab.ask<boolean>(isLoaded), late]), 10_000, 'the page has loaded')
  tabs.push(tab)
  return tab
}

async function openTabs(count: number, query: string): Promise<void> {
  for (let index = 0; index < count; index += 1) await openTab(query)
}

const untilLive = () =>
  until(
    async () => (await reports()).every(({ status }) => status === 'open live'),
    10_000,
    'all are live',
  )

/** Subscriptions as the server counts them. */
async function connections(): Promise<number> {
  const answer = await fetch(`${server.url}/events/stats`)
  return ((await answer.json()) as { activeConnections: number }).activeConnections
}

/** The request before the last tab's is ended by the leader, and the server notices a little later. */
const untilOneConnection = () =>
  until(async () => (await connections()) === 1, 10_000, 'there is one connection')

describe('seven tabs with a connection each', () => {
  it('block the seventh tab and every command of the other six', async () => {
    await openTabs(6, '')
    await untilLive()
    const seventh = await window.openTab(`http://127.0.0.1:${proxy.port}/`)
    const isWaiting = sleep(3_000).then(() => 'still waiting')
    // A tab answers when its page has loaded.
    const page = seventh.ask<boolean>(isLoaded)
    const command = tabs[0]?.ask(`fetch('/streams?limit=1').then(() => 'answered')`)
    expect(await Promise.race([page, isWaiting])).toBe('still waiting')
    expect(await Promise.race([command, isWaiting])).toBe('still waiting')
    expect(await connections()).toBe(6)
    expect(proxy.accepted()).toBe(6)

    // The limit was the cause: closing one tab unblocks the others.
    await tabs.pop()?.close()
    expect(await command).toBe('answered')
    await tabs.pop()?.close()
    await page
    await until(() => seventh.ask<boolean>(isLoaded), 10_000, 'the seventh has loaded')
    tabs.push(seventh)
  })
})

describe('seven tabs that share a connection', () => {
  it('are live over one connection, and every event reaches all of them', async () => {
    await openTabs(7, '?share=six')
    await untilLive()
    await untilOneConnection()
    const transports = (await reports()).map(({ transport }) => transport)
    expect(transports.filter((transport) => transport === 'leader')).toHaveLength(1)
    expect(transports.filter((transport) => transport === 'follower')).toHaveLength(6)

    producer.start()
    await sleep(2_000)
    await producer.stop()
    await untilAllHave(topOfLog())
    await untilOneConnection()
    await expectNothingLost()
  })

  it('continue when the leader closes, and lose nothing', async () => {
    await openTabs(7, '?share=six')
    await untilLive()
    producer.start()
    await sleep(1_000)
    const leader = await findLeader()
    tabs = tabs.filter((tab) => tab !== leader)
    await leader.close()
    await until(
      async () => (await reports()).some(({ transport }) => transport === 'leader'),
      10_000,
      'another tab leads',
    )
    await untilLive()
    await sleep(1_000)
    await producer.stop()
    await untilAllHave(topOfLog())
    await untilOneConnection()
    await expectNothingLost()
    // 100 events a second for a second or two: within what a server replays, so no gap is allowed.
    expect((await reports()).map(({ missing }) => missing)).toEqual(tabs.map(() => 0))
  })
})

function topOfLog(): number {
  return readLogFile(join(dataDir, 'streamgauge.db')).at(-1)?.offset ?? 0
}

const untilAllHave = (offset: number) =>
  until(
    async () => (await reports()).every(({ last }) => last >= offset),
    20_000,
    `all tabs have ${offset}`,
  )

async function findLeader(): Promise<Tab> {
  for (const tab of tabs) if ((await report(tab)).transport === 'leader') return tab
  throw new Error('No tab leads.')
}

async function expectNothingLost(): Promise<void> {
  const log = readLogFile(join(dataDir, 'streamgauge.db'))
  const call = `soak.faults(${JSON.stringify(log[0]?.epoch)}, ${JSON.stringify(log.map(({ offset }) => offset))})`
  for (const tab of tabs) {
    expect(await tab.ask(call)).toEqual([])
    expect(tab.exceptions).toEqual([])
  }
  expect(new Set((await reports()).map(({ last }) => last)).size).toBe(1)
}
