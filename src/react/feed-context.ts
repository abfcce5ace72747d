/**
 * How hooks find the session of their feed. Feeds have different providers, which may be nested: a
 * context holds the nearest session of each, by the feed's name.
 */
import { createContext, useContext } from 'react'
import type { FeedDefinition } from '../feeds/definition.ts'
import type { FeedSession } from '../session.ts'
import { providerMissing } from './errors.ts'

/** Sessions by the name of their feed. */
export type FeedSessions = ReadonlyMap<string, FeedSession>

export const FeedContext = createContext<FeedSessions>(new Map())
FeedContext.displayName = 'Feed'

/**
 * The session of the nearest provider of this feed.
 *
 * @throws GaugeError `provider_missing`
 */
export function useFeedSession<Feed extends FeedDefinition>(feed: Feed): FeedSession<Feed> {
  const session = useContext(FeedContext).get(feed.name)
  if (session === undefined) {
    throw providerMissing(`FeedProvider feed={${feed.name}}`)
  }
  // A provider puts its session under the name of its own feed.
  return session as unknown as FeedSession<Feed>
}
