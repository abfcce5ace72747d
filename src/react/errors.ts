/**
 * What hooks can complain about, as one class with public codes. Hooks hand errors back as values:
 * a widget with a problem shows it, and takes no page down with it.
 */

import { maxTopics } from '../protocol/topic-set.ts'

/**
 * Public and only growing.
 *
 * | code | meaning |
 * |---|---|
 * | `too_many_topics` | more is followed than one connection may ask for, and this came last |
 * | `stream_missing` | the state is complete and the payment stream is not in it |
 * | `decimals_unknown` | nobody said how many decimals the token has |
 * | `connection_failed` | the stream cannot be known, because the connection has failed |
 * | `provider_missing` | a hook of a feed is used outside a provider of that feed |
 */
export type GaugeErrorCode =
  | 'too_many_topics'
  | 'stream_missing'
  | 'decimals_unknown'
  | 'connection_failed'
  | 'provider_missing'

export class GaugeError extends Error {
  override readonly name = 'GaugeError'
  readonly code: GaugeErrorCode

  constructor(code: GaugeErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** @param what begins the message: what cannot be shown. */
export function tooManyTopics(what: string): GaugeError {
  return new GaugeError(
    'too_many_topics',
    `${what}: the page follows more than ${maxTopics} payment streams and accounts. Follow an account in place of its single streams, show fewer at once, or put a GaugeProvider of its own around some.`,
  )
}
