/**
 * Metrics on a port of their own, so that what scrapes them needs no credentials and users cannot reach
 * them. Answers `GET /metrics` and nothing else.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App } from '../app.ts'
import { createHostCheck } from '../ops/allowed-hosts.ts'
import type { Logger } from '../ops/logger.ts'
import type { MetricsPrinter } from '../ops/metrics-printer.ts'

export interface MetricsListener {
  /** Such as `http://127.0.0.1:9464/metrics`. */
  readonly url: string
  close(): Promise<void>
}

export interface MetricsListenerOptions {
  readonly app: Pick<App, 'measure'>
  readonly print: MetricsPrinter
  /** 0 takes a free one. */
  readonly port: number
  readonly host: string
  /** Further names under which it may be asked; `host` is one. */
  readonly allowedHosts: readonly string[]
  readonly logger: Logger
}

/** @throws the listener's error, such as `EADDRINUSE` */
export async function listenForMetrics(options: MetricsListenerOptions): Promise<MetricsListener> {
  const { app, print, port, host, allowedHosts, logger } = options
  const isHostAllowed = createHostCheck([host, ...allowedHosts])

  async function answer(response: ServerResponse): Promise<void> {
    try {
      const { contentType, text } = await print(await app.measure())
      response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' })
      response.end(text)
    } catch (error) {
      logger.error({ error }, 'the metrics could not be read')
      response.writeHead(500).end('The metrics could not be read. See the log of the server.\n')
    }
  }

  const server = createServer((request, response) => {
    const { method, url, headers } = request
    // A page could rebind its own name to this address, as for the application.
    if (!isHostAllowed(headers.host ?? host)) response.writeHead(403).end('Unknown host.\n')
    else if (url?.split('?')[0] !== '/metrics') response.writeHead(404).end('Ask for /metrics.\n')
    else if (method !== 'GET') response.writeHead(405, { allow: 'GET' }).end()
    else void answer(response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/metrics`,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}
