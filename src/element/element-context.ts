/** What the widget of an element reads of it, besides its props: where it is, and where its server is. */
import { createContext, useContext, useEffect, useMemo } from 'react'
import type { FeedDefinition } from '../feeds/definition.ts'
import type { FeedSession } from '../session.ts'
import { type ElementServer, feedSessionOf } from './page-sessions.ts'

/** The host of a widget, and the server that it names. */
export interface ElementSurroundings {
  readonly host: HTMLElement
  readonly server: ElementServer | null
}

export const ElementContext = createContext<ElementSurroundings | null>(null)
ElementContext.displayName = 'Element'

/** Dispatches an event of the element: `sg-…`, which bubbles, and leaves the shadow trees around it. */
export function useDispatch(): (type: `sg-${string}`, detail: unknown) => void {
  const host = useContext(ElementContext)?.host
  return useMemo(
    () => (type, detail) => {
      host?.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
    },
    [host],
  )
}

/** The session of another feed of the server, shared by all elements; null without a server. */
export function useServerFeed<Feed extends FeedDefinition>(feed: Feed): FeedSession<Feed> | null {
  const server = useContext(ElementContext)?.server ?? null
  const taken = useMemo(() => server && feedSessionOf(server, feed), [server, feed])
  useEffect(() => taken?.hold(), [taken])
  return taken?.session ?? null
}
