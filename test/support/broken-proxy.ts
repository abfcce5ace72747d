/**
 * HTTP proxies that are set up wrong, before a server on this machine: each breaks a feed in one way that
 * real ones do. What they do is in the names; everything else they pass on.
 */
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestHttp,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGzip } from 'node:zlib'

export interface BrokenProxy {
  readonly url: string
  close(): Promise<void>
}

/** How to break answers. */
export interface Faults {
  /** Waits until the answer is complete, head included, as `proxy_buffering` with a large buffer does. */
  readonly buffersAll?: boolean
  /** Sends the head and keeps the body back. */
  readonly buffersBody?: boolean
  /** Compresses bodies without flushing, whatever Cache-Control says. */
  readonly compresses?: boolean
  /** Cuts an answer after so many ms without a byte. */
  readonly idleMs?: number
  /** Cuts an answer after so many ms. */
  readonly lifetimeMs?: number
  /** Sets these, and removes those that are null. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Does not pass on these headers of requests. */
  readonly drops?: readonly string[]
  /** Changes the text of bodies, such as a clock. */
  readonly rewrite?: (text: string) => string
  /** Answers by itself. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean
}

export async function startBrokenProxy(targetUrl: string, faults: Faults): Promise<BrokenProxy> {
  const server = createServer((request, response) => {
    if (faults.answer?.(request, response)) return
    const headers = { ...request.headers }
    for (const name of faults.drops ?? []) delete headers[name]
    const asked = requestHttp(
      new URL(request.url ?? '/', targetUrl),
      { method: request.method ?? 'GET', headers, agent: false },
      (answer) => pass(answer, response, faults),
    )
    asked.once('error', () => response.destroy())
    response.once('close', () => asked.destroy())
    request.pipe(asked)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

function pass(answer: IncomingMessage, response: ServerResponse, faults: Faults): void {
  const { buffersAll, buffersBody, compresses, idleMs, lifetimeMs, rewrite } = faults
  const isFeed = answer.headers['content-type']?.startsWith('text/event-stream') === true
  const headers: OutgoingHttpHeaders = { ...answer.headers }
  if (compresses && isFeed) headers['content-encoding'] = 'gzip'
  for (const [name, value] of Object.entries(faults.headers ?? {})) {
    if (value === null) delete headers[name]
    else headers[name] = value
  }
  const kept: Buffer[] = []
  const sendHead = () => {
    response.writeHead(answer.statusCode ?? 502, headers)
    response.flushHeaders()
  }
  if (!buffersAll || !isFeed) sendHead()
  const body = compresses && isFeed ? createGzip() : null
  body?.pipe(response)
  if (lifetimeMs !== undefined && isFeed) setTimeout(() => response.destroy(), lifetimeMs)
  let idle: NodeJS.Timeout | undefined
  const onByte = () => {
    clearTimeout(idle)
    if (idleMs !== undefined && isFeed) idle = setTimeout(() => response.destroy(), idleMs)
  }
  onByte()
  answer.on('data', (bytes: Buffer) => {
    onByte()
    if ((buffersAll || buffersBody) && isFeed) kept.push(bytes)
    else (body ?? response).write(rewrite ? rewrite(bytes.toString('utf8')) : bytes)
  })
  answer.once('end', () => {
    if (!response.headersSent) sendHead()
    response.end(kept.length > 0 ? Buffer.concat(kept) : undefined)
  })
  answer.once('error', () => response.destroy())
  response.once('close', () => clearTimeout(idle))
}
