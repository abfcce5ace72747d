/** Several tabs of the built page in one browser: one connection for all, whatever happens to the one that leads. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoAccounts, demoDollar } from '../../../server/ledger/demo-accounts.ts'
import { type SpawnedServer, spawnServer } from '../../support/spawn.ts'
import { until } from '../../support/until.ts'
import { browserName, createVisits, type Visitor, type Visits } from './visitor.ts'

const [sender = '', recipient = ''] = demoAccounts.map((account) => account.address)
const elsewhere: Server = createServer((_, response) => response.writeHead(204).end())

let visits: Visits
let server: SpawnedServer
let tabs: Visitor[]

beforeAll(async () => {
  ;[visits, server] = await Promise.all([
    createVisits(),
    spawnServer({ env: { LOG: 'memory', SIMULATE: 'off', PING_MS: '1000' } }),
  ])
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  tabs = []
  for (let tab = 0; tab < 3; tab += 1) {
    tabs.push(await visits.visit(`http://localhost:${server.port}/?account=${sender}`))
    await tabs.at(-1)?.untilLive()
  }
})

afterAll(async () => {
  await visits?.close()
  await server?.stop()
  elsewhere.close()
})

async function connections(): Promise<number> {
  const answer = await fetch(`${server.url}/events/stats`)
  return ((await answer.json()) as { activeConnections: number }).activeConnections
}

const untilOneConnection = () =>
  until(async () => (await connections()) === 1, 10_000, 'the server counts one connection')

async function expectEventInAllTabs(): Promise<void> {
  const answer = await fetch(`${server.url}/streams`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      sender,
      recipient,
      tokenAddress: demoDollar.address,
      ratePerSecond: '1000',
      depositedAmount: '864000000000',
    }),
  })
  const { streamId } = (await answer.json()) as { streamId: string }
  for (const tab of tabs) {
    await until(
      // Or that there is something new, where a pointer happens to rest on the list.
      async () => (await tab.textOf(`#stream-${streamId}, .held-button`)) !== '',
      10_000,
      `a tab shows stream ${streamId}`,
    )
  }
}

describe(`in ${browserName}, three tabs`, () => {
  it('share one connection, and each shows what happens', async () => {
    expect(await connections()).toBe(1)
    await expectEventInAllTabs()
  })

  it('stay live when a navigation that begins in one of them leaves it in place', async () => {
    // One of the three leads.
    for (const [place, tab] of tabs.entries()) {
      for (const each of tabs) await each.watchBadge()
      const { port } = elsewhere.address() as AddressInfo
      await tab.ask(
        `void setTimeout(() => { location.href = 'http://127.0.0.1:${port}/${place}' }, 10)`,
      )
      await sleep(1_500)
      for (const each of tabs) expect(await each.watchedBadge()).toEqual(['Live'])
    }
    await untilOneConnection()
    await expectEventInAllTabs()
  })

  it('are live over one connection again when any of them is closed', async () => {
    while (tabs.length > 1) {
      // The first one has led for the longest time.
      await tabs.shift()?.close()
      for (const tab of tabs) await tab.untilLive()
      await untilOneConnection()
      await expectEventInAllTabs()
    }
  })
})
