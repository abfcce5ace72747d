/**
 * The server's own application in the tab or in a test, for any feeds, behind a plain `fetch` or the
 * handlers of msw.ts. It has no behaviour of its own that a server would not have; network.ts simulates
 * failures on the way.
 */
import { type App, createApp } from '../../server/app.ts'
import type { AppConfig } from '../../server/app-config.ts'
import type { ServerFeed } from '../../server/feeds/server-feed.ts'
import type { Logger } from '../../server/ops/logger.ts'
import type { Clock, Random, Timers } from '../platform/ports.ts'
import { systemClock, systemRandom, systemTimers } from '../platform/system.ts'
import { createMockNetwork, type MockNetwork } from './network.ts'

/** Options of {@link createMockServer}. */
export interface MockServerOptions {
  /** The same feeds that a server has, on logs in memory. */
  readonly feeds: readonly ServerFeed[]
  /**
   * What the addresses of requests begin with: an origin, a path, or both. Default `''`: the page's own origin.
   */
  readonly baseUrl?: string
  /** Settings of the application, as in `createApp`. */
  readonly config?: Partial<AppConfig>
  /** Milliseconds that every answer and every chunk of a feed takes, until `setLatency`. Default 0. */
  readonly latencyMs?: number
  /**
   * Milliseconds that a client waits at least before it returns to a connection that was lost; our clients then
   * return within 0.1 s, or within a second if it is that long. Default: as a server, 2 to 4 s.
   */
  readonly returnDelayMs?: number
  /** Default: the real time. */
  readonly clock?: Clock
  /** Default: real timers that keep no process alive. */
  readonly timers?: Timers
  /** Default: `Math.random`. */
  readonly random?: Random
  /** Default: no logging. */
  readonly logger?: Logger
}

/** A whole server in the tab. */
export interface MockServer extends MockNetwork {
  /**
   * The paths that it answers, after `baseUrl`, such as `/items/:id`: for an interceptor of requests.
   * For Mock Service Worker `createHandlers(server)` from `streamgauge/msw` does the rest.
   */
  readonly paths: readonly string[]
  /** Requests over the mock network: pass it to anything that takes a `fetch`. Needs no MSW. */
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>
  /** Ends every connection and all timers, and closes the logs of the feeds. */
  close(): Promise<void>
}

/**
 * Starts a server in the tab.
 *
 * @example
 * const server = createMockServer({ feeds: [serveFeed(shipments, { log: memoryLog() })] })
 * const session = createFeedSession({ feed: shipments, url: '', fetch: server.fetch })
 */
export function createMockServer(options: MockServerOptions): MockServer {
  const { feeds, baseUrl = '', logger, latencyMs = 0, returnDelayMs } = options
  const config = {
    ...options.config,
    ...(returnDelayMs !== undefined && { retryMs: [returnDelayMs, returnDelayMs] as const }),
  }
  const { clock = systemClock, timers = systemTimers, random = systemRandom } = options
  const server = createApp({
    feeds,
    clock,
    timers,
    random,
    config,
    ...(logger && { logger }),
  })
  const prefix = new URL(absolute('', baseUrl)).pathname.replace(/\/$/, '')
  const withoutPrefix = (request: Request): Request => {
    const url = new URL(request.url)
    if (prefix === '' || !url.pathname.startsWith(`${prefix}/`)) return request
    url.pathname = url.pathname.slice(prefix.length)
    return new Request(url, request)
  }
  const network = createMockNetwork({
    // The request never leaves the page, so the checks of host and origin do not apply.
    answer: (request) => server.app.fetch(withoutPrefix(request), { isInProcess: true }),
    clock,
    timers,
  })
  network.setLatency(latencyMs)

  return {
    paths: pathsOf(server.app).map((path) => `${baseUrl}${path}`),
    send: network.send,
    fetch: (input, init) => network.send(new Request(absolute(input, baseUrl), init)),
    dropConnections: network.dropConnections,
    setLatency: network.setLatency,
    setPlugged: network.setPlugged,
    get openConnections() {
      return network.openConnections
    },
    async close() {
      server.close()
      network.dropConnections()
      await Promise.all([...new Set(feeds.map(({ log }) => log))].map((log) => log.close()))
    },
  }
}

/** The application's paths as patterns, without those that would match every request. */
function pathsOf({ routes }: Pick<App['app'], 'routes'>): readonly string[] {
  const paths = routes
    // Middleware is listed too, under wildcards.
    .filter(({ path }) => !/^\/?\*$/.test(path))
    // `/items/:id{[0-9]+}` and `/items/:id` are one path here; the application distinguishes them.
    .map(({ path }) => path.replace(/\{[^}]*\}+/g, ''))
  return [...new Set(paths)]
}

/** A `Request` needs an absolute URL; outside a page there is no origin to complete it with. */
function absolute(input: string, baseUrl: string): string {
  const origin = globalThis.location?.origin ?? 'http://localhost'
  return new URL(input, new URL(baseUrl, origin)).href
}
