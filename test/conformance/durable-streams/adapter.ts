/**
 * A server that the conformance suite of Durable Streams can write to. Reads are those of the application: each of the
 * suite's streams is a feed on a log of its own, created by PUT and appended to by POST, and GET and HEAD are passed on
 * to the feed's path `durable`. What the suite reads back are the bytes that it wrote, not our items: only the body and
 * its media type are translated here, never a status, an offset, or a header about caching.
 *
 * What the suite asks of writers beyond that is not there: see applicability.ts.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type App, createApp } from '../../../server/app.ts'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { fields } from '../../../src/feeds/body-codec.ts'
import { defineFeed, event } from '../../../src/feeds/definition.ts'
import { type DurableItem, durableHeaders, printOffset } from '../../../src/protocol/durable.ts'
import type { Position } from '../../../src/protocol/event-id.ts'
import { anyTextField } from '../../../src/protocol/fields.ts'
import { createFrameParser } from '../../../src/protocol/frame-parser.ts'

const appends = defineFeed({
  name: 'appends',
  path: '/feed/events',
  events: { appended: event({ body: fields({ value: anyTextField }) }) },
  filter: {},
  topicsOf: () => [],
})

interface Stream {
  readonly mediaType: string
  readonly logName: string
  readonly app: App
  position: Position
}

export interface Adapter {
  readonly url: string
  close(): Promise<void>
}

/** @param pingMs how long a long poll waits at most. */
export async function startAdapter(log: EventLog, pingMs: number): Promise<Adapter> {
  const streams = new Map<string, Stream>()
  let created = 0
  const appOn = (logName: string) =>
    createApp({
      feeds: [serveFeed(appends, { log, logName })],
      config: { pingMs, corsOrigins: ['*'], allowedHosts: ['*'] },
    })
  const preflight = appOn('preflight')

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const stream = streams.get(url.pathname)
    switch (request.method) {
      case 'PUT':
        return create(url, stream, request)
      case 'POST':
        return stream ? append(stream, request) : plain(404)
      case 'DELETE':
        if (!stream) return plain(404)
        streams.delete(url.pathname)
        stream.app.close()
        return plain(204)
      case 'OPTIONS':
        // Also for a stream that does not exist yet.
        return preflight.app.fetch(new Request(new URL('/feed/durable', url), request))
      default:
        return stream ? read(stream, url, request) : plain(404)
    }
  }

  async function create(url: URL, known: Stream | undefined, request: Request): Promise<Response> {
    const mediaType = mediaTypeOf(request) ?? known?.mediaType ?? 'application/octet-stream'
    if (known) {
      if (known.mediaType !== mediaType) return plain(409)
      return plain(200, { [durableHeaders.nextOffset]: printOffset(known.position) })
    }
    const logName = `appends-${created++}`
    const app = appOn(logName)
    const { epoch, top } = await log.bounds(logName)
    const stream = { mediaType, logName, app, position: { epoch, offset: top } }
    streams.set(url.pathname, stream)
    const body = new Uint8Array(await request.arrayBuffer())
    const values = valuesOf(mediaType, body)
    if (values === null) return plain(400)
    await appendAll(stream, values)
    return plain(201, {
      location: url.href,
      'content-type': mediaType,
      [durableHeaders.nextOffset]: printOffset(stream.position),
    })
  }

  async function append(stream: Stream, request: Request): Promise<Response> {
    const mediaType = mediaTypeOf(request)
    const body = new Uint8Array(await request.arrayBuffer())
    if (mediaType === null || body.length === 0) return plain(400)
    if (mediaType !== stream.mediaType) return plain(409)
    const values = valuesOf(mediaType, body)
    if (values === null || values.length === 0) return plain(400)
    await appendAll(stream, values)
    return plain(204, { [durableHeaders.nextOffset]: printOffset(stream.position) })
  }

  async function appendAll(stream: Stream, values: readonly string[]): Promise<void> {
    if (values.length === 0) return
    const drafts = values.map((data) => ({ topics: ['all'], type: 'appended', data }))
    const positions = await log.appendAll(stream.logName, drafts, [])
    stream.position = positions.at(-1) ?? stream.position
  }

  async function read(stream: Stream, url: URL, request: Request): Promise<Response> {
    const path = new URL(`/feed/durable${url.search}`, url)
    path.searchParams.set('all', 'true')
    const response = await stream.app.app.fetch(new Request(path, request))
    const { status, headers: ours, body } = response
    const headers = new Headers(ours)
    const isJson = ours.get('content-type') === 'application/json'
    if (isJson) headers.set('content-type', stream.mediaType)
    if (ours.get('content-type') === 'text/event-stream' && body !== null) {
      if (isBinary(stream)) headers.set('stream-sse-data-encoding', 'base64')
      return new Response(translateFrames(stream, body), { status, headers })
    }
    if (!isJson || status === 304 || request.method === 'HEAD') {
      return new Response(body, { status, headers })
    }
    const items = (await response.json()) as readonly DurableItem[]
    return new Response(joined(stream, items), { status, headers })
  }

  const server = createServer(getRequestListener(answer))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const { app } of streams.values()) app.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function plain(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, {
    status,
    headers: { 'x-content-type-options': 'nosniff', ...headers },
  })
}

function mediaTypeOf(request: Request): string | null {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  return type.trim().toLowerCase() || null
}

function isBinary({ mediaType }: Pick<Stream, 'mediaType'>): boolean {
  return mediaType !== 'application/json' && !mediaType.startsWith('text/')
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** What is appended, as JSON texts: the elements of an array, a text, or bytes in base64. Null: not JSON. */
function valuesOf(mediaType: string, body: Uint8Array): readonly string[] | null {
  if (body.length === 0) return []
  if (isBinary({ mediaType })) return [JSON.stringify(Buffer.from(body).toString('base64'))]
  const text = decoder.decode(body)
  if (mediaType !== 'application/json') return [JSON.stringify(text)]
  try {
    const json = JSON.parse(text) as unknown
    return (Array.isArray(json) ? json : [json]).map((each) => JSON.stringify(each))
  } catch {
    return null
  }
}

/** The bytes that were appended. */
function joined(stream: Stream, items: readonly DurableItem[]): Uint8Array<ArrayBuffer> {
  const values = items.map(({ data }) => data)
  if (stream.mediaType === 'application/json') return encoder.encode(JSON.stringify(values))
  const encoding = isBinary(stream) ? 'base64' : 'utf8'
  return new Uint8Array(Buffer.concat(values.map((each) => Buffer.from(String(each), encoding))))
}

function translateFrames(
  stream: Stream,
  body: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  let translated = ''
  const parser = createFrameParser({
    onFrame({ type, data }) {
      translated += `event: ${type}\n${type === 'data' ? frameData(stream, data) : `data:${data}`}\n\n`
    },
  })
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        parser.push(chunk)
        if (translated !== '') controller.enqueue(encoder.encode(translated))
        translated = ''
      },
    }),
  )
}

function frameData(stream: Stream, data: string): string {
  const bytes = Buffer.from(joined(stream, JSON.parse(data) as readonly DurableItem[]))
  const text = bytes.toString(isBinary(stream) ? 'base64' : 'utf8')
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `data:${line}`)
    .join('\n')
}
