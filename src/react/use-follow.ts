/**
 * How a component says what it shows: its topics are followed while it is mounted. An effect, so that
 * a server asks for nothing and all components of one commit are asked for together.
 */
import { useEffect } from 'react'
import { topicsOfFilter } from '../feeds/filter-query.ts'
import type { PaymentsFilter } from '../feeds/payments/filter.ts'
import { useSession } from './session-context.ts'

/** The filter may be a new object at every render; one that names nothing follows nothing. */
export function useFollow(filter: PaymentsFilter): void {
  const session = useSession()
  // Filters hold only a flag and lists of text.
  const content = JSON.stringify(filter)
  useEffect(() => {
    const topics = JSON.parse(content) as PaymentsFilter
    return topicsOfFilter(session.feed.filter, topics).length === 0
      ? undefined
      : session.follow(topics)
  }, [session, content])
}
