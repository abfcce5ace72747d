/**
 * The application behind a socket: builds it on Node's clock and timers, listens, and closes in the
 * right order. It reads no environment and handles no signals, so a program can run several.
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ProtocolError } from '../../src/protocol/errors.ts'
import { type App, createApp } from '../app.ts'
import type { AppConfig } from '../app-config.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import { checkAppConfig } from '../config-check.ts'
import { checkFeeds, feedPaths } from '../feeds/feed-paths.ts'
import { type PaymentsFeed, paymentsFeed } from '../feeds/payments/payments-feed.ts'
import type { ServerFeed } from '../feeds/server-feed.ts'
import { createSimulator, readScenario, type ScenarioName } from '../ledger/simulator.ts'
import { memoryLog } from '../log/memory.ts'
import { isLoopbackHost, readAllowedHost } from '../ops/allowed-hosts.ts'
import type { Bridge } from '../ops/bridge.ts'
import { type Logger, silentLogger } from '../ops/logger.ts'
import { turnTimers } from '../ops/turn-timers.ts'
import { checkOptionNames, type OptionNames } from '../option-names.ts'
import { type FeedSimulator, feedSimulatorsOf } from '../simulators/feed-simulators.ts'
import { apiPages } from './api-pages/api-pages.ts'
import { createHttpServer, keepAliveRange } from './http-server.ts'
import { limitsFor } from './local-limits.ts'
import { createLoopLag } from './loop-lag.ts'
import { prometheusMetrics } from './metrics.ts'
import { listenForMetrics, type MetricsListener } from './metrics-listener.ts'
import { nodeClock } from './node-clock.ts'
import { readPages } from './page-files.ts'
import { createRequestsInFlight } from './requests-in-flight.ts'

/** How to serve. */
export interface ServeOptions {
  /** 0 takes a free one. Default 3001. */
  readonly port?: number
  /** Address to listen on, also allowed as the host of requests. Default 127.0.0.1: this machine only. */
  readonly host?: string
  /**
   * What is streamed; their logs are closed together with the server. Default: payments, on a log in
   * memory.
   */
  readonly feeds?: readonly ServerFeed[]
  /**
   * Plays a scenario on the payments feed, so that there is something to see: streams are created, and
   * every few seconds someone withdraws, pauses or tops up. If there is an orders feed, its orders are placed, paid and
   * shipped as well; if there is a company feed, numbers and flags of two companies change. Runs until `close`. For
   * demos and development. Default `off`.
   */
  readonly simulate?: ScenarioName | 'off'
  /**
   * Settings of the application. The limits of rates and reads have other defaults here for a server on loopback
   * without an `authenticator`: see docs/limits.md.
   */
  readonly config?: Partial<AppConfig>
  /**
   * Metrics for Prometheus; needs the package `prom-client`. `true`: `/metrics` on the port of the server, for
   * callers with the scope `stats:read`. An object: only on this `port` (0 takes a free one) of `host` (default
   * 127.0.0.1), without authentication. Default: no metrics.
   */
  readonly metrics?: boolean | { readonly port: number; readonly host?: string }
  /**
   * How long a connection is kept open for its next request, in milliseconds. Make it longer than the time for which a
   * proxy keeps idle connections to this server. Default 75000.
   */
  readonly keepAliveMs?: number
  /** Folder with the built demo page. Default: no page. */
  readonly pageFolder?: string
  /**
   * Identifies callers. Default: every caller is trusted, which is only allowed on loopback addresses. Pass
   * `openAuthenticator` to allow it on other addresses, for example behind a gateway that authenticates callers.
   */
  readonly authenticator?: Authenticator
  /**
   * Sources of events that run with the server, such as `chainIndexer(…)`: prepared before it listens, started then,
   * closed before the logs. Default: none.
   */
  readonly bridges?: readonly Bridge[]
  /** Default: no logging. */
  readonly logger?: Logger
}

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:3001`. */
  readonly url: string
  /** The port that it listens on. */
  readonly port: number
  /** The application that it serves. */
  readonly app: App
  /** The URL of its metrics, such as `http://127.0.0.1:9464/metrics`; null without `metrics`. */
  readonly metricsUrl: string | null
  /**
   * Stops listening, finishes the requests in flight, and asks the clients of feeds to reconnect, each at a random
   * time, all within `drainMs` milliseconds. Then drops remaining connections and closes the logs. A second call stops
   * waiting and drops them at once.
   *
   * @param drainMs default 0: drop everything at once.
   */
  close(drainMs?: number): Promise<void>
}

const optionNames: OptionNames<ServeOptions> = {
  port: true,
  host: true,
  feeds: true,
  simulate: true,
  config: true,
  pageFolder: true,
  authenticator: true,
  logger: true,
  metrics: true,
  bridges: true,
  keepAliveMs: true,
}

/**
 * Starts a server.
 *
 * @throws the listener's error, such as `EADDRINUSE`; nothing is left open then. ProtocolError `bad_config` and
 *   `bad_feed` as {@link createApp}; `bad_config` also without an `authenticator` on a host that others can reach, and for a scenario that does not exist;
 *   `bad_feed` also for `simulate` without a payments feed that takes commands. LedgerError `clock_unsure` when the newest event of a
 *   payments feed is more than 60 s ahead of the clock.
 *
 * @example
 * const server = await serve({ port: 0 })
 * await fetch(`${server.url}/healthz`)
 * await server.close()
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  checkOptionNames(options, optionNames, {
    code: 'bad_config',
    call: 'serve()',
    task: 'start the server',
  })
  const { port = 3001, host = '127.0.0.1', config, pageFolder, authenticator, logger } = options
  // Before a list is merged, and before anything is opened.
  checkAppConfig(config)
  checkIsGuarded(host, authenticator)
  checkKeepAlive(options.keepAliveMs)
  const { feeds = [paymentsInMemory()], simulate = 'off', metrics = false, bridges = [] } = options
  const scenario = readScenario(simulate, 'serve()')
  checkFeeds(feeds)
  const closeLogs = () =>
    Promise.all([...new Set(feeds.map(({ log }) => log))].map((log) => log.close()))
  const simulators = scenario ? simulatorsOf(feeds, scenario, logger) : []
  const demo = pageFolder === undefined ? undefined : await readPages(pageFolder)
  // First, since it fails where its package is missing, and nothing may be left open then.
  const printMetrics = metrics
    ? await prometheusMetrics({ loopLagMs: () => loopLag.worstMs() })
    : null
  const loopLag = createLoopLag()
  const app: App = createApp({
    feeds,
    bridges,
    clock: nodeClock,
    readiness: [loopLag],
    ...(printMetrics && metrics === true && { metrics: printMetrics }),
    config: {
      ...limitsFor(host, (authenticator?.name ?? 'off') === 'off'),
      ...config,
      allowedHosts: hostsOf(host, config),
    },
    pages: apiPages(() => ({ feeds, routes: app.app.routes }), demo),
    ...(authenticator && { authenticator }),
    ...(logger && { logger }),
  })

  const inFlight = createRequestsInFlight()
  const { server, front } = createHttpServer({
    app,
    paths: feedPaths(feeds),
    track: inFlight.track,
    ...(options.keepAliveMs !== undefined && { keepAliveMs: options.keepAliveMs }),
  })

  let address: AddressInfo
  let metricsListener: MetricsListener | null = null
  try {
    await Promise.all(feeds.filter(isPayments).map(({ ledger }) => ledger.checkClock()))
    await Promise.all(bridges.map((bridge) => bridge.prepare()))
    if (printMetrics && typeof metrics === 'object') {
      metricsListener = await listenForMetrics({
        host: '127.0.0.1',
        ...metrics,
        app,
        print: printMetrics,
        allowedHosts: config?.allowedHosts ?? [],
        logger: logger ?? silentLogger,
      })
    }
    address = await listen(server, port, host)
  } catch (error) {
    await metricsListener?.close()
    loopLag.close()
    app.close()
    await closeLogs()
    throw error
  }

  for (const simulator of simulators) simulator.start()
  for (const bridge of bridges) bridge.start()

  let closing: Promise<void> | null = null
  async function closeOnce(drainMs: number): Promise<void> {
    for (const simulator of simulators) simulator.stop()
    const bridgesClosed = Promise.all(bridges.map((bridge) => bridge.close()))
    const closed = new Promise<void>((resolve) => server.once('close', resolve))
    // New clients are refused by the socket, so that a proxy in front passes them on to another server.
    await inFlight.stop(server, drainMs)
    await Promise.all([app.drain(drainMs), inFlight.finish(server, drainMs)])
    app.close()
    // Also stops node:http's watch over its connections.
    server.close()
    server.closeAllConnections()
    front.close()
    await closed
    await metricsListener?.close()
    loopLag.close()
    await bridgesClosed
    await closeLogs()
  }

  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
  return {
    url,
    metricsUrl: metricsListener?.url ?? (printMetrics ? `${url}/metrics` : null),
    port: address.port,
    app,
    close(drainMs = 0) {
      if (closing === null) closing = closeOnce(drainMs)
      else {
        app.close()
        inFlight.giveUp()
      }
      return closing
    },
  }
}

/** @throws ProtocolError `bad_config` */
function checkIsGuarded(host: string, authenticator: Authenticator | undefined): void {
  if (authenticator !== undefined || isLoopbackHost(host)) return
  throw new ProtocolError(
    'bad_config',
    `Failed to start the server: on ${host} everyone who reaches this machine could read and change everything. ` +
      'Pass an authenticator such as jwtAuthenticator(…), or openAuthenticator if something in front checks callers.',
  )
}

/** @throws ProtocolError `bad_config` */
function checkKeepAlive(keepAliveMs: number | undefined): void {
  const [least, most] = keepAliveRange
  if (keepAliveMs === undefined) return
  if (Number.isInteger(keepAliveMs) && keepAliveMs >= least && keepAliveMs <= most) return
  throw new ProtocolError(
    'bad_config',
    `Failed to start the server: keepAliveMs is ${keepAliveMs}. ` +
      `It has to be a whole number of milliseconds from ${least} to ${most}.`,
  )
}

/** The hosts of requests that the application answers: the one that is listened on, and those of the settings. */
export function hostsOf(host: string, config: ServeOptions['config']): readonly string[] {
  // An address with a zone (`fe80::1%eth0`) can be listened on, but no request names it.
  const own = readAllowedHost(host) === null ? [] : [host]
  return [...own, ...(config?.allowedHosts ?? [])]
}

function simulatorsOf(
  feeds: readonly ServerFeed[],
  scenario: ScenarioName,
  logger: Logger = silentLogger,
): readonly FeedSimulator[] {
  const payments = feeds.find(isPayments)
  if (payments !== undefined && !payments.ledger.takesCommands) {
    throw new ProtocolError(
      'bad_feed',
      'Failed to simulate: the payments feed takes no commands, because it follows a chain. Leave `simulate` out.',
    )
  }
  if (payments === undefined) {
    throw new ProtocolError(
      'bad_feed',
      'Failed to simulate: none of the feeds is a payments feed. ' +
        'Add paymentsFeed({ log }) to `feeds`, or leave `simulate` out.',
    )
  }
  const world = { clock: nodeClock, timers: turnTimers, logger }
  return [
    createSimulator({ ...world, ledger: payments.ledger, scenario }),
    ...feedSimulatorsOf(feeds, { ...world, seed: 1 }),
  ]
}

function isPayments(feed: ServerFeed): feed is PaymentsFeed {
  return 'ledger' in feed
}

function paymentsInMemory(): ServerFeed {
  return paymentsFeed({ log: memoryLog(), clock: nodeClock })
}

/**
 * Connections that may wait to be accepted, which Node does one a turn. The default of 511 makes clients that return
 * together try again after one second, three, seven. The system limits it further (`net.core.somaxconn`).
 */
const backlog = 16_384

async function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return server.address() as AddressInfo
}
