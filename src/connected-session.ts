/**
 * Sessions with a connection. Separate from session.ts, which pages without a network load alone: a
 * bundler then leaves the connection out, or in the chunk of the page that connects.
 */
import { createConnection } from './connection/client.ts'
import type { FeedDefinition } from './feeds/definition.ts'
import { composeSession, type FeedSession, type FeedSessionOptions } from './session.ts'

/**
 * Builds a session for one feed. Safe on a server: nothing runs before it is started.
 *
 * @example
 * const session = createFeedSession({ feed: shipments, url: '', filter: { all: true } })
 * session.start()
 */
export function createFeedSession<Feed extends FeedDefinition>(
  options: FeedSessionOptions<Feed>,
): FeedSession<Feed> {
  return composeSession(options, createConnection<Feed>)
}
