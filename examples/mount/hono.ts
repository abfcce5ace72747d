/** The payments feed below `/api/payments` of a Hono application, next to other routes. */
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createApp, memoryLog, paymentsFeed } from 'streamgauge/server'

const payments = createApp({ feeds: [paymentsFeed({ log: memoryLog() })] })

const app = new Hono()
// Hono removes the prefix from what it passes on. Its own bindings are not those of the application.
app.mount('/api/payments', (request) => payments.app.fetch(request))
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
