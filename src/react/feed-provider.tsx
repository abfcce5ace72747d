/**
 * The provider of any feed: makes one session, or takes a given one, and retains it while it is mounted.
 * Decides nothing about connections (connection/) and renders no element.
 */
import {
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useInsertionEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { createFeedSession } from '../connected-session.ts'
import type { RequestContext } from '../connection/attempt.ts'
import type { FeedDefinition, FeedFilterOf } from '../feeds/definition.ts'
import type { FeedSession, FeedSessionOptions } from '../session.ts'
import { FeedContext } from './feed-context.ts'

/** Options of a session that the provider makes. */
export interface OwnFeedProps<Feed extends FeedDefinition> extends FeedSessionOptions<Feed> {
  readonly session?: undefined
  readonly children?: ReactNode
}

/** A session made elsewhere; it is started unless it runs. */
export interface GivenFeedProps<Feed extends FeedDefinition> {
  readonly session: FeedSession<Feed>
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
  | GivenFeedProps<Feed>

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
    <GivenFeedProvider session={props.session}>{props.children}</GivenFeedProvider>
  )
}

function OwnFeedProvider<Feed extends FeedDefinition>(props: OwnFeedProps<Feed>): ReactElement {
  const { feed, url, filter, snapshot, share, children } = props
  const latest = useRef(props)
  // The session below may connect in an effect of this very commit, and effects of children run
  // first; insertion effects run before them all.
  useInsertionEffect(() => {
    latest.current = props
  })
  const key = JSON.stringify([
    feed.name,
    typeof url === 'string' ? url : typeof url,
    snapshot,
    share,
  ])
  const [made, setMade] = useState(() => ({ key, session: makeSession(props, latest) }))
  // React's way to answer changed props with changed state: during the render, not after it.
  if (made.key !== key) setMade({ key, session: makeSession(props, latest) })
  const { session } = made
  const filterContent = JSON.stringify(filter)
  useEffect(() => {
    session.setFilter(
      filterContent === undefined ? undefined : (JSON.parse(filterContent) as FeedFilterOf<Feed>),
    )
  }, [session, filterContent])
  return <GivenFeedProvider session={session}>{children}</GivenFeedProvider>
}

function GivenFeedProvider<Feed extends FeedDefinition>(props: GivenFeedProps<Feed>): ReactElement {
  const { session, children } = props
  const outer = useContext(FeedContext)
  useEffect(() => session.retain(), [session])
  const sessions = useMemo(
    () => new Map(outer).set(session.feed.name, session as unknown as FeedSession),
    [outer, session],
  )
  return <FeedContext.Provider value={sessions}>{children}</FeedContext.Provider>
}

/** A session that calls the functions of the latest render. Makes no request. */
function makeSession<Feed extends FeedDefinition>(
  first: OwnFeedProps<Feed>,
  latest: { readonly current: OwnFeedProps<Feed> },
): FeedSession<Feed> {
  const { children: _, session: __, ...options } = first
  const { getToken, url } = first
  return createFeedSession<Feed>({
    ...options,
    ...(typeof url === 'function' && {
      url: (context: RequestContext) => {
        const { url: now } = latest.current
        return typeof now === 'function' ? now(context) : url(context)
      },
    }),
    ...(getToken && {
      getToken: (context: RequestContext) => (latest.current.getToken ?? getToken)(context),
    }),
  })
}
