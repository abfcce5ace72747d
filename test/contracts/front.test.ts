/**
 * What the front promises: the same answers, byte for byte, as node:http alone (F1, F2). Every case runs on both,
 * and says which of the two must have read it, so that no case is about node:http twice.
 */
import { afterEach, describe, expect, it } from 'vitest'
import {
  converse,
  openSocketHost,
  type SocketHost,
  type SocketHostOptions,
} from '../support/socket-hosts.ts'

const open: SocketHost[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()))
})

type Options = Omit<SocketHostOptions, 'hasFront'>

/** First node:http alone, then with the front. */
async function openBoth(options: Options = {}): Promise<[SocketHost, SocketHost]> {
  const config = { corsOrigins: ['https://app.example'], maxConnectionsPerIp: 3, ...options.config }
  const opened = await Promise.all(
    [false, true].map((hasFront) => openSocketHost({ ...options, config, hasFront })),
  )
  open.push(...opened)
  return opened as [SocketHost, SocketHost]
}

const withoutDate = (text: string) => text.replace(/^Date: .+$/gm, 'Date: now')

/** What a host answers, sent in these pieces, each in a packet of its own. */
async function ask(host: SocketHost, ...pieces: readonly string[]): Promise<string> {
  const conversation = converse(host)
  for (const piece of pieces) {
    conversation.send(piece)
    // Long enough for the loop to have read it; how the bytes are cut may not matter in any case.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  const answer = await conversation.answer()
  conversation.socket.destroy()
  return withoutDate(answer)
}

const path = '/events/subscribe'
const host = 'Host: localhost:3001'
const head = (line: string, ...headers: string[]) => [line, ...headers, '', ''].join('\r\n')
const get = (query: string, ...headers: string[]) =>
  head(`GET ${path}?${query} HTTP/1.1`, host, ...headers)

/** Answered by the front. */
const plain: Record<string, string> = {
  'a feed': get('all=1'),
  'a feed at its alias': head(`GET /v1${path}?all=true HTTP/1.1`, host),
  'a feed of several topics, escaped': get('streams=1&streams=2&streams=%33'),
  'a browser': get(
    'all=1',
    'Connection: keep-alive',
    'Accept: text/event-stream',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Origin: https://app.example',
    'Sec-Fetch-Site: cross-site',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) "quoted" [brackets]',
  ),
  'a page of an origin that is not listed': get('all=1', 'Origin: https://evil.example'),
  'a cursor that is none': get('all=1', 'Last-Event-ID: what?'),
  'an id of the request': get('all=1', 'X-Request-Id: mine-1'),
  'a query without a filter': head(`GET ${path} HTTP/1.1`, host),
  'a query with an unknown parameter': get('all=1&filter=no'),
  'a query that is wrong, with the problem in a frame': get('errors=inline&all=maybe'),
  'a name that is not this server': head(`GET ${path}?all=1 HTTP/1.1`, 'Host: evil.example'),
  'a Host that is none': head(`GET ${path}?all=1 HTTP/1.1`, 'Host: a/b'),
  'no space after colons': head(`GET ${path}?all=1 HTTP/1.1`, 'Host:localhost', 'Accept:*/*'),
}

/** Left to node:http, whatever it makes of them. */
const unusual: Record<string, string> = {
  'another path': head('GET /healthz HTTP/1.1', host),
  'a path that nothing has': head(`GET ${path}/ HTTP/1.1`, host),
  'a path with a dot segment': head(`GET /./events/subscribe?all=1 HTTP/1.1`, host),
  'an escaped path': head('GET /events/%73ubscribe?all=1 HTTP/1.1', host),
  'two slashes': head(`GET /${path}?all=1 HTTP/1.1`, host),
  'a backslash': head('GET /events\\subscribe?all=1 HTTP/1.1', host),
  'a fragment': head(`GET ${path}?all=1#x HTTP/1.1`, host),
  'a bracket': get('all=1&x=[1]'),
  'an absolute address': head(`GET http://localhost${path}?all=1 HTTP/1.1`, host),
  'HTTP/1.0': head(`GET ${path}?all=1 HTTP/1.0`, host),
  'HTTP/1.2': head(`GET ${path}?all=1 HTTP/1.2`, host),
  'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  HEAD: head(`HEAD ${path}?all=1 HTTP/1.1`, host, 'Connection: close'),
  OPTIONS: head(
    `OPTIONS ${path} HTTP/1.1`,
    host,
    'Origin: https://app.example',
    'Connection: close',
  ),
  'a POST': head(`POST ${path} HTTP/1.1`, host, 'Content-Length: 2').concat('{}'),
  'a method in lower case': head(`get ${path}?all=1 HTTP/1.1`, host),
  'two spaces': head(`GET  ${path}?all=1 HTTP/1.1`, host),
  'a length of zero': get('all=1', 'Content-Length: 0'),
  'a body': get('all=1', 'Content-Length: 2').concat('{}'),
  'a body that is missing': get('all=1', 'Content-Length: 0, 0'),
  'two lengths': get('all=1', 'Content-Length: 0', 'Content-Length: 5'),
  'a body in chunks': get('all=1', 'Transfer-Encoding: chunked').concat('0\r\n\r\n'),
  'a length and chunks': get('all=1', 'Content-Length: 5', 'Transfer-Encoding: chunked').concat(
    '0\r\n\r\n',
  ),
  'an encoding in disguise': get('all=1', 'Transfer-Encoding: xchunked'),
  'an upgrade': get('all=1', 'Connection: Upgrade', 'Upgrade: websocket'),
  'an upgrade without Connection': get('all=1', 'Upgrade: h2c'),
  'Expect: 100-continue': get('all=1', 'Expect: 100-continue'),
  'TE: trailers': get('all=1', 'TE: trailers'),
  'Connection: close': get('all=1', 'Connection: close'),
  'headers that Connection lists': get('all=1', 'Connection: keep-alive, Authorization'),
  'two hosts': head(`GET ${path}?all=1 HTTP/1.1`, host, 'Host: evil.example'),
  'no Host': head(`GET ${path}?all=1 HTTP/1.1`, 'Accept: */*'),
  'an empty Host': head(`GET ${path}?all=1 HTTP/1.1`, 'Host:'),
  'a header twice': get('all=1', 'Last-Event-ID: a.1', 'Last-Event-ID: a.2'),
  'an empty header': get('all=1', 'Origin:'),
  'a space before the colon': get('all=1', 'Origin : https://app.example'),
  'a folded header': get('all=1', 'Origin: https://app.example', ' evil'),
  'a header without a name': get('all=1', ': x'),
  'a line without a colon': get('all=1', 'Origin'),
  'a name with an underscore': get('all=1', 'content_length: 5'),
  'a name of a prototype': get('all=1', '__proto__: 5'),
  'a tab': get('all=1', 'Origin:\thttps://app.example'),
  'two spaces in front of a value': get('all=1', 'Origin:  https://app.example'),
  'a null byte': get('all=1', 'Origin: a\0b'),
  'a value that is not ASCII': get('all=1', 'Last-Event-ID: caf\xe9'),
  'a return without a newline': get('all=1', 'Origin: a\rX: b'),
  'a newline without a return': get('all=1').replaceAll('\r\n', '\n'),
  'one newline without a return': get('all=1', 'Origin: a').replace('Origin: a\r', 'Origin: a'),
  'an empty line before the request': `\r\n${get('all=1')}`,
  'a second request': get('nothing=1').concat(head('GET /healthz HTTP/1.1', host)),
  'a second feed': get('nothing=1').concat(get('all=1')),
  'bytes after the end': get('nothing=1').concat('\0'),
  'a cursor of ten kilobytes': get('all=1', `Last-Event-ID: ${'x'.repeat(10_240)}`),
  'a head that is too long': get('all=1', `Origin: ${'x'.repeat(20_000)}`),
  'a hundred headers': get('all=1', ...Array.from({ length: 100 }, (_, at) => `X-${at}: 1`)),
  TLS: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  garbage: 'NONSENSE\r\n\r\n',
}

describe('the front', () => {
  it.each(Object.entries(plain))('answers as node:http does: %s', async (_, request) => {
    const [alone, fronted] = await openBoth()
    expect(await ask(fronted, request)).toBe(await ask(alone, request))
    expect([alone.readByNode, fronted.readByNode]).toEqual([1, 0])
  })

  it.each(Object.entries(unusual))('leaves to node:http: %s', async (_, request) => {
    const [alone, fronted] = await openBoth()
    expect(await ask(fronted, request)).toBe(await ask(alone, request))
    expect([alone.readByNode, fronted.readByNode]).toEqual([1, 1])
  })

  it('leaves to node:http what comes in pieces, wherever it is cut', async () => {
    const [alone, fronted] = await openBoth({ config: { maxConnectionsPerIp: 0 } })
    const request = plain['a page of an origin that is not listed'] ?? ''
    const whole = (await ask(alone, request)).replace(/"clientId":"[^"]+"/, '')
    for (let at = 1; at < request.length; at += 7) {
      const answer = await ask(fronted, request.slice(0, at), request.slice(at))
      expect(answer.replace(/"clientId":"[^"]+"/, '')).toBe(whole)
    }
    expect(fronted.readByNode).toBe(Math.ceil((request.length - 1) / 7))
  })
})

describe('a connection of the front', () => {
  it('is kept after a problem and after a feed, for requests of every kind', async () => {
    const hosts = await openBoth()
    const heard: string[] = []
    for (const each of hosts) {
      const client = converse(each, get('wrong=1'))
      await client.until((text) => text.includes('unknown_parameter'))
      client.send(get('all=1'))
      await client.until((text) => text.includes('"connected"'))
      const drained = each.server.drain(0)
      await each.time.advance(10_000)
      await drained
      await client.until((text) => text.includes('0\r\n\r\n') || client.isClosed)
      client.socket.destroy()
      heard.push(withoutDate(client.received))
    }
    expect(heard[1]).toBe(heard[0])
  })

  it('answers what was sent early when its turn has come', async () => {
    const [, fronted] = await openBoth()
    const client = converse(fronted, get('all=1'))
    await client.until((text) => text.includes('"connected"'))
    client.send(head('GET /healthz HTTP/1.1', host))
    const drained = fronted.server.drain(1_000)
    await fronted.time.advance(1_000)
    await drained
    await client.until((text) => text.includes('{"status":"ok"}'))
    expect(client.received).toMatch(/event: reconnect[\s\S]+\r\n0\r\n\r\nHTTP\/1\.1 200 OK/)
    client.socket.destroy()
  })

  it('is dropped when it sends on and on into an open feed', async () => {
    const [, fronted] = await openBoth()
    const client = converse(fronted, get('all=1'))
    await client.until((text) => text.includes('"connected"'))
    client.send('x'.repeat(20_000))
    await client.until(() => client.isClosed)
    await client.until(() => fronted.server.hub.connections === 0)
  })

  it.each([
    ['says nothing', ''],
    ['sends half a head', get('all=1').slice(0, 40)],
  ])('is answered with 408 by node:http if it %s', async (_, text) => {
    const [, fronted] = await openBoth({ headersTimeout: 300 })
    const client = converse(fronted, text)
    await client.until(() => client.isClosed)
    expect(client.received).toMatch(/^HTTP\/1\.1 408 /)
    expect(fronted.readByNode).toBe(1)
  })

  it('is closed when it stays idle after an answer', async () => {
    const [, fronted] = await openBoth({ keepAliveTimeout: 100 })
    const client = converse(fronted, get('wrong=1'))
    await client.until((text) => text.includes('unknown_parameter'))
    await client.until(() => client.isClosed)
    expect(client.received).toMatch(/^HTTP\/1\.1 400 /)
    expect(fronted.readByNode).toBe(0)
  })

  it('is closed with everything that was for the client when the client ends its side', async () => {
    const [alone, fronted] = await openBoth()
    for (const each of [alone, fronted]) {
      const client = converse(each, get('all=1'))
      await client.until((text) => text.includes('"connected"'))
      client.socket.end()
      await client.until(() => client.isClosed)
      await client.until(() => each.server.hub.connections === 0)
      while ((await each.connections()) > 0);
    }
  })

  it('is closed with the server, whatever it is doing', async () => {
    const [, fronted] = await openBoth()
    const clients = ['', get('all=1'), get('wrong=1'), 'GET /'].map((text) =>
      converse(fronted, text),
    )
    await clients[1]?.until((text) => text.includes('"connected"'))
    await clients[2]?.until((text) => text.includes('unknown_parameter'))
    open.splice(open.indexOf(fronted), 1)
    await fronted.close()
    for (const client of clients) await client.until(() => client.isClosed)
  })
})
