/**
 * The `node:http` server of an application with everything that protects it: timeouts, a limit on requests in flight,
 * answers to invalid requests, and the front for its feeds. It is not listening yet.
 */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { App } from '../app.ts'
import { drop } from './chunks.ts'
import { type Front, openFront } from './front.ts'
import { answerClientErrors, isWithoutHost, refuseRequest } from './http-problems.ts'
import { createListener } from './node-listener.ts'
import { createRequestQueue } from './request-queue.ts'
import type { RequestsInFlight } from './requests-in-flight.ts'
import { openSocketSink } from './socket-sink.ts'

export interface HttpServerOptions {
  readonly app: Pick<App, 'app'>
  /** The paths of its feeds. */
  readonly paths: readonly string[]
  /** Wraps what answers requests, so that they are counted. Default: they are not. */
  readonly track?: RequestsInFlight['track']
  /** A client that needs longer to send its request line and headers is occupying a socket. Default 15000. */
  readonly headersTimeoutMs?: number
  /** The same for a whole request. Default 30000. */
  readonly requestTimeoutMs?: number
  /** A connection with neither a byte sent nor one taken for so long is dropped; not a feed. Default 60000. */
  readonly idleTimeoutMs?: number
  /** How long a connection waits for its next request. Default {@link defaultKeepAliveMs}. */
  readonly keepAliveMs?: number
}

/**
 * Longer than proxies keep idle connections to a server, 60 s in nginx and in load balancers. A proxy cannot know
 * whether a request on a connection that the server closes at the same time was carried out, and answers it with 502.
 */
export const defaultKeepAliveMs = 75_000

/** Least and most of it, in milliseconds. */
export const keepAliveRange = [1_000, 3_600_000] as const

/** How often node:http looks for requests that take too long. Its own default is 30 s. */
const checkMs = 5_000

export function createHttpServer(options: HttpServerOptions): {
  readonly server: Server
  readonly front: Front
} {
  const { app, paths } = options
  const { headersTimeoutMs = 15_000, requestTimeoutMs = 30_000, idleTimeoutMs = 60_000 } = options
  const { keepAliveMs = defaultKeepAliveMs } = options
  const listener = createListener(app, (response: ServerResponse) => (head, events) => {
    // A feed may be idle for long; the hub drops it when it is stalled.
    response.socket?.setTimeout(0)
    return openSocketSink(response)(head, events)
  })
  const requests = createRequestQueue(options.track?.(listener) ?? listener)
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.min(checkMs, headersTimeoutMs),
      // Answered here, since Node's answer has no body.
      requireHostHeader: false,
    },
    (request, response) => {
      if (isWithoutHost(request)) refuseRequest(response, 'bad_request')
      else requests.listener(request, response)
    },
  )
  server.setTimeout(idleTimeoutMs, drop)
  answerClientErrors(server, requests.isAnswering)
  return { server, front: openFront(server, { app, paths }) }
}
