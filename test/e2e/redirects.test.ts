/**
 * Redirects in Chromium, where a page cannot see where one leads: a page of one origin, an API of another,
 * and a third origin that must not receive what the caller gave.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium-page.ts'

interface SeenRequest {
  readonly path: string
  readonly method: string
  readonly key: string | undefined
}

interface Origin {
  readonly server: Server
  readonly url: string
  readonly seen: SeenRequest[]
}

let origins: Origin[] = []
let home: Origin
let api: Origin
let foreign: Origin
let browser: Browser
let page: Page

async function bundleClient(): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      lib: {
        entry: join(import.meta.dirname, '../../src/connection/index.ts'),
        formats: ['iife'],
        name: 'connection',
      },
    },
  })) as Rolldown.RolldownOutput[]
  return output[0]?.output[0].code ?? ''
}

/** `/to/<status>/<address>` redirects, `/` is a page with the client; everything else is a feed. */
async function listen(script: string): Promise<Origin> {
  const seen: SeenRequest[] = []
  const server = createServer((request, response) => {
    const { url: path = '', method = '', headers } = request
    const [, status, location] = /^\/to\/(\d+)\/(.*)$/.exec(path) ?? []
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'x-api-key')
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end(`<script>${script}</script>`)
    } else if (path === '/favicon.ico') response.writeHead(404).end()
    else {
      seen.push({ path, method, key: headers['x-api-key'] as string | undefined })
      if (method === 'OPTIONS') response.writeHead(204).end()
      else if (location !== undefined) {
        response.writeHead(Number(status), { location: decodeURIComponent(location) }).end()
      } else response.setHeader('content-type', 'text/event-stream').write('data: x\n\n')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

beforeAll(async () => {
  const script = await bundleClient()
  origins = await Promise.all([listen(script), listen(script), listen(script)])
  ;[home, api, foreign] = origins as [Origin, Origin, Origin]
  browser = await launchChromium()
})

beforeEach(async () => {
  for (const { seen } of origins) seen.length = 0
  page = await browser.newPage()
  await page.goto(home.url)
})

afterAll(async () => {
  await browser?.close()
  for (const { server } of origins) {
    server.closeAllConnections()
    server.close()
  }
})

interface ClientOptions {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly redirect?: 'follow'
}

/** The data of the first event, or the status and code of the first failure. */
function outcomeOf(options: ClientOptions): Promise<string> {
  return page.evaluate(async (given) => {
    type Client = import('../../src/connection/index.ts').SseClient
    const { connection } = window as unknown as {
      readonly connection: { createSseClient(options: ClientOptions): Client }
    }
    const client = connection.createSseClient(given)
    const outcome = await new Promise<string>((resolve) => {
      client.onEvent(({ data }) => resolve(data))
      client.subscribe(() => {
        const { status, lastError } = client.getSnapshot()
        if (lastError) resolve(`${status} ${lastError.code}`)
      })
      client.open()
    })
    client.close()
    return outcome
  }, options)
}

const headers = { 'x-api-key': 'secret' }
const redirectTo = ({ url }: Origin, address: string, status = 307) =>
  `${url}/to/${status}/${encodeURIComponent(address)}`

describe('a redirect to another origin in a page', () => {
  it('is refused before a header of the caller is sent there', async () => {
    for (const origin of [home, api]) {
      const url = redirectTo(origin, `${foreign.url}/feed`)
      expect(await outcomeOf({ url, headers })).toBe('failed redirect_refused')
    }
    // What finds out where it leads carries nothing, and so needs no preflight.
    expect(foreign.seen).toEqual([
      { path: '/feed', method: 'GET', key: undefined },
      { path: '/feed', method: 'GET', key: undefined },
    ])
  })

  it('is refused before a body is sent there', async () => {
    const url = redirectTo(home, `${foreign.url}/answers`)
    expect(await outcomeOf({ url, body: 'private' })).toBe('failed redirect_refused')
    expect(foreign.seen).toEqual([])
  })

  it("takes the header along with redirect: 'follow'", async () => {
    const url = redirectTo(home, `${foreign.url}/feed`)
    expect(await outcomeOf({ url, headers, redirect: 'follow' })).toBe('x')
    expect(foreign.seen.at(-1)).toEqual({ path: '/feed', method: 'GET', key: 'secret' })
  })
})

describe('a redirect within the origin in a page', () => {
  it('keeps the header, on the origin of the page and on another', async () => {
    for (const origin of [home, api]) {
      const url = redirectTo(origin, redirectTo(origin, '/feed'))
      expect(await outcomeOf({ url, headers })).toBe('x')
      expect(origin.seen.at(-1)).toEqual({ path: '/feed', method: 'GET', key: 'secret' })
    }
  })
})
