/**
 * The company feed as a server runs it: the shared definition with one log for each company, the switches for
 * streaming, and events over HTTP for senders without a message broker. Nothing in it is more than a feed of another
 * team could do.
 */
import { companyDefinition } from '../../../src/feeds/company/company.ts'
import { companyProblems } from '../../../src/feeds/company/problems.ts'
import { systemTimers } from '../../../src/platform/system.ts'
import { createProblem, type Problem } from '../../../src/protocol/errors.ts'
import type { EventLog } from '../../log/event-log.ts'
import { type Logger, silentLogger } from '../../ops/logger.ts'
import { checkOptionNames, type OptionNames } from '../../option-names.ts'
import { checkLog, type RouteHost, type ServerFeed, serveFeed } from '../server-feed.ts'
import { createFeatures, type Features } from './features.ts'
import { withPreviousValue } from './previous-value.ts'
import { answerHealth, postEvent, readFeatures, setFeatures } from './routes.ts'

/** Options of {@link companyFeed}. */
export interface CompanyFeedOptions {
  /** Where events, state and switches live. The caller closes it, after the application. */
  readonly log: EventLog
  /** `false`: subscriptions are answered with 501 `streaming_disabled`; events are stored all the same. Default true. */
  readonly streaming?: boolean
  /** Longest time between two pings, in milliseconds. Default 30000. */
  readonly pingMs?: number
  /** Ends connections to which nothing could be written for this long, in milliseconds. Default 900000: 15 minutes. */
  readonly staleMs?: number
  /**
   * How many events may wait for a connection before it is sent only the newest values, and all changes of flags. Default
   * 100.
   */
  readonly lookAheadFrames?: number
  /** Logs why switches cannot be read. Default: no logging. */
  readonly logger?: Logger
}

/** The company feed, and its switches. */
export interface CompanyFeed extends ServerFeed<typeof companyDefinition> {
  /**
   * Switches streaming for one company on or off, on every server of this log. Its open connections end with the
   * problem 501 `streaming_disabled` when it is switched off.
   *
   * @throws LogError `log_unavailable` when nothing was changed
   */
  setStreaming(companyId: string, isOn: boolean): Promise<void>
}

const optionNames: OptionNames<CompanyFeedOptions> = {
  log: true,
  streaming: true,
  pingMs: true,
  staleMs: true,
  lookAheadFrames: true,
  logger: true,
}

/**
 * Serves the feeds of companies: `createApp({ feeds: [companyFeed({ log })] })`. With an authenticator, callers see
 * the company that the claim `companyId` of their token names, and no other.
 *
 * @throws ProtocolError `bad_feed` without a `log`, for an unknown option, and for `pingMs`, `staleMs` or
 *   `lookAheadFrames` out of range
 * @example
 * const feed = companyFeed({ log: memoryLog() })
 * const { app } = createApp({ feeds: [feed] })
 * await feed.publish({ type: 'sroi_updated', value: 3.4 }, { tenant: 'acme' })
 */
export function companyFeed(options: CompanyFeedOptions): CompanyFeed {
  checkOptionNames(options, optionNames, {
    code: 'bad_feed',
    call: 'companyFeed()',
    task: 'serve companies',
  })
  const { log, streaming = true, pingMs = 30_000, staleMs = 15 * 60_000 } = options
  const { logger = silentLogger, lookAheadFrames = 100 } = options
  checkLog(log, companyDefinition.name)
  const hosts = new Set<RouteHost>()
  const features: Features = createFeatures({
    log,
    timers: systemTimers,
    onChanged(companyId) {
      const problem = refusalFor(companyId)
      if (problem === null) return
      for (const host of hosts) host.endConnections(companyId, problem)
    },
    onFailed: (error) => logger.error({ error }, 'the features of companies cannot be read'),
  })

  function refusalFor(companyId: string | null): Problem | null {
    if (!streaming) {
      return disabled('this server does not stream. Ask its operator, or read the state instead.')
    }
    if (companyId === null || features.of(companyId).streaming) return null
    return disabled('this company is not streamed. An administrator can switch it on.')
  }

  const feed = serveFeed(companyDefinition, {
    log,
    pingMs,
    pingComment: 'heartbeat',
    staleMs,
    lookAheadFrames,
    complete: withPreviousValue,
    availability: { ready: () => features.ready(), refusal: refusalFor },
    routes(host) {
      hosts.add(host)
      host.route('/stream/health', { GET: answerHealth({ log, streaming }) }, 'public')
      host.route('/stream/events', {
        POST: postEvent(host, (event, more) => feed.publish(event, more)),
      })
      host.route('/admin/companies/:id/features', {
        GET: readFeatures(host, features),
        PUT: setFeatures(host, features),
      })
    },
  })
  return {
    ...feed,
    setStreaming: (companyId, isOn) => features.set(companyId, { streaming: isOn }),
  }
}

/** Whether a feed is one that {@link companyFeed} made. */
export function isCompanyFeed(feed: ServerFeed): feed is CompanyFeed {
  return feed.definition.name === companyDefinition.name && 'setStreaming' in feed
}

function disabled(reason: string): Problem {
  return createProblem(companyProblems.streaming_disabled, `Nothing is streamed: ${reason}`)
}
