/** Redirects, with real servers: what carries anything of the caller stays within the origin it was made for. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createConnection,
  createSseClient,
  type SseClientOptions,
} from '../../src/connection/index.ts'
import { flowfi } from '../../src/feeds/payments/flowfi.ts'
import { until } from '../support/until.ts'

interface SeenRequest {
  readonly path: string
  readonly method: string
  readonly key: string | undefined
  readonly body: string
}

interface RecordingServer {
  readonly url: string
  readonly seen: SeenRequest[]
  close(): Promise<void>
}

type Respond = (request: IncomingMessage, response: ServerResponse) => void

async function listen(respond: Respond): Promise<RecordingServer> {
  const seen: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    const { url: path = '', method = '', headers } = request
    const body = await text(request)
    seen.push({ path, method, key: headers['x-api-key'] as string | undefined, body })
    respond(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const sendEvent: Respond = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('id: 1\ndata: x\n\n')
}

let other: RecordingServer
let server: RecordingServer

beforeEach(async () => {
  other = await listen(sendEvent)
  // `/to/<status>/<address>` redirects; everything else is a feed.
  server = await listen((request, response) => {
    const [, status, location] = /^\/to\/(\d+)\/(.*)$/.exec(request.url ?? '') ?? []
    if (location === undefined) sendEvent(request, response)
    else response.writeHead(Number(status), { location: decodeURIComponent(location) }).end()
  })
})

afterEach(async () => {
  await Promise.all([server.close(), other.close()])
})

const redirectTo = (address: string, status = 302) =>
  `${server.url}/to/${status}/${encodeURIComponent(address)}`

/** Opens a client until its first event or its first failure of any kind. */
async function outcomeOf(options: SseClientOptions) {
  const client = createSseClient(options)
  const result = new Promise<unknown>((resolve) => {
    client.onEvent(({ data }) => resolve(data))
    client.subscribe(() => {
      const { status, lastError } = client.getSnapshot()
      if (lastError) resolve({ status, code: lastError.code, message: lastError.message })
    })
  })
  client.open()
  const outcome = await result
  client.close()
  return outcome
}

const headers = { 'x-api-key': 'secret' }
const refused = { status: 'failed', code: 'redirect_refused' }

describe('a redirect to another origin', () => {
  it.each([301, 302, 303, 307, 308])('by %i is refused with an own header', async (status) => {
    const url = redirectTo(`${other.url}/feed?token=1`, status)
    expect(await outcomeOf({ url, headers })).toEqual({
      ...refused,
      message:
        `Failed to connect: a redirect to ${other.url} was not followed, since headers or ` +
        "a body would go there. Use that url, or redirect: 'follow'.",
    })
    expect(other.seen).toEqual([])
    expect(server.seen).toHaveLength(1)
  })

  it('is refused where it follows one within the origin', async () => {
    const url = redirectTo(redirectTo(`${other.url}/feed`), 307)
    expect(await outcomeOf({ url, headers: async () => headers })).toMatchObject(refused)
    expect(other.seen).toEqual([])
    expect(server.seen).toHaveLength(2)
  })

  it.each([302, 303, 307, 308])('by %i is refused with a body', async (status) => {
    const url = redirectTo(`${other.url}/answers`, status)
    expect(await outcomeOf({ url, body: 'private' })).toMatchObject(refused)
    expect(other.seen).toEqual([])
    expect(server.seen).toHaveLength(1)
  })

  it('is followed by a request that carries nothing of the caller', async () => {
    const url = redirectTo(`${other.url}/feed`)
    const accept = { accept: 'text/event-stream' }
    expect(await outcomeOf({ url, headers: accept, initialLastEventId: '0' })).toBe('x')
    expect(other.seen).toHaveLength(1)
  })

  it("is followed with redirect: 'follow'", async () => {
    const url = redirectTo(`${other.url}/feed`, 307)
    expect(await outcomeOf({ url, headers, body: 'wanted', redirect: 'follow' })).toBe('x')
    expect(other.seen).toMatchObject([{ method: 'POST', key: 'secret', body: 'wanted' }])
  })
})

describe('a redirect within the origin', () => {
  it.each([301, 302, 303, 307, 308])('by %i keeps the header', async (status) => {
    expect(await outcomeOf({ url: redirectTo('/feed', status), headers })).toBe('x')
    expect(server.seen.at(-1)).toMatchObject({ path: '/feed', key: 'secret' })
  })

  it.each([307, 308])('by %i keeps the method and the body', async (status) => {
    expect(await outcomeOf({ url: redirectTo('/answers', status), body: 'question' })).toBe('x')
    expect(server.seen.at(-1)).toMatchObject({ method: 'POST', body: 'question' })
  })

  it('that would make a GET of a POST is refused', async () => {
    expect(await outcomeOf({ url: redirectTo('/answers', 303), body: 'q' })).toMatchObject(refused)
    expect(server.seen).toHaveLength(1)
  })

  it('that leads to itself ends after twenty', async () => {
    const looping = await listen((_, response) => {
      response.writeHead(302, { location: '/feed' }).end()
    })
    expect(await outcomeOf({ url: `${looping.url}/feed`, headers })).toMatchObject(refused)
    expect(looping.seen).toHaveLength(21)
    await looping.close()
  })
})

describe('the connection of a feed', () => {
  it('refuses to take its token to another origin', async () => {
    const connection = createConnection({
      feed: flowfi({ prefix: '' }),
      url: redirectTo(other.url),
      filter: { streams: ['42'] },
      getToken: () => 'secret',
      persist: false,
    })
    const failed = new Promise<void>((resolve) => {
      connection.subscribe(() => connection.getSnapshot().status === 'failed' && resolve())
    })
    connection.open()
    await failed
    expect(connection.getSnapshot().lastError?.code).toBe('redirect_refused')
    expect(other.seen).toEqual([])
    connection.close()
  })

  it('reads the state from its own origin only', async () => {
    const leaving = await listen((request, response) => {
      if (request.url?.startsWith('/events')) sendEvent(request, response)
      else response.writeHead(302, { location: `${other.url}/streams` }).end()
    })
    const connection = createConnection({
      feed: flowfi({ prefix: '' }),
      url: leaving.url,
      filter: { streams: ['42'] },
      headers,
      persist: false,
    })
    const refusal = new Promise<unknown>((resolve) => {
      connection.subscribe(() => {
        const { lastError } = connection.getSnapshot()
        if (lastError) resolve(lastError)
      })
    })
    connection.open()
    expect(await refusal).toMatchObject({ code: 'resync', cause: { code: 'redirect_refused' } })
    expect(other.seen).toEqual([])
    connection.close()
    await leaving.close()
  })

  it("takes its headers along with redirect: 'follow', for the state as well", async () => {
    const connection = createConnection({
      feed: flowfi({ prefix: '' }),
      url: redirectTo(other.url),
      filter: { streams: ['42'] },
      headers,
      persist: false,
      redirect: 'follow',
    })
    connection.open()
    await until(() => other.seen.length > 1, 4000, 'the other origin saw both requests')
    connection.close()
    expect(other.seen).toMatchObject([{ key: 'secret' }, { key: 'secret' }])
  })
})
