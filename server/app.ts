/**
 * The whole server as one function from Request to Response. It runs in Node behind a socket, in a
 * browser tab behind the mocks and in tests with neither; so it needs no Node, reads no environment
 * and takes time, timers and randomness as ports.
 *
 * It does not listen, read files or end processes: that is server/node.
 */
import { type Context, Hono } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import type { Clock, Random, Timers } from '../src/platform/ports.ts'
import { systemClock, systemRandom } from '../src/platform/system.ts'
import { requestIdHeader } from '../src/protocol/headers.ts'
import type { AppConfig } from './app-config.ts'
import type { AppBindings, AppEnv } from './app-env.ts'
import type { Authenticator } from './auth/authenticator.ts'
import { hasTokenInUrl } from './auth/bearer.ts'
import { createCallers } from './auth/callers.ts'
import { openAuthenticator } from './auth/open.ts'
import { createRevocations, type Revocation } from './auth/revocations.ts'
import { createTickets } from './auth/tickets.ts'
import { checkAppConfig } from './config-check.ts'
import { describeFeeds } from './feeds/asyncapi.ts'
import { appPaths, checkFeeds, feedPaths } from './feeds/feed-paths.ts'
import { openFeed, type RunningFeed } from './feeds/running-feed.ts'
import type { ServerFeed } from './feeds/server-feed.ts'
import type { Hub } from './hub/hub.ts'
import type { EventLog } from './log/event-log.ts'
import { createLimits } from './ops/app-limits.ts'
import type { Bridge } from './ops/bridge.ts'
import { createCallerCheck, createPageCheck } from './ops/caller-check.ts'
import { corsHeaders } from './ops/cors.ts'
import { createLogReadiness } from './ops/log-health.ts'
import type { Logger } from './ops/logger.ts'
import { silentLogger } from './ops/logger.ts'
import { type AppMeasurements, measureApp } from './ops/measurements.ts'
import type { MetricsPrinter } from './ops/metrics-printer.ts'
import { answerMetrics } from './ops/metrics-route.ts'
import { isServerFault, problemResponse, refusalOf, refuse } from './ops/problem-response.ts'
import type { CreateRateLimiter } from './ops/rate-limiter.ts'
import { createReadiness, type ReadinessSource } from './ops/readiness.ts'
import { createReadinessProbe } from './ops/readiness-probe.ts'
import { createReads } from './ops/reads.ts'
import { createRequestCounts } from './ops/request-counts.ts'
import { newRequestId, sanitiseRequestId } from './ops/request-id.ts'
import { addRoute } from './ops/routes.ts'
import { turnTimers } from './ops/turn-timers.ts'
import { checkOptionNames, type OptionNames } from './option-names.ts'

/** What the application is built from. */
export interface AppDeps {
  /** The feeds to serve, each made by `serveFeed(…)`. At least one. */
  readonly feeds: readonly ServerFeed[]
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Default: those of the runtime. */
  readonly timers?: Timers
  /** Default: `Math.random`. */
  readonly random?: Random
  /** Receives one line per failed request, and the errors of the hub. Default: silent. */
  readonly logger?: Logger
  /** Differences from the defaults. */
  readonly config?: Partial<AppConfig>
  /** Identifies callers. Default: no credentials are asked for, every caller is trusted. */
  readonly authenticator?: Authenticator
  /**
   * Creates the counters for the rates in `config`. Default: those of the log of the first feed if its servers share them,
   * as with `redisLog()`; otherwise counters in the memory of this process.
   */
  readonly createRateLimiter?: CreateRateLimiter
  /** Further sources of reasons for `/readyz`, such as the state of the host. Default: none. */
  readonly readiness?: readonly ReadinessSource[]
  /** Sources of events whose state `/readyz` and `/metrics` show. The caller starts and closes them. Default: none. */
  readonly bridges?: readonly Bridge[]
  /** Formats the metrics of `/metrics`, such as `await prometheusMetrics()`. Default: no such path. */
  readonly metrics?: MetricsPrinter
  /** Answers GET requests outside the API: the demo page. Default: such paths are 404. */
  readonly pages?: Pages
}

/** Serves pages next to the API; returns `null` for a path that it does not have. */
export type Pages = (path: string, request: Request) => Response | null

/**
 * What answers requests, in the terms that every host of `Request` and `Response` shares. Not Hono's
 * own type: Hono is bundled into the package, so the types of an application must not need it.
 */
export interface FetchHandler {
  /** Answers a request. */
  fetch(request: Request, bindings?: AppBindings): Response | Promise<Response>
  /** Every path with its method; middleware is listed under wildcards. */
  readonly routes: readonly { readonly path: string; readonly method: string }[]
}

/** A running application. */
export interface App {
  /** The application: `fetch` answers a request. */
  readonly app: FetchHandler
  /**
   * The hub of each feed, by the feed's name. A feed with tenants has one for each that is open, by the name of the
   * feed that a page binds to it: `<feed>:<tenant>`. They come and go.
   */
  readonly hubs: ReadonlyMap<string, Hub>
  /** The current metrics, as `/metrics` answers them. Sends a readiness probe, at most every two seconds. */
  measure(): Promise<AppMeasurements>
  /**
   * Asks all clients to reconnect, each at a random time within `windowMs` milliseconds (0: at once). Refuses new
   * connections, reads and commands from now on; those in progress are finished. Resolves when the last connection has
   * ended.
   */
  drain(windowMs: number): Promise<void>
  /**
   * Revokes credentials before they expire: all existing ones of a subject, or a single one. Their connections end at
   * once, on other servers of the same log within a second, and requests with them get 401 `token_revoked`. Stored in
   * the log of the first feed, for as long as the authenticator accepts credentials: 30 days with tokens.
   *
   * @throws LogError `log_unavailable` when nothing was revoked
   */
  revoke(revocation: Revocation): Promise<void>
  /** Ends every connection at once and stops all timers. The log stays open. */
  close(): void
}

const optionNames: OptionNames<AppDeps> = {
  feeds: true,
  clock: true,
  timers: true,
  random: true,
  logger: true,
  config: true,
  authenticator: true,
  createRateLimiter: true,
  pages: true,
  readiness: true,
  metrics: true,
  bridges: true,
}

const checked = { code: 'bad_config', call: 'createApp()', task: 'create the application' } as const

/**
 * Builds the application. See {@link AppDeps} for the parts.
 *
 * @throws ProtocolError `bad_config` for an unknown option, and with every mistake in `config`: an unknown name, a
 *   value out of range, a text where a list is expected; `bad_feed` without a feed, for a feed that `serveFeed` did not
 *   create, and for two feeds with the same name or path
 */
export function createApp(deps: AppDeps): App {
  checkOptionNames(deps, optionNames, checked)
  const { feeds, logger = silentLogger, bridges = [] } = deps
  const { clock = systemClock, timers = turnTimers, random = systemRandom } = deps
  const { authenticator = openAuthenticator, pages } = deps
  const config = checkAppConfig(deps.config)
  checkFeeds(feeds)
  const { shared = null } = logOf(feeds)
  const sharedLimits = config.shareLimits ? shared : null
  const limiting = { ...deps, shared: sharedLimits }
  const { limits, requestLimits, clientAddressOf } = createLimits(config, limiting)
  const requests = createRequestCounts()
  const checkCaller = createCallerCheck(config)
  const revocations = createRevocations({
    log: logOf(feeds),
    clock,
    timers,
    logger,
    authenticator,
    onRevoked() {
      for (const hub of hubsByName.values()) {
        hub.revoke(({ identity }) => revocations.isRevoked(identity))
      }
    },
  })
  const callers = createCallers(authenticator, revocations)
  const tickets = createTickets({
    clock,
    ...(shared && { createStore: shared.createSecretStore }),
    // Cookies are accepted only from origins that are listed individually, never through `*`.
    expectOwnPage: createPageCheck(config.corsOrigins.filter((origin) => origin !== '*')),
  })

  const hubsByName = new Map<string, Hub>()
  const app = new Hono<AppEnv>()

  // Headers are set before the handler runs: what it makes then has them, and the raw socket path,
  // which sends a head long before any middleware could come back to it, has them too.
  app.use(async (context, next) => {
    const requestId = sanitiseRequestId(context.req.header(requestIdHeader)) ?? newRequestId(random)
    context.set('requestId', requestId)
    context.set(
      'clientAddress',
      clientAddressOf(context.env?.remoteAddress, context.req.raw.headers),
    )
    context.header(requestIdHeader, requestId)
    context.header('x-content-type-options', 'nosniff')
    // A cache must not serve one caller's data to another. Feeds and pages override this.
    context.header('cache-control', 'no-store')
    for (const [name, value] of corsHeaders(context.req.raw, config.corsOrigins)) {
      context.header(name, value)
    }
    context.set('callers', callers)
    context.set('caller', null)
    if (!context.env?.isInProcess) checkCaller(context.req.raw)
    if (hasTokenInUrl(context.req.url)) throw tokenInUrl()
    await next()
  })

  app.onError((error, context) => {
    // The caller has disconnected: no answer can reach it.
    if (context.req.raw.signal.aborted) return context.body(null, 499 as StatusCode)
    const refusal = refusalOf(error)
    const requestId = context.get('requestId')
    requests.refused(refusal.problem.code)
    if (isServerFault(refusal)) {
      logger.error({ error, requestId, path: context.req.path }, 'a request failed')
    }
    return withHeadersOf(context, problemResponse(refusal, requestId))
  })

  app.notFound((context) => {
    const page = isRead(context.req.method) ? pages?.(context.req.path, context.req.raw) : null
    if (page) return withHeadersOf(context, page)
    throw unknownPath(feeds)
  })

  const reads = createReads({ clock, timers, random, config })
  const host = {
    ...{ app, clock, timers, random, logger, config },
    ...{ limits, requestLimits, requests, callers, tickets, reads, hubsByName },
  }
  const running = feeds.map((feed) => openFeed(feed, host))
  const readiness = createReadiness({
    isDraining: () => limits.isStopped,
    probes: probesOf(running, { clock, timers, random }),
    sources: [
      ...(deps.readiness ?? []),
      ...logsOf(feeds).map(createLogReadiness),
      ...feeds.flatMap((feed) => feed.readiness ?? []),
      ...bridges.map(({ readiness }) => readiness),
    ],
  })
  const definitions = feeds.map(({ definition }) => definition)
  const documentation = {
    GET: (context: Context<AppEnv>) =>
      context.json(describeFeeds(definitions, context.env?.basePath)),
  }
  addRoute(app, appPaths.documentation, documentation, 'public')
  addRoute(app, appPaths.health, { GET: (context) => context.json({ status: 'ok' }) }, 'public')
  addRoute(
    app,
    appPaths.readiness,
    {
      GET: async (context) => {
        const reasons = await readiness.check()
        const warnings = sharedLimits?.isAlone && { warnings: ['limits_local'] }
        return reasons.length === 0
          ? context.json({ status: 'ready', ...warnings })
          : context.json({ status: 'not_ready', reasons, ...warnings }, 503)
      },
    },
    'public',
  )

  const measure = () =>
    measureApp({
      feeds: running,
      damagedItems: Object.fromEntries(
        feeds.map((feed) => [feed.definition.name, feed.damagedItems()]),
      ),
      logs: logsOf(feeds),
      bridges,
      requests,
      readiness,
      maxConnections: config.maxConnections,
      isCountingAlone: sharedLimits?.isAlone ?? false,
    })
  const { metrics } = deps
  if (metrics) addRoute(app, appPaths.metrics, { GET: answerMetrics(metrics, measure) })

  return {
    app,
    hubs: hubsByName,
    measure,
    revoke: (revocation) => revocations.revoke(revocation),
    async drain(windowMs) {
      limits.stopTaking()
      requestLimits.stopTaking()
      await Promise.all(running.map(({ hubs }) => hubs.drain(windowMs)))
    },
    close() {
      limits.stopTaking()
      limits.close()
      revocations.close()
      for (const { hubs } of running) hubs.close()
    },
  }
}

/** The logs of the feeds, each once: feeds may share one. */
function logsOf(feeds: readonly ServerFeed[]): readonly EventLog[] {
  return [...new Set(feeds.map(({ log }) => log))]
}

/** The log of the first feed. {@link checkFeeds} has made sure that there is one. */
function logOf([feed]: readonly ServerFeed[]): EventLog {
  if (feed === undefined) throw new RangeError('An application without a feed was created.')
  return feed.log
}

/** One readiness probe for each log. */
function probesOf(
  running: readonly RunningFeed[],
  world: Pick<Required<AppDeps>, 'clock' | 'timers' | 'random'>,
): readonly ReadinessSource[] {
  return logsOf(running.map(({ feed }) => feed)).map((log) => {
    const following = running.filter(({ feed }) => feed.log === log)
    // Asked for every probe: the hubs of tenants come and go.
    const hubs = () => following.flatMap((feed) => [...feed.hubs.all()])
    return createReadinessProbe({ log, hubs, ...world })
  })
}

function tokenInUrl(): Error {
  return refuse(
    'token_in_url',
    'The request was refused: its address holds a token, and addresses are kept in logs. ' +
      'Send it as Authorization: Bearer, and replace it.',
  )
}

function unknownPath(feeds: readonly ServerFeed[]): Error {
  return refuse(
    'not_found',
    'Nothing was found: the server has no such path. ' +
      `Check the address; its feeds are at ${feedPaths(feeds).join(', ')}, ` +
      'below the path that the application is mounted at.',
  )
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** A response made elsewhere, with the headers that middleware sets on every one. */
function withHeadersOf(context: Context<AppEnv>, response: Response): Response {
  const status = response.status as StatusCode
  return context.newResponse(response.body, status, Object.fromEntries(response.headers))
}
