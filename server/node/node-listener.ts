/**
 * An application as a listener of Node requests: for node:http, and for frameworks that take such a listener
 * as middleware, as Express and Connect do. Listens to no port and closes nothing.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { App } from '../app.ts'
import type { OpenSink } from '../hub/sink.ts'
import { badRequest } from './http-problems.ts'
import { openSocketSink } from './socket-sink.ts'

/** Answers one request of `node:http`. Resolves when the answer has begun; never rejects. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * The application as a listener of requests. It answers every request that it is given, so mount it below a
 * path of its own, and before anything that reads bodies, such as `express.json()`.
 *
 * @example
 * const api = createApp({ feeds })
 * createServer(createNodeListener(api)).listen(3001)
 * express().use('/payments', createNodeListener(api))
 */
export function createNodeListener(app: Pick<App, 'app'>): NodeListener {
  return createListener(app, openSocketSink)
}

/**
 * The same for responses of another kind.
 *
 * @param openSinkOf the sink of a feed that is streamed as the body of this response
 */
export function createListener<SomeResponse>(
  { app }: Pick<App, 'app'>,
  openSinkOf: (response: SomeResponse) => OpenSink,
): NodeListener {
  return getRequestListener(
    (request, { incoming, outgoing }) => {
      const { remoteAddress } = incoming.socket
      return app.fetch(request, {
        ...(remoteAddress !== undefined && { remoteAddress }),
        ...basePathOf(incoming),
        // The streams of HTTP/2 have no chunks: they use a ReadableStream.
        ...(incoming.httpVersionMajor < 2 && {
          openSink: openSinkOf(outgoing as SomeResponse),
        }),
      })
    },
    {
      // A server must not replace the process's own Request and Response.
      overrideGlobalObjects: false,
      // For HTTP/1.0 clients that name no host. Browsers always do, so this admits no foreign page.
      hostname: 'localhost',
      // The application answers its own errors: what comes here has an address that no URL can be made of.
      errorHandler: (error) => (error instanceof RequestError ? badRequest() : undefined),
    },
  ) as NodeListener
}

/** Express and Connect leave the path that they have removed on the request. */
function basePathOf(incoming: object): { readonly basePath?: string } {
  const { baseUrl } = incoming as { readonly baseUrl?: unknown }
  return typeof baseUrl === 'string' && baseUrl !== '' ? { basePath: baseUrl } : {}
}
