/**
 * The errors of hooks, as one class with public codes. Hooks return errors as values: a widget shows its
 * error, and the page keeps working.
 */
import { MoneyError } from '../money/errors.ts'
import { maxTopics } from '../protocol/topic-set.ts'

/**
 * Public and only growing.
 *
 * | code | meaning |
 * |---|---|
 * | `too_many_topics` | more is followed than one connection may request, and this was followed last |
 * | `stream_missing` | the state is complete and does not contain the payment stream |
 * | `decimals_unknown` | the decimals of the token are not known |
 * | `connection_failed` | the stream could not be loaded, because the connection has failed |
 * | `provider_missing` | a hook of a feed is used outside a provider of that feed; for widgets of one payment stream it is their `error` |
 */
export type GaugeErrorCode =
  | 'too_many_topics'
  | 'stream_missing'
  | 'decimals_unknown'
  | 'connection_failed'
  | 'provider_missing'

/**
 * What a hook or widget could not show, and why: returned as `error`, or thrown where a provider is
 * missing.
 */
export class GaugeError extends Error {
  override readonly name = 'GaugeError'
  /** Which kind of failure; stable, so that programs can decide by it. */
  readonly code: GaugeErrorCode

  constructor(code: GaugeErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** @param provider the name of the provider, with the props that precede `url` */
export function providerMissing(provider = 'GaugeProvider'): GaugeError {
  return new GaugeError(
    'provider_missing',
    `Cannot load data: this component is outside its provider. Wrap it in <${provider} url="…">.`,
  )
}

/** @param what the beginning of the message: what cannot be shown */
export function tooManyTopics(what: string): GaugeError {
  return new GaugeError(
    'too_many_topics',
    `${what}: the page follows more than ${maxTopics} payment streams and accounts. Follow accounts instead of their streams, or use several GaugeProviders.`,
  )
}

/** What `run` returns, or the MoneyError that it throws. */
export function orMoneyError<T>(run: () => T): T | MoneyError {
  try {
    return run()
  } catch (error) {
    if (error instanceof MoneyError) return error
    throw error
  }
}
