/**
 * Looks at the first bytes of each connection. A complete and plain GET of a feed (plain-request.ts) is answered
 * from here, on the bare socket; everything else goes to `node:http` as if nothing had been read, by the way
 * that its documentation gives for its event `connection`. A feed then costs the memory of a socket and of what
 * the hub keeps for it, and not that of the parser, request and response that node:http keeps for as long.
 *
 *                ┌───────────────── answered, or the feed has ended ────────────────┐
 *                ▼                                                                  │
 *   waiting for a request ──► a plain GET of a feed ──► answering ──► streaming ────┘
 *     │
 *     └──► anything else, or a second of silence ──► node:http, with its timeouts; it never comes back
 *
 * F1 What is not a plain GET of a feed reaches node:http byte for byte, and nothing has been answered by then.
 * F2 Both ways give the same answers: the same application, and the same adapter from request to `Request`.
 * F3 A connection that waits or is answered always has a timeout, unless a feed streams to it: the hub watches those.
 *    It is always read, so that its end is noticed.
 * F4 Once the head has been sent, nothing of the request is left.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from '../app.ts'
import { FrontConnection, type FrontHost } from './front-connection.ts'
import type { FrontResponse } from './front-response.ts'
import { createListener } from './node-listener.ts'
import { createSendQueues } from './send-queues.ts'
import { createTurnQueue, type TurnQueue } from './turn-queue.ts'

/** See the head of this file. */
export interface Front {
  /** Drops the connections that no feed streams to: those are the hub's to end. */
  close(): void
}

export interface FrontOptions {
  /** What answers. */
  readonly app: Pick<App, 'app'>
  /** The paths of its feeds. */
  readonly paths: readonly string[]
  /** Spreads the work of requests and ends over turns of the event loop. */
  readonly work?: TurnQueue
}

/** How often connections that wait are looked at. */
const sweepMs = 1_000

/**
 * Puts a front before a server of `node:http`.
 *
 * @param server as `createServer` has made it: without listeners for connections of its own, not listening yet
 */
export function openFront(
  server: Server,
  { app, paths, work = createTurnQueue() }: FrontOptions,
): Front {
  const [accept, ...others] = server.listeners('connection')
  if (accept === undefined || others.length > 0) {
    throw new Error('Failed to open the front: the server is not as createServer() has made it.')
  }
  const listener = createListener(app, ({ openSink }: FrontResponse) => openSink)
  /** When each connection without a request is to be looked at again, on the monotonic clock. */
  const waiting = new Map<FrontConnection, number>()
  let sweeping: NodeJS.Timeout | null = null

  function sweep(): void {
    const nowMs = performance.now()
    for (const [connection, atMs] of waiting) {
      if (atMs <= nowMs) connection.onSilence()
    }
    if (waiting.size > 0 || sweeping === null) return
    clearInterval(sweeping)
    sweeping = null
  }

  const host: FrontHost = {
    paths: new Set(paths),
    keepAliveMs: server.keepAliveTimeout,
    // The same as for answers of node:http; 0 is none.
    answerMs: server.timeout || Number.POSITIVE_INFINITY,
    wait(connection, forMs) {
      waiting.set(connection, performance.now() + forMs)
      sweeping ??= setInterval(sweep, sweepMs).unref()
    },
    stopWaiting: (connection) => void waiting.delete(connection),
    answer(request, socket, response) {
      // What the adapter needs of the two, and no more: without a body, there is no stream to be.
      const incoming = { ...request, httpVersionMajor: 1, socket } as unknown as IncomingMessage
      void listener(incoming, response as unknown as ServerResponse)
    },
    sendQueues: createSendQueues(),
    work,
    passOn: (socket) => void Reflect.apply(accept, server, [socket]),
  }

  server.off('connection', accept as (socket: Socket) => void)
  server.on('connection', (socket: Socket) => new FrontConnection(socket, host))

  return {
    close() {
      if (sweeping !== null) clearInterval(sweeping)
      for (const connection of waiting.keys()) connection.destroy()
      waiting.clear()
    },
  }
}
