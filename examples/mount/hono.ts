/** The payments feed below `/api/payments` of a Hono application, next to other routes. */
import type { Server } from 'node:http'
import { type HttpBindings, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createApp, memoryLog, paymentsFeed } from 'streamgauge/server'

const payments = createApp({ feeds: [paymentsFeed({ log: memoryLog() })] })

const app = new Hono()
// Hono removes the prefix from what it passes on. Its bindings have the socket, whose address is counted.
app.mount('/api/payments', (request, env: HttpBindings) => {
  const { remoteAddress } = env.incoming.socket
  return payments.app.fetch(request, { ...(remoteAddress !== undefined && { remoteAddress }) })
})
app.get('/', (context) => context.text('the rest of the site'))

let server: Server | undefined

export function listen(port: number): Promise<number> {
  return new Promise((resolve) => {
    server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) => {
      resolve(address.port)
    }) as Server
  })
}

/** First the feeds, whose connections never end by themselves; then the server. */
export async function close(): Promise<void> {
  payments.close()
  const closed = new Promise((resolve) => server?.close(resolve))
  // Connections that clients keep open for their next request would hold it for seconds.
  server?.closeAllConnections()
  await closed
}
