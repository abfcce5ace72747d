/**
 * Follows the topics of a component while it is mounted. An effect, so that server rendering follows nothing
 * and the components of one commit make one request together.
 */
import { useEffect } from 'react'
import { topicsOfFilter } from '../feeds/filter-query.ts'
import type { PaymentsFilter } from '../feeds/payments/filter.ts'
import { useSession } from './session-context.ts'

/** The filter may be a new object at every render; an empty one follows nothing. */
export function useFollow(filter: PaymentsFilter): void {
  const session = useSession()
  // Filters contain only a flag and lists of strings.
  const content = JSON.stringify(filter)
  useEffect(() => {
    const topics = JSON.parse(content) as PaymentsFilter
    return topicsOfFilter(session.feed.filter, topics).length === 0
      ? undefined
      : session.follow(topics)
  }, [session, content])
}
