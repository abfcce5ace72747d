/** `<sg-live-control>`: a LiveControl of every session that the elements of the page have, whatever server and feed. */
import { type ReactElement, useContext, useMemo, useSyncExternalStore } from 'react'
import { FeedContext } from '../react/feed-context.ts'
import type { FeedSession } from '../session.ts'
import { LiveControl } from '../widgets/live-control/live-control.tsx'
import { followSessions, pageSessions } from './page-sessions.ts'
import type { PropsOf } from './parts/part.ts'

export function ControlOfPage(props: PropsOf<'sg-live-control'>): ReactElement {
  const own = useContext(FeedContext)
  const all = useSyncExternalStore(followSessions, pageSessions)
  const sessions = useMemo(() => {
    // By name the nearest of each feed, of which a page may have several: one for each server.
    const others = all.map((session, index): [string, FeedSession] => [`page ${index}`, session])
    return new Map([...own, ...others])
  }, [own, all])
  return (
    <FeedContext.Provider value={sessions}>
      <LiveControl {...props} />
    </FeedContext.Provider>
  )
}
