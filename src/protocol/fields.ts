/**
 * The kinds of values that wire bodies are made of, each read from untrusted JSON. Says how one
 * value looks; which fields an event or a state has is said in events.ts and stream-state.ts.
 */
import * as v from 'valibot'
import { parseUnits, printUnits } from '../money/amount.ts'
import { isStreamId } from './address.ts'

const notU64 = 'expected a decimal u64'
const longestText = 128
const tooLong = `expected at most ${longestText} characters`

/**
 * An amount of units: a decimal string, never a JSON number, because JSON numbers lose digits
 * beyond 2^53. The contract keeps no negative amounts, so neither does the wire.
 */
export const unitsSchema = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      const units = parseUnits(dataset.value)
      if (units >= 0n) return units
    } catch {
      // The reason below is enough: the value itself is kept with the invalid frame.
    }
    addIssue({ message: 'expected decimal units from 0 to 2^127 − 1' })
    return NEVER
  }),
)

// Serialisers of u64 columns write decimal strings, FlowFi's on some routes among them.
const notWhole = 'expected a whole number from 0'
const wholeSchema = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,20}$/, notWhole), v.transform(Number))]),
  v.integer(notWhole),
  v.minValue(0, notWhole),
)

const exactNumber = v.safeInteger<number, string>('expected at most 2^53 − 1')

/** A count, or a sequence number. */
export const countSchema = v.pipe(wholeSchema, exactNumber)

/** Unix seconds. */
export const secondsSchema = v.pipe(wholeSchema, exactNumber)

/**
 * Unix seconds that may lie ages ahead. The contract counts time in u64, and a number that is only
 * nearly right must not cost the event that carries it.
 */
export const farSecondsSchema = v.pipe(wholeSchema, v.maxValue(2 ** 64, 'expected a u64'))

/** A stream id; servers that send small ids as JSON numbers are understood too. */
export const streamIdSchema = v.pipe(
  v.union([v.string(), v.number()]),
  v.check((id) => typeof id === 'string' || Number.isSafeInteger(id), notU64),
  v.transform(String),
  v.check(isStreamId, notU64),
)

/**
 * An address as a server reports it. Only its length is checked: checksums guard what people type
 * (filters, commands), and an odd address is no reason to lose sight of a payment.
 */
export const addressSchema = v.pipe(
  v.string(),
  v.minLength(1, 'expected an address'),
  v.maxLength(longestText, tooLong),
)

/** Short text of a server's choosing, such as a transaction hash. */
export const textSchema = v.pipe(v.string(), v.maxLength(longestText, tooLong))

/** The fields of `value` that `entries` names, with bigints as decimal strings. */
export function printFields(entries: v.ObjectEntries, value: object): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) {
    if (!Object.hasOwn(entries, name) || field === undefined) continue
    body[name] = typeof field === 'bigint' ? printUnits(field) : field
  }
  return body
}

/** `null` means the same as a missing field; some serialisers write it for every empty column. */
export function withoutNulls(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  return Object.fromEntries(
    Object.entries(body).filter(([, field]) => field !== null && field !== undefined),
  )
}

/** The first complaint of a failed parse, as `field: what was expected`; never the value itself. */
export function reasonOf([issue]: readonly [
  v.BaseIssue<unknown>,
  ...v.BaseIssue<unknown>[],
]): string {
  const complaint =
    issue.received === 'undefined'
      ? 'missing'
      : issue.kind === 'schema'
        ? `expected ${issue.expected}`
        : issue.message
  return `${v.getDotPath(issue) ?? 'body'}: ${complaint}`
}
