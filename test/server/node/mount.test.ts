/**
 * The programs of examples/mount: the application below a path of node:http, Express and Hono. They are
 * imported as they are; only the port is chosen here.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createNodeListener } from '../../../server/node/node-listener.ts'
import { readFeed } from '../../support/feed-reader.ts'
import { alice, bob, token } from '../../support/wired.ts'

interface Program {
  listen(port: number): Promise<number>
  close(): Promise<void>
}

const programs: Record<string, () => Promise<Program>> = {
  'node:http': () => import('../../../examples/mount/node-http.ts'),
  Express: () => import('../../../examples/mount/express.ts'),
  Hono: () => import('../../../examples/mount/hono.ts'),
}

/** Waits for the network, which no test can move, by turns of the event loop. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}

const body = JSON.stringify({
  sender: alice,
  recipient: bob,
  tokenAddress: token,
  ratePerSecond: '1000',
  depositedAmount: '1000000',
})
const headers = { 'content-type': 'application/json' }

describe.each(Object.entries(programs))('mounted below a path of %s', (name, load) => {
  let program: Program
  let url: string
  let isClosed: boolean
  let printed: MockInstance[]

  beforeEach(async () => {
    printed = (['error', 'warn', 'info', 'log'] as const).map((name) => vi.spyOn(console, name))
    vi.resetModules()
    program = await load()
    isClosed = false
    url = `http://127.0.0.1:${await program.listen(0)}/api/payments`
  })
  afterEach(async () => {
    if (!isClosed) await program.close()
    expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([])
    vi.restoreAllMocks()
  })

  it('describes its feeds below that path, where the host knows it', async () => {
    const described = (await (await fetch(`${url}/asyncapi.json`)).json()) as {
      readonly channels: { readonly payments: { readonly address: string } }
    }
    // Hono and node:http pass on the rest of the path alone.
    const prefix = name === 'Express' ? '/api/payments' : ''
    expect(described.channels.payments.address).toBe(`${prefix}/events/subscribe`)
  })

  it('answers commands, whose Location leads to the new resource', async () => {
    const created = await fetch(`${url}/streams`, { method: 'POST', headers, body })
    expect(created.status).toBe(201)
    const location = new URL(created.headers.get('location') ?? '', created.url)
    expect(location.href).toBe(`${url}/streams/1`)
    const read = await fetch(location)
    expect(await read.json()).toMatchObject({ streamId: '1' })
  })

  it('leaves the other paths to the host', async () => {
    expect(await (await fetch(new URL('/', url))).text()).toBe('the rest of the site')
  })

  it('streams events, and ends every connection quietly when it is closed', async () => {
    const feeds = await Promise.all(
      [1, 2, 3].map(async () => readFeed(await fetch(`${url}/events/subscribe?all=true`))),
    )
    await until(() => feeds.every(({ frames }) => frames.length > 0))
    await fetch(`${url}/streams`, { method: 'POST', headers, body })
    await until(() =>
      feeds.every((feed) => feed.all('event').some(({ event }) => event.type === 'stream.created')),
    )
    await program.close()
    isClosed = true
    await until(() => feeds.every((feed) => feed.isEnded))
    const refused = await fetch(`${url}/healthz`).catch(() => null)
    expect(refused).toBeNull()
  })
})

describe('mounted after express.json()', () => {
  it('says that the body had been read before', async () => {
    const { app, close } = createApp({ feeds: [paymentsFeed({ log: memoryLog() })] })
    const host = express().use(express.json(), createNodeListener({ app }))
    const server = host.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/streams`
    const answer = await fetch(url, { method: 'POST', headers, body })
    expect(await answer.json()).toMatchObject({
      code: 'invalid_json',
      detail: expect.stringContaining('the host had read it before. Mount the application before'),
    })
    const empty = await fetch(url, { method: 'POST', headers })
    expect(await empty.json()).toMatchObject({ detail: expect.stringContaining('it is empty') })
    close()
    server.close()
    server.closeAllConnections()
  })
})
