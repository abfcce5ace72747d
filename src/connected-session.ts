/**
 * Sessions with a connection. Separate from session.ts, which pages without a network load alone: a
 * bundler then leaves the connection out, or in the chunk of the page that connects.
 */
import { connectFrom } from './connection/client.ts'
import { warnOfUnknownOptions } from './connection/option-names.ts'
import { isDevelopment } from './development.ts'
import type { FeedDefinition } from './feeds/definition.ts'
import { topicsOfFilter } from './feeds/filter-query.ts'
import { readInitialSnapshot } from './feeds/initial-snapshot.ts'
import { noTopics } from './protocol/topic-set.ts'
import { composeSession, type FeedSession, type FeedSessionOptions } from './session.ts'
import { sessionOptions, warnOfSnapshot, watchSession } from './session-watch.ts'
import { beginWith } from './store/known-state.ts'

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
  const { initialSnapshot, ...rest } = options
  const { feed, filter } = options
  const wanted = filter ? topicsOfFilter(feed.filter, filter) : noTopics
  const known = initialSnapshot ? readInitialSnapshot(feed, initialSnapshot, wanted) : null
  const session = composeSession(
    rest,
    (connection) => connectFrom(connection, known),
    known ? (empty) => beginWith(feed, empty, known) : undefined,
  )
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    warnOfUnknownOptions('A provider or session', options, sessionOptions)
    if (initialSnapshot && !known) warnOfSnapshot(feed, initialSnapshot, wanted)
    return watchSession(session, options)
  }
  return session
}
