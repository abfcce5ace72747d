/**
 * Reads the fields of queries, paths and bodies, and says exactly what is wrong with one. Every
 * function takes the foreign value and the name to call it by, and throws a Refusal.
 *
 * It knows spelling only: whether a stream exists or money suffices is the ledger's business.
 */

import { isAccountAddress, isStreamId, isTokenAddress } from '../../src/feeds/payments/address.ts'
import { paymentsProblems } from '../../src/feeds/payments/problems.ts'
import { parseUnits } from '../../src/money/amount.ts'
import { MoneyError } from '../../src/money/errors.ts'
import { quoteValue } from '../../src/protocol/errors.ts'
import { refuse } from '../ops/problem-response.ts'

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

/** A Stellar account. */
export function readAccount(value: unknown, name: string): string {
  if (typeof value === 'string' && isAccountAddress(value)) return value
  throw refuse(
    paymentsProblems.bad_address,
    `The value of ${name} is not a Stellar account${shown(value)}. ` +
      'Use G and 55 more characters, with a valid checksum.',
  )
}

/** A token: a contract, or an issuing account. */
export function readToken(value: unknown, name: string): string {
  if (typeof value === 'string' && isTokenAddress(value)) return value
  throw refuse(
    paymentsProblems.bad_address,
    `The value of ${name} is not a token address${shown(value)}. ` +
      'Use C (a contract) or G (an account) and 55 more characters, with a valid checksum.',
  )
}

/** The id of a payment stream. */
export function readStreamId(value: string, name: string): string {
  if (isStreamId(value)) return value
  throw refuse(
    paymentsProblems.bad_stream_id,
    `The value of ${name} is not a stream id${shown(value)}. ` +
      'Use a decimal number from 0 to 18446744073709551615.',
  )
}

/** An amount of units above zero, as a decimal string: a JSON number would lose digits. */
export function readPositiveUnits(value: unknown, name: string): bigint {
  const units = readUnits(value, name)
  if (units > 0n) return units
  throw refuse(
    paymentsProblems.amount_not_positive,
    `The value of ${name} is not positive. Use at least "1".`,
  )
}

function readUnits(value: unknown, name: string): bigint {
  if (typeof value === 'string') {
    try {
      return parseUnits(value)
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error
      if (error.code === 'amount_range') {
        throw refuse(
          paymentsProblems.amount_out_of_range,
          `The value of ${name} does not fit into 128 bits. Use a smaller one.`,
        )
      }
    }
  }
  throw refuse(
    paymentsProblems.bad_amount,
    `The value of ${name} is not an amount${shown(value)}. ` +
      'Use whole base units as a decimal string, such as "125000000".',
  )
}

/** Unix seconds as a JSON number. */
export function readSeconds(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw badTime(value, name)
}

/** Unix seconds as text. */
export function readSecondsText(value: string, name: string): number {
  const seconds = /^(0|[1-9]\d{0,15})$/.test(value) ? Number(value) : Number.NaN
  if (Number.isSafeInteger(seconds)) return seconds
  throw badTime(value, name)
}

function badTime(value: unknown, name: string) {
  return refuse(
    'bad_time',
    `The value of ${name} is not a time${shown(value)}. Use whole Unix seconds, such as 1790000000.`,
  )
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
    `The value of ${name} is not known${shown(value)}. Use ${words.join(', ')}.`,
  )
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `: ${quoteValue(value)}`
  return typeof value === 'number' ? ': it is a number' : ''
}
