/**
 * The company feed in a real application without a socket, in a world whose time stands still. With `auth`, callers
 * have to show tokens.
 */
import { type App, createApp } from '../../server/app.ts'
import type { AppConfig } from '../../server/app-config.ts'
import type { AppBindings } from '../../server/app-env.ts'
import { type DevelopmentToken, mintDevelopmentToken } from '../../server/auth/development-token.ts'
import { jwtAuthenticator } from '../../server/auth/jwt.ts'
import {
  type CompanyFeed,
  type CompanyFeedOptions,
  companyFeed,
} from '../../server/feeds/company/company-feed.ts'
import type { ServerFeed } from '../../server/feeds/server-feed.ts'
import type { EventLog } from '../../server/log/event-log.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { type FeedReader, readFeed } from './feed-reader.ts'
import { type Answer, jwtSettings } from './guarded.ts'
import { createStillTime, type StillTime } from './still-time.ts'

export interface CompanyServer {
  readonly app: App
  readonly feed: CompanyFeed
  readonly log: EventLog
  readonly time: StillTime
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>
  /** A token of now, for an hour, of a caller of this company. */
  token(companyId: string | undefined, more?: Partial<DevelopmentToken>): Promise<string>
  call(method: string, path: string, more?: CallOptions): Promise<Answer>
  subscribe(query: string, more?: CallOptions): Promise<FeedReader>
}

interface CallOptions {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export interface CompanyServerOptions extends Omit<CompanyFeedOptions, 'log'> {
  readonly auth?: boolean
  readonly config?: Partial<AppConfig>
  readonly log?: EventLog
  readonly time?: StillTime
  readonly bindings?: AppBindings
  /** Instead of the company feed alone. */
  readonly others?: (log: EventLog) => readonly ServerFeed[]
}

/** Each log gets an epoch of its own. */
export function countingRandom(): () => number {
  let count = 0
  return () => {
    count = (count + 7) % 997
    return count / 997
  }
}

export function createCompanyServer(options: CompanyServerOptions = {}): CompanyServer {
  const { auth = false, config, bindings, others, log: given, time: clocks, ...more } = options
  const time = clocks ?? createStillTime({ random: countingRandom() })
  const { clock, timers, random } = time
  const log = given ?? memoryLog({ clock, random })
  const feed = companyFeed({ log, ...more })
  const app = createApp({
    feeds: [feed, ...(others?.(log) ?? [])],
    ...{ clock, timers, random },
    config: { allowedHosts: ['wired.test'], ...config },
    ...(auth && { authenticator: jwtAuthenticator({ ...jwtSettings, clock }) }),
  })

  const send: CompanyServer['fetch'] = async (input, init) =>
    app.app.fetch(new Request(new URL(input, 'http://wired.test'), init), bindings)

  const headersOf = ({ token, headers }: CallOptions) => ({
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...headers,
  })

  return {
    app,
    feed,
    log,
    time,
    fetch: send,
    token: (companyId, claims) =>
      mintDevelopmentToken({
        ...jwtSettings,
        subject: 'mia',
        issuedAtMs: clock.nowMs(),
        ...(companyId !== undefined && { tenant: companyId }),
        ...claims,
      }),
    async call(method, path, call = {}) {
      const response = await send(path, {
        method,
        headers: {
          ...headersOf(call),
          ...(method !== 'GET' && { 'content-type': 'application/json' }),
        },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      })
      const { status, headers } = response
      return { status, headers, body: (await response.json()) as Answer['body'] }
    },
    async subscribe(query, call = {}) {
      const response = await send(`/stream/updates?${query}`, { headers: headersOf(call) })
      const reader = readFeed(response)
      await time.settle()
      return reader
    },
  }
}

/** A metric whose value shows whose it is. */
export const metric = (value: number) =>
  ({ type: 'metric_updated', metric: 'hours', value }) as const
