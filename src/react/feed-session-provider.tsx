/**
 * The provider of a given session, for any feed: retains it while it is mounted, and lets the hooks of
 * its feed find it. Renders no element, creates no session, and does not load the connection.
 */
import { type ReactElement, type ReactNode, useContext, useEffect, useMemo } from 'react'
import { isDevelopment } from '../development.ts'
import type { FeedDefinition } from '../feeds/definition.ts'
import type { FeedSession } from '../session.ts'
import { claimStoredKey } from '../stored-keys.ts'
import { FeedContext } from './feed-context.ts'

/** A session created elsewhere; it is started unless it is running. */
export interface FeedSessionProviderProps<Feed extends FeedDefinition> {
  /** The session that hooks below read. */
  readonly session: FeedSession<Feed>
  /** Everything that reads the session. */
  readonly children?: ReactNode
}

export function FeedSessionProvider<Feed extends FeedDefinition>(
  props: FeedSessionProviderProps<Feed>,
): ReactElement {
  const { session, children } = props
  const outer = useContext(FeedContext)
  useEffect(() => session.retain(), [session])
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useEffect(() => claimStoredKey(session.connection), [session])
  }
  const sessions = useMemo(
    () => new Map(outer).set(session.feed.name, session as unknown as FeedSession),
    [outer, session],
  )
  return <FeedContext.Provider value={sessions}>{children}</FeedContext.Provider>
}
