/**
 * Why a widget has nothing to show, and the texts for it: the same for all widgets, so that two of them
 * next to each other agree.
 */
import type { StreamSummary } from '../../react/use-stream-summary.ts'
import type { IconName } from '../icons/icon.tsx'

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

/** What widgets without an amount show in place of a stream. */
export interface UnavailableText {
  readonly icon: IconName
  /** One or two words, for a badge. */
  readonly label: string
  /** In place of the parties' names, when they are not known. */
  readonly title: string
}

// Two tables, so that a page with balances alone does not load the texts of cards and badges.

/** A phrase, for assistive technology and in place of an amount. */
export const unavailableMessages: { readonly [R in UnavailableReason]: string } = {
  loading: 'Loading',
  stream_missing: 'No stream with this ID',
  provider_missing: 'Not loaded: GaugeProvider is missing',
  connection_failed: 'Unavailable: the connection failed',
  too_many_topics: 'Not loaded: too many streams on this page',
  decimals_unknown: 'Amount unavailable: unknown token',
  invalid: 'Amount unavailable: invalid stream data',
}

export const unavailableTexts: { readonly [R in UnavailableReason]: UnavailableText } = {
  loading: { icon: 'pending', label: 'Loading', title: 'Loading' },
  stream_missing: { icon: 'unknown', label: 'Not found', title: 'Stream not found' },
  provider_missing: { icon: 'warning', label: 'No provider', title: 'Provider missing' },
  connection_failed: { icon: 'offline', label: 'Unavailable', title: 'Stream unavailable' },
  too_many_topics: { icon: 'unknown', label: 'Not loaded', title: 'Stream not loaded' },
  decimals_unknown: { icon: 'warning', label: 'Unknown token', title: 'Payment stream' },
  invalid: { icon: 'warning', label: 'Invalid data', title: 'Payment stream' },
}

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
