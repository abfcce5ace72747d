/**
 * Why a widget has nothing to show, as the one reason that every widget words for itself: by the
 * code of the error, because "error" alone would let a lost connection read like an unknown token.
 */
import type { StreamStanding } from '../../react/use-stream-standing.ts'

/**
 * | reason | meaning |
 * |---|---|
 * | `loading` | it is on its way |
 * | `stream_missing` | there is no such stream |
 * | `connection_failed` | whether there is such a stream could not be asked |
 * | `too_many_topics` | whether there is was not asked: the page follows as much as it may |
 * | `decimals_unknown` | there is, but nobody said what its units mean |
 * | `unreadable` | what is known of it cannot be right, or not be written that way |
 */
export type Absence =
  | 'loading'
  | 'stream_missing'
  | 'connection_failed'
  | 'too_many_topics'
  | 'decimals_unknown'
  | 'unreadable'

/** The reason; null when there is something to show. */
export function absenceOf({
  phase,
  error,
}: Pick<StreamStanding, 'phase' | 'error'>): Absence | null {
  if (phase === 'ready') return null
  switch (error?.code) {
    case undefined:
      return 'loading'
    case 'stream_missing':
    case 'connection_failed':
    case 'too_many_topics':
    case 'decimals_unknown':
      return error.code
    default:
      return 'unreadable'
  }
}
