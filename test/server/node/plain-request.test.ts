import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlainRequest } from '../../../server/node/plain-request.ts'

const paths = new Set(['/feed'])
const read = (text: string) => readPlainRequest(Buffer.from(text, 'latin1'), paths)

describe('a plain request', () => {
  it('is a complete GET of a feed', () => {
    const text = 'GET /feed?ids=1&ids=2 HTTP/1.1\r\nHost: a:1\r\nLast-Event-ID: e.1\r\n\r\n'
    expect(read(text)).toEqual({
      method: 'GET',
      url: '/feed?ids=1&ids=2',
      headers: { host: 'a:1', 'last-event-id': 'e.1' },
      rawHeaders: ['Host', 'a:1', 'Last-Event-ID', 'e.1'],
    })
    for (let length = 0; length < text.length; length++) {
      expect(read(text.slice(0, length))).toBeNull()
    }
  })

  it('means to node:http exactly what it means here, and ends where node:http says so', async () => {
    let seen: IncomingMessage[] = []
    const server = createServer((request, response) => {
      seen.push(request)
      response.end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    let accepted = 0

    const base = ['GET ', '/feed', '?all=1', ' ', 'HTTP/1.1', '\r\n', 'Host: a', '\r\n']
    const more = ['Accept: */*', '\r\n', 'Origin', ':', ' ', 'b', '\r\n', '\r\n']
    const odd = [
      ...['\r', '\n', '\0', '\t', '  ', ':', '"', '%', '#', '\\', '\xff', '\x7f', '/.', '//', ','],
      ...['X-Y: z\r\n', 'Host: b\r\n', 'Connection: keep-alive\r\n', 'Connection: close\r\n'],
      ...['Content-Length: 1\r\n', 'Transfer-Encoding: chunked\r\n', 'Upgrade: x\r\n', 'HEAD '],
    ]
    const pieces = fc.array(
      fc.tuple(fc.nat(base.length + more.length), fc.constantFrom(...odd), fc.boolean()),
      { maxLength: 3 },
    )
    await fc.assert(
      fc.asyncProperty(pieces, async (changes) => {
        const parts = [...base, ...more]
        for (const [at, text, isInstead] of changes) parts.splice(at, isInstead ? 1 : 0, text)
        const text = parts.join('')
        const request = read(text)
        if (request === null) return
        accepted++
        seen = []
        const socket = connect(port, '127.0.0.1')
        socket.write(Buffer.from(`${text}GET /next HTTP/1.1\r\nHost: a\r\n\r\n`, 'latin1'))
        socket.on('data', () => {})
        while (seen.length < 2) await new Promise((resolve) => setImmediate(resolve))
        socket.destroy()
        const [first, second] = seen
        expect(first).toMatchObject({ httpVersion: '1.1', ...request })
        expect(first?.headers).toEqual(request.headers)
        expect(second?.url).toBe('/next')
      }),
      { numRuns: 500 },
    )
    server.close()
    server.closeAllConnections()
    expect(accepted).toBeGreaterThan(50)
  })
})
