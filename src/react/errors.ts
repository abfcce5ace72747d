/**
 * What hooks can complain about, as one class with public codes. Hooks hand errors back as values:
 * a widget with a problem shows it, and takes no page down with it.
 */

/**
 * Public and only growing.
 *
 * | code | meaning |
 * |---|---|
 * | `filter_not_covered` | the provider's session hears less than was asked for |
 * | `stream_missing` | the snapshot is complete and the payment stream is not in it |
 * | `decimals_unknown` | nobody said how many decimals the token has |
 * | `connection_failed` | the stream cannot be known, because the connection has failed |
 */
export type GaugeErrorCode =
  | 'filter_not_covered'
  | 'stream_missing'
  | 'decimals_unknown'
  | 'connection_failed'

export class GaugeError extends Error {
  override readonly name = 'GaugeError'
  readonly code: GaugeErrorCode

  constructor(code: GaugeErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
