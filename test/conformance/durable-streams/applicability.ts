/**
 * Which tests of the conformance suite of Durable Streams do not apply, and why. All others have to pass: the suite asks
 * for the whole protocol, and the server has its read half.
 */

/** A kind of tests that do not apply. */
export interface Exception {
  /** What they are about. */
  readonly subject: string
  readonly reason: string
  /** Compared with the group and the name of a test, `group > name`. */
  readonly matches: RegExp
}

export const exceptions: readonly Exception[] = [
  {
    subject: 'Forks',
    reason:
      'A fork is a new log that begins with a part of another. A feed has one log, and what it is derived from is the business of what writes to it.',
    matches: /^Fork - /,
  },
  {
    subject: 'Idempotent producers',
    reason:
      'Feeds are written by commands and `publish`, which have idempotency keys of their own.',
    matches: /^Idempotent Producer Operations/,
  },
  {
    subject: 'Closing',
    reason: 'A feed does not end, so no reader has to expect `Stream-Closed`.',
    matches: /^Stream Closure/,
  },
  {
    subject: 'Lifetimes',
    reason: 'Events are dropped by age and number (`RETENTION_MS`), a log as a whole is not.',
    matches: /^(?:TTL |HEAD Metadata Edge Cases)/,
  },
  {
    subject: '`Stream-Seq`',
    reason: 'It coordinates several writers of one log by HTTP. There are none.',
    matches: /\bseq\b|sequence ordering|sequence numbers/,
  },
  {
    subject: 'Subscriptions by webhook',
    reason: 'They are an optional part of the protocol, for servers that call their readers.',
    matches: /^Reserved subscription APIs/,
  },
  {
    subject: 'Unknown parameters',
    reason:
      'They are refused with `unknown_parameter`. The filter of a feed is in the query, and a reader whose typo was ignored would wait in vain.',
    matches: /should ignore unknown query parameters/,
  },
]

/** Why a test does not apply; undefined for those that have to pass. */
export function exceptionFor(group: string, name: string): Exception | undefined {
  return exceptions.find(({ matches }) => matches.test(`${group} > ${name}`))
}
