/**
 * Servers of other projects that resume a GET: nine events, with the connection cut after the third and the
 * sixth, while the next ones are being published.
 */
import type { ServerResponse } from 'node:http'
import { createSession } from 'better-sse'
import SseChannel from 'sse-channel'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSseClient, type SseClient } from '../../src/connection/index.ts'
import { until } from '../support/until.ts'
import { type CutServer, createCutServer } from './cut-server.ts'
import { loadRecipe } from './recipe.ts'

/** Far longer than anything takes: a busy machine is not the subject. */
const waitMs = 20_000
vi.setConfig({ testTimeout: 2 * waitMs })

const nine = Array.from({ length: 9 }, (_, index) => `event ${index + 1}`)

let server: CutServer | undefined
let client: { close(): void } | undefined
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(async () => {
  vi.restoreAllMocks()
  client?.close()
  await server?.close()
})

/** Publishes and cuts; `seen` gets what arrives. */
async function publishNine(seen: readonly string[], publish: (data: string) => void) {
  for (const [index, data] of nine.entries()) {
    if (index === 3 || index === 6) {
      await until(() => seen.length === index, waitMs, `${index} events have come`)
      server?.cut()
    }
    publish(data)
  }
  await until(() => seen.length >= nine.length, waitMs, 'all events have come')
}

function follow(): { readonly opened: SseClient; readonly seen: string[] } {
  const seen: string[] = []
  const opened = createSseClient({ url: server?.url ?? '' })
  client = opened
  opened.onEvent(({ data }) => seen.push(data))
  opened.open()
  return { opened, seen }
}

const cursors = () => server?.requests.map(({ cursor }) => cursor)

describe('a server of better-sse', () => {
  it('brings nine of nine events over two cuts, in order, once', async () => {
    const log: string[] = []
    const sessions = new Set<(data: string, id: string) => void>()
    server = await createCutServer(async (request, response) => {
      const session = await createSession(request, response, { retry: 10 })
      const push = (data: string, id: string) => void session.push(data, 'message', id)
      for (const [index, data] of log.entries()) {
        if (index + 1 > Number(session.lastId)) push(data, `${index + 1}`)
      }
      sessions.add(push)
      session.once('disconnected', () => sessions.delete(push))
    })
    const { opened, seen } = follow()
    await until(() => opened.getSnapshot().status === 'open', waitMs, 'it is open')
    await publishNine(seen, (data) => {
      const id = `${log.push(data)}`
      for (const push of sessions) push(data, id)
    })
    expect(seen).toEqual(nine.map((data) => JSON.stringify(data)))
    expect(cursors()).toEqual([null, '3', '6'])
  })
})

describe('a server of sse-channel', () => {
  it('brings nine of nine events over two cuts, in order, once', async () => {
    const channel = new SseChannel({ retryTimeout: 10 })
    server = await createCutServer((request, response) => channel.addClient(request, response))
    const { opened, seen } = follow()
    await until(() => opened.getSnapshot().status === 'open', waitMs, 'it is open')
    let lastId = 0
    await publishNine(seen, (data) => channel.send({ id: ++lastId, data }))
    channel.close()
    expect(seen).toEqual(nine)
    expect(cursors()).toEqual([null, '3', '6'])
  })
})

describe('a service with habits of its own', () => {
  it('brings nine of nine orders over two cuts, in order, once', async () => {
    const log: string[] = []
    const open = new Set<ServerResponse>()
    const frame = (index: number) => `id: ${index + 1}\nevent: order\ndata: ${log[index]}\n\n`
    server = await createCutServer((request, response) => {
      const since = new URL(request.url ?? '', 'http://server').searchParams.get('since')
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`retry: 10\nid: welcome-${open.size}\nevent: welcome\ndata: hello\n\n`)
      // The last two once more, to be sure.
      const from = since === 'start' ? 0 : Math.max(0, Number(since) - 2)
      for (let index = from; index < log.length; index++) response.write(frame(index))
      open.add(response)
      response.on('close', () => open.delete(response))
    })
    const { followOrders } = await loadRecipe<{
      followOrders(url: string, onOrder: (data: string) => void): SseClient
    }>('followOrders')
    const seen: string[] = []
    const orders = followOrders(`${server.url}/orders?since=start`, (data) => seen.push(data))
    client = orders
    await until(() => orders.getSnapshot().status === 'open', waitMs, 'it is open')
    await publishNine(seen, (data) => {
      const index = log.push(data) - 1
      for (const response of open) response.write(frame(index))
    })
    expect(seen).toEqual(nine)
    expect(server.requests.map(({ url, cursor }) => [url, cursor])).toEqual([
      ['/orders?since=start', null],
      ['/orders?since=3', null],
      ['/orders?since=6', null],
    ])
    orders.close()
    expect(orders.getSnapshot().duplicatesDropped).toBe(4)
  })
})
