/**
 * Why a widget has nothing to show: the same reasons for all widgets, so that adjacent widgets agree. Their
 * texts are in src/messages.
 */
import type { StreamSummary } from '../../react/stream-summary.ts'

/**
 * | reason | meaning |
 * |---|---|
 * | `loading` | the stream has not arrived yet |
 * | `stream_missing` | there is no such stream |
 * | `provider_missing` | there is no provider that could request it |
 * | `connection_failed` | the stream could not be requested |
 * | `too_many_topics` | the stream was not requested: the page follows as many as it may |
 * | `decimals_unknown` | the decimals of the stream's token are not known |
 * | `invalid` | the stream's data cannot be right, or cannot be formatted as asked |
 */
export type UnavailableReason =
  | 'loading'
  | 'stream_missing'
  | 'provider_missing'
  | 'connection_failed'
  | 'too_many_topics'
  | 'decimals_unknown'
  | 'invalid'

/** The reason; null when there is something to show. */
export function unavailableReason({
  phase,
  error,
}: Pick<StreamSummary, 'phase' | 'error'>): UnavailableReason | null {
  if (phase === 'ready') return null
  switch (error?.code) {
    case undefined:
      return 'loading'
    case 'stream_missing':
    case 'provider_missing':
    case 'connection_failed':
    case 'too_many_topics':
    case 'decimals_unknown':
      return error.code
    default:
      return 'invalid'
  }
}
