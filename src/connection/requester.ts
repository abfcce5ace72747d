/**
 * The requests of one subscription: where they go and which headers they carry. Makes them; decides
 * nothing about when.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import type { FeedEndpoint, ResyncContext, ResyncResult } from '../feeds/endpoint.ts'
import { filterOfTopics } from '../feeds/filter-query.ts'
import type { Platform } from '../platform/ports.ts'
import type { TopicSet } from '../protocol/topic-set.ts'
import { ask, type RequestContext, type RunFeedRequest, runAttempt } from './attempt.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import { fetchWithinOrigin } from './fetch-within-origin.ts'
import type { PollRequests } from './poll-feed.ts'

export interface Requester {
  /** The subscription, over `fetch`. */
  readonly subscribe: RunFeedRequest
  /** The state, by a separate request; undefined where neither feed nor options can read it. */
  readonly readState:
    | ((topics: TopicSet, context: RequestContext) => Promise<ResyncResult>)
    | undefined
  /** What any other request needs, as {@link Connection.requestContext}. */
  readonly requestContext: Connection['requestContext']
  /** Polls in place of the subscription; undefined where the server has none. */
  readonly polls: PollRequests | undefined
}

export function createRequester(
  options: ConnectionOptions<FeedDefinition>,
  endpoint: FeedEndpoint,
  platform: Platform,
): Requester {
  const { getToken, resync, feed } = options
  // The option speaks of filters, the endpoint of topics.
  const read: FeedEndpoint['readState'] = resync
    ? (topics, context) => resync(filterOfTopics(feed.filter, topics), context)
    : endpoint.readState

  async function baseUrlOf(context: RequestContext): Promise<string> {
    return (await ask(options.url, context)).replace(/\/+$/, '')
  }

  async function headersOf(context: RequestContext): Promise<Record<string, string>> {
    const [given, token] = await Promise.all([ask(options.headers, context), getToken?.(context)])
    return { ...given, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
  }

  async function requestContext(context: RequestContext): Promise<ResyncContext> {
    const [baseUrl, headers] = await Promise.all([baseUrlOf(context), headersOf(context)])
    const { credentials } = options
    return {
      signal: context.signal,
      baseUrl,
      headers,
      fetch: (url, init) =>
        fetchWithinOrigin(
          platform,
          url,
          { ...(credentials && { credentials }), ...init },
          options.redirect,
        ),
    }
  }

  const { readUrl } = endpoint
  return {
    requestContext,
    polls: readUrl && {
      platform,
      statusVerdicts: options.statusVerdicts,
      baseUrl: baseUrlOf,
      readUrl,
      async open(context) {
        const headers = await headersOf(context)
        const { signal } = context
        const { credentials = 'same-origin' } = options
        const init: RequestInit = { headers, signal, credentials, cache: 'no-store' }
        return (url) => fetchWithinOrigin(platform, url, init, options.redirect)
      },
    },
    subscribe({ topics, cursor, snapshot }, context, on) {
      const url = async () => endpoint.subscribeUrl(await baseUrlOf(context), topics, snapshot)
      return runAttempt({ ...options, url, headers: headersOf }, platform, cursor, context, on)
    },
    readState: read && (async (topics, context) => read(topics, await requestContext(context))),
  }
}
