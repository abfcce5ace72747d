/**
 * Reads the fields of queries and bodies that any feed may have, and says exactly what is wrong with
 * one. Every function takes the foreign value and the name to call it by, and throws a Refusal.
 */
import { quoteValue } from '../../src/protocol/errors.ts'
import { refuse } from './problem-response.ts'
import { quoted } from './quoted-value.ts'

/** A body with exactly these fields; the names after `?` may be missing. */
export function checkFields(
  body: Record<string, unknown>,
  required: readonly string[],
  optional: readonly string[] = [],
): void {
  const known = [...required, ...optional]
  for (const name of Object.keys(body)) {
    if (known.includes(name)) continue
    throw refuse(
      'invalid_body',
      `The field ${quoteValue(name)} is not known. Use ${known.join(', ')}.`,
    )
  }
  for (const name of required) {
    if (body[name] === undefined) {
      throw refuse('invalid_body', `The field ${name} is missing. Send ${required.join(', ')}.`)
    }
  }
}

/**
 * A query with these parameters only.
 *
 * @param single may come once. @param repeatable may come often.
 */
export function checkQuery(
  query: URLSearchParams,
  single: readonly string[],
  repeatable: readonly string[] = [],
): void {
  for (const name of new Set(query.keys())) {
    if (repeatable.includes(name)) continue
    if (!single.includes(name)) {
      const known = [...single, ...repeatable]
      throw refuse(
        'unknown_parameter',
        `The parameter ${quoteValue(name)} is not known. ` +
          (known.length === 0 ? 'This path takes none.' : `Use ${known.join(', ')}.`),
      )
    }
    if (query.getAll(name).length > 1) {
      throw refuse('repeated_parameter', `The parameter ${name} has several values. Give one.`)
    }
  }
}

/** How many items a page has, from 1 to `most`. */
export function readLimit(value: string | null, most: number, otherwise: number): number {
  if (value === null) return otherwise
  const limit = /^[1-9]\d{0,6}$/.test(value) ? Number(value) : 0
  if (limit >= 1 && limit <= most) return limit
  throw refuse('bad_value', `The value of limit cannot be used. Give a number from 1 to ${most}.`)
}

/** One of several words. */
export function readWord<Word extends string>(
  value: string,
  name: string,
  words: readonly Word[],
): Word {
  const word = words.find((known) => known === value)
  if (word !== undefined) return word
  throw refuse(
    'bad_value',
    `The value of ${name} is not known${quoted(value)}. Use ${words.join(', ')}.`,
  )
}
