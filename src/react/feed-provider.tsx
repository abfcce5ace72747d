/**
 * The provider of any feed: creates one session, or takes a given one. Decides nothing about connections
 * (connection/) and renders no element.
 */
import type { ReactElement, ReactNode } from 'react'
import { createFeedSession } from '../connected-session.ts'
import type { FeedDefinition } from '../feeds/definition.ts'
import type { FeedSessionOptions } from '../session.ts'
import { FeedSessionProvider, type FeedSessionProviderProps } from './feed-session-provider.tsx'
import { useOwnSession } from './own-session.ts'

/** Options of a session that the provider makes. */
export interface OwnFeedProps<Feed extends FeedDefinition> extends FeedSessionOptions<Feed> {
  /** Not with a session of its own: pass it alone. */
  readonly session?: undefined
  /** Everything that reads this feed. */
  readonly children?: ReactNode
}

/**
 * Options of a session, or a `session`.
 *
 * Another `filter` changes what the session follows; its state and its cursor stay. Another `feed`, `url`
 * string, `snapshot` or `share` makes another session. `getToken` and a `url` function are called as they
 * are at the latest render. All other options are read once.
 */
export type FeedProviderProps<Feed extends FeedDefinition> =
  | OwnFeedProps<Feed>
  | FeedSessionProviderProps<Feed>

/**
 * Gives the hooks of one feed below it one session: one connection, one store. What the connection
 * requests is the `filter` and whatever the hooks follow. Providers of different feeds nest.
 *
 * @example
 * <FeedProvider feed={shipments} url="https://api.example.com">
 *   <ShipmentList />
 * </FeedProvider>
 */
export function FeedProvider<Feed extends FeedDefinition>(
  props: FeedProviderProps<Feed>,
): ReactElement {
  return props.session === undefined ? (
    <OwnFeedProvider {...props} />
  ) : (
    <FeedSessionProvider session={props.session}>{props.children}</FeedSessionProvider>
  )
}

function OwnFeedProvider<Feed extends FeedDefinition>(props: OwnFeedProps<Feed>): ReactElement {
  const { session: _, children, ...options } = props
  const { feed, snapshot, share } = options
  const session = useOwnSession(options, [feed.name, snapshot, share], createFeedSession<Feed>)
  return <FeedSessionProvider session={session}>{children}</FeedSessionProvider>
}
