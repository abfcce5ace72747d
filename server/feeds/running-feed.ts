/**
 * A feed inside a running application: its hub, and the routes that every feed has (the subscription with
 * its aliases, its state and its statistics) together with those of its own.
 */

import type { Hono } from 'hono'
import type { Clock, Timers } from '../../src/platform/ports.ts'
import type { AppConfig } from '../app-config.ts'
import type { AppEnv } from '../app-env.ts'
import type { Identity } from '../auth/authenticator.ts'
import { createHub, type Hub } from '../hub/hub.ts'
import { limitMethods } from '../ops/limited-route.ts'
import { Refusal } from '../ops/problem-response.ts'
import { checkQuery } from '../ops/request-fields.ts'
import { type AppHandler, type AppMethods, addRoute, queryOf } from '../ops/routes.ts'
import { readStats } from '../ops/stats.ts'
import { snapshotPath, statsPath } from './feed-paths.ts'
import { readSnapshot } from './read-snapshot.ts'
import type { ServerFeed } from './server-feed.ts'
import { type FeedDeps, subscribe } from './subscribe.ts'

/** What an application lends to its feeds. */
export interface FeedHost extends Omit<FeedDeps, 'feed' | 'hub'> {
  readonly app: Hono<AppEnv>
  readonly clock: Clock
  readonly timers: Timers
  readonly config: AppConfig
}

/** Opens a feed: makes its hub and adds its routes. */
export function openFeed(feed: ServerFeed, host: FeedHost): Hub {
  const { app, clock, config, limits, requestLimits, authenticator } = host
  const { definition, log, logName } = feed
  const hub = createHub({ ...host, ...config, log, logName, greeting: definition.greeting })
  const answerSubscription: AppHandler = (context) => subscribe(context, { ...host, feed, hub })

  for (const path of [definition.path, ...feed.aliases]) {
    addRoute(app, path, { GET: answerSubscription })
  }
  const addLimited = (path: string, methods: AppMethods) =>
    addRoute(app, path, limitMethods(methods, requestLimits))
  addLimited(statsPath(definition.path), {
    GET: async (context) => {
      checkQuery(queryOf(context), [])
      const settings = { logName, maxConnections: config.maxConnections }
      return context.json(await readStats({ hub, limits, log, clock }, settings))
    },
  })
  if (feed.snapshot) {
    addLimited(snapshotPath(definition.path), {
      GET: (context) => readSnapshot(context, { feed, authenticator }),
    })
  }
  feed.routes?.({
    route: addLimited,
    maxBodyBytes: config.maxBodyBytes,
    async identify(request): Promise<Identity> {
      const result = await authenticator.authenticate(request)
      if (!result.ok) throw new Refusal(result.problem)
      if (request.method === 'POST') await requestLimits.countCommandOf(result.identity.subject)
      return result.identity
    },
  })
  return hub
}
