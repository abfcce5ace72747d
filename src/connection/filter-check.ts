/**
 * Filters that no server accepts. Checked before the request, which would be refused; the connection
 * then fails as if it had been.
 */
import type { FilterFields } from '../feeds/filter-query.ts'
import { maxTopics, type TopicSet } from '../protocol/topic-set.ts'
import { ConnectionError } from './errors.ts'
import type { ConnectionStatus } from './status.ts'

/**
 * Why no server accepts these topics; null if one may.
 *
 * @param filter what they come from: a name that the feed does not have makes no topics
 */
export function checkTopics(
  { length }: TopicSet,
  fields: FilterFields,
  filter: object,
): ConnectionError | null {
  if (length === 0) {
    const known = [...Object.keys(fields), 'all']
    const unknown = Object.keys(filter).find((name) => !known.includes(name))
    const why = unknown === undefined ? '' : `, and the feed has no field "${unknown}"`
    return new ConnectionError(
      'filter_empty',
      `Failed to subscribe: the filter names nothing${why}. ` +
        `Use ${known.slice(0, -1).join(', ')} or all: true.`,
    )
  }
  if (length > maxTopics) {
    return new ConnectionError(
      'filter_too_large',
      `Failed to subscribe: the filter names ${length} topics, more than ${maxTopics}. ` +
        'Name a group that contains them, or use several connections.',
    )
  }
  return null
}

/** Whether a connection failed because of its filter: then only another filter starts it again. */
export function isFilterRefused(status: ConnectionStatus): boolean {
  if (status.status !== 'failed') return false
  const { code } = status.error
  return code === 'filter_empty' || code === 'filter_too_large'
}
