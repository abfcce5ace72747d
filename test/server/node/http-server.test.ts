import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpServer, type HttpServerOptions } from '../../../server/node/http-server.ts'
import { converse } from '../../support/socket-hosts.ts'

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

type Fetch = HttpServerOptions['app']['app']['fetch']

async function start(
  fetch: Fetch = () => new Response('fine'),
  options: Partial<HttpServerOptions> = {},
): Promise<{ readonly port: number; connections(): Promise<number> }> {
  const { server, front } = createHttpServer({
    app: { app: { fetch, routes: [] } },
    paths: ['/feed'],
    ...options,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.close()
    server.closeAllConnections()
    front.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    connections: () =>
      new Promise((resolve) => {
        // In a turn of its own: loops that wait must let the sockets have theirs.
        setImmediate(() => server.getConnections((_, count) => resolve(count)))
      }),
  }
}

const head = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, 'Host: a', ...headers, '', ''].join('\r\n')

/** The answer to what is the last on its connection. */
async function ask(server: { readonly port: number }, text: string): Promise<string> {
  const client = converse(server, text)
  await client.until(() => client.isClosed)
  return client.received
}

function expectProblem(answer: string, status: number, code: string): void {
  const [answerHead = '', body = ''] = answer.split('\r\n\r\n')
  expect(answerHead).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(answerHead).toMatch(/^content-type: application\/problem\+json$/im)
  expect(answerHead).toMatch(/^cache-control: no-store$/im)
  expect(answerHead).toMatch(/^x-content-type-options: nosniff$/im)
  expect(JSON.parse(body)).toMatchObject({
    type: `urn:streamgauge:problem:${code}`,
    status,
    code,
    detail: expect.stringMatching(/^The request was .+: .+\. .+\.$/),
  })
}

describe('what is no request', () => {
  it.each([
    ['garbage', 'NONSENSE\r\n\r\n', 400, 'bad_request'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'bad_request'],
    ['no Host, for a feed', 'GET /feed HTTP/1.1\r\n\r\n', 400, 'bad_request'],
    [
      'a Host that is none',
      'GET / HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n',
      400,
      'bad_request',
    ],
    ['an address that is none', head('GET /a\\b', 'Connection: close'), 400, 'bad_request'],
    [
      'a length and chunks',
      head('POST /', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
      400,
      'bad_request',
    ],
    ['a head of 20 KB', head('GET /', `X: ${'x'.repeat(20_000)}`), 431, 'headers_too_large'],
    ['an address of 20 KB', head(`GET /${'x'.repeat(20_000)}`), 431, 'headers_too_large'],
    ['an expectation', head('GET /', 'Expect: tea'), 417, 'expectation_failed'],
    [
      'long extensions of chunks',
      head('POST /', 'Transfer-Encoding: chunked').concat(`1;${'x'.repeat(20_000)}\r\n`),
      413,
      'body_too_large',
    ],
  ])('is answered with a problem: %s', async (_, text, status, code) => {
    expectProblem(await ask(await start(), text), status, code)
  })

  it('is answered with 408 when its head takes too long', async () => {
    const server = await start(undefined, { headersTimeoutMs: 100 })
    expectProblem(await ask(server, 'GET / HTTP/1.1\r\nHost'), 408, 'request_timeout')
  })

  it('is answered with 408 when its body takes too long', async () => {
    const read: Fetch = async (request) => new Response(await request.text())
    const server = await start(read, { headersTimeoutMs: 100, requestTimeoutMs: 200 })
    const answer = await ask(server, head('POST /', 'Content-Length: 10').concat('{'))
    expectProblem(answer, 408, 'request_timeout')
  })

  it('is not answered in the middle of another answer', async () => {
    const endless: Fetch = () =>
      new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array([120])) }))
    const client = converse(await start(endless), head('GET /'))
    await client.until((text) => text.includes('1\r\nx\r\n'))
    client.send('NONSENSE\r\n\r\n')
    await client.until(() => client.isClosed)
    expect(client.received).toMatch(/\r\n\r\n1\r\nx\r\n$/)
  })
})

describe('requests that are sent without waiting for answers', () => {
  /** Answers a request when it is asked to, and says how many are being answered. */
  function createGate() {
    const waiting: (() => void)[] = []
    let most = 0
    const fetch: Fetch = async (request) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        most = Math.max(most, waiting.length)
      })
      return new Response(new URL(request.url).pathname)
    }
    return { fetch, waiting, most: () => most }
  }

  it('are carried out four at a time, and answered in their order', async () => {
    const gate = createGate()
    const client = converse(await start(gate.fetch))
    const paths = Array.from({ length: 100 }, (_, index) => `/number-${index}.`)
    client.send(paths.map((path) => head(`GET ${path}`)).join(''))
    await client.until((text) => {
      // The last first: what is done out of turn waits.
      gate.waiting.pop()?.()
      return text.includes('/number-99.')
    })
    expect(gate.most()).toBe(4)
    expect(client.received.match(/\/number-\d+\./g)).toEqual(paths)
    client.send(head('GET /again', 'Connection: close'))
    await client.until(() => {
      gate.waiting.pop()?.()
      return client.isClosed
    })
    expect(client.received).toContain('/again')
  })

  it('are dropped with their connection when there are more than a hundred', async () => {
    const gate = createGate()
    const client = converse(await start(gate.fetch), head('GET /').repeat(200))
    await client.until(() => client.isClosed)
    expect(client.received).toBe('')
    expect(gate.most()).toBe(4)
  })

  it('do not hold up other connections', async () => {
    const gate = createGate()
    const server = await start(gate.fetch)
    const pipelining = converse(server, head('GET /').repeat(50))
    await pipelining.until(() => gate.most() === 4)
    const other = converse(server, head('GET /other', 'Connection: close'))
    await other.until(() => {
      if (gate.waiting.length > 4) gate.waiting.pop()?.()
      return other.isClosed
    })
    expect(other.received).toContain('/other')
    pipelining.socket.destroy()
  })
})

describe('a connection that nothing happens on', () => {
  it.each(['/', '/feed'])('is kept longer than proxies keep it: %s', async (path) => {
    const client = converse(await start(), head(`GET ${path}`))
    await client.until((text) => text.includes('fine'))
    // nginx and load balancers keep idle connections to a server for 60 s.
    expect(client.received).toMatch(/^keep-alive: timeout=75\r$/im)
    client.socket.destroy()
  })

  it.each(['/', '/feed'])('is closed when its time is over: %s', async (path) => {
    const client = converse(await start(undefined, { keepAliveMs: 1 }), head(`GET ${path}`))
    await client.until((text) => text.includes('fine') && client.isClosed)
    expect(client.received).toMatch(/^keep-alive: timeout=0\r$/im)
  })

  it('is dropped when its answer is not read', async () => {
    const big = new Uint8Array(20_000_000)
    const server = await start(() => new Response(big), { idleTimeoutMs: 300 })
    const client = converse(server)
    client.socket.pause()
    client.send(head('GET /big'))
    const errors: unknown[] = []
    client.socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code))
    await once(client.socket, 'connect')
    while ((await server.connections()) > 0);
    client.socket.resume()
    await client.until(() => client.isClosed || errors.length > 0)
    // Reset, so that the kernel keeps nothing of it.
    expect(errors).toEqual(['ECONNRESET'])
    expect(client.received.length).toBeLessThan(20_000_000)
  })
})
