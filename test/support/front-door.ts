/**
 * An HTTP reverse proxy before a server on this machine: the answers that a gateway gives
 * by itself. Streams bodies through; serves a folder of static files itself, so that a page and
 * its API have one origin.
 *
 * How to use it, most common first:
 *   refuse(refusal)    subscriptions get this answer, 503 with Retry-After for one, until welcome()
 *   rotateTokens()     from now on subscriptions need a bearer token from `GET /token`, issued after this
 *                      call or not used yet; others get 401
 *   subscriptions()    how many were asked for, and what they were answered
 *
 * It is independent of any feed and never cuts a body; chaos-proxy.ts does.
 */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

export interface Refusal {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Subscription {
  /** Unix ms of its request. */
  readonly atMs: number
  /** 0 while there is no answer. */
  readonly status: number
}

export interface FrontDoor {
  readonly port: number
  /** Open ones stay as they are. */
  refuse(refusal: Refusal): void
  welcome(): void
  /**
   * Before the first call, every caller is let in. The first use of a token is always good: a client that
   * receives 401 twice in a row gives up, so a rotation between its two requests would end it.
   */
  rotateTokens(): void
  subscriptions(): readonly Subscription[]
  close(): Promise<void>
}

interface FrontDoorOptions {
  readonly targetPort: number
  /** Folder of the page; its `index.html` is `/`. */
  readonly pageFolder: string
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

export async function createFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  let refusal: Refusal | null = null
  let rotations = 0
  let issued = 0
  const unused = new Set<string>()
  const subscriptions: { atMs: number; status: number }[] = []

  async function serveFile(path: string, answer: ServerResponse): Promise<void> {
    const name = path === '/' ? 'index.html' : normalize(path).replace(/^[/.]+/, '')
    const type = mediaTypes[extname(name)] ?? 'application/octet-stream'
    try {
      const bytes = await readFile(join(options.pageFolder, name))
      answer.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(bytes)
    } catch {
      answer.writeHead(404).end()
    }
  }

  function forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: options.targetPort,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers)
        // The first bytes of a feed leave with its head, not with the next event.
        answer.flushHeaders()
        response.pipe(answer)
        response.on('error', () => answer.destroy())
        response.on('close', () => response.complete || answer.destroy())
      },
    )
    outgoing.on('error', () => {
      if (answer.headersSent) answer.destroy()
      else answer.writeHead(502, { 'content-type': 'text/plain' }).end('The server is not there.')
    })
    answer.on('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  }

  function decideRefusal(incoming: IncomingMessage): Refusal | null {
    if (refusal) return refusal
    const token = incoming.headers.authorization?.replace('Bearer ', '') ?? ''
    const isFirstUse = unused.delete(token)
    const isGood = rotations === 0 || isFirstUse || token.startsWith(`token-${rotations}-`)
    return isGood ? null : { status: 401, body: 'The token has expired.' }
  }

  const server = createServer((incoming, answer) => {
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname
    incoming.on('error', () => answer.destroy())
    if (path === '/token') {
      issued += 1
      const token = `token-${rotations}-${issued}`
      unused.add(token)
      answer.writeHead(200, { 'cache-control': 'no-store' }).end(token)
    } else if (path === '/' || path.startsWith('/assets/')) {
      void serveFile(path, answer)
    } else if (path.endsWith('/events/subscribe')) {
      const subscription = { atMs: Date.now(), status: 0 }
      subscriptions.push(subscription)
      const no = decideRefusal(incoming)
      if (no) answer.writeHead(no.status, no.headers).end(no.body ?? '')
      else forward(incoming, answer)
      const note = () => {
        if (answer.headersSent) subscription.status = answer.statusCode
      }
      answer.on('finish', note)
      answer.on('close', note)
    } else forward(incoming, answer)
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    port: (server.address() as AddressInfo).port,
    refuse(next) {
      refusal = next
    },
    welcome() {
      refusal = null
    },
    rotateTokens() {
      rotations += 1
    },
    subscriptions: () => subscriptions,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
