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
  // A provider puts its session under the name of its own feed.
  return useSessionOf(feed) as unknown as FeedSession<Feed>
}

/**
 * The same for a feed that may not be given: null then.
 *
 * @throws GaugeError `provider_missing`
 */
export function useSessionOf(feed: FeedDefinition | undefined): FeedSession | null {
  const sessions = useContext(FeedContext)
  if (feed === undefined) return null
  const session = sessions.get(feed.name)
  if (session === undefined) {
    throw providerMissing(`FeedProvider feed={${feed.name}}`)
  }
  return session
}
