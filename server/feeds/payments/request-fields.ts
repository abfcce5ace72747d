/**
 * Reads the fields of payments requests, and says exactly what is wrong with one. Every
 * function takes the foreign value and the name to call it by, and throws a Refusal.
 *
 * It checks syntax only: the ledger decides whether a stream exists or money suffices.
 */

import {
  isAccountAddress,
  isStreamId,
  isTokenAddress,
} from '../../../src/feeds/payments/address.ts'
import { paymentsProblems } from '../../../src/feeds/payments/problems.ts'
import { parseUnits } from '../../../src/money/amount.ts'
import { MoneyError } from '../../../src/money/errors.ts'
import { refuse } from '../../ops/problem-response.ts'
import { quoted } from '../../ops/request-fields.ts'

/** A Stellar account. */
export function readAccount(value: unknown, name: string): string {
  if (typeof value === 'string' && isAccountAddress(value)) return value
  throw refuse(
    paymentsProblems.bad_address,
    `The value of ${name} is not a Stellar account${quoted(value)}. ` +
      'Use G and 55 more characters, with a valid checksum.',
  )
}

/** A token: a contract, or an issuing account. */
export function readToken(value: unknown, name: string): string {
  if (typeof value === 'string' && isTokenAddress(value)) return value
  throw refuse(
    paymentsProblems.bad_address,
    `The value of ${name} is not a token address${quoted(value)}. ` +
      'Use C (a contract) or G (an account) and 55 more characters, with a valid checksum.',
  )
}

/** The id of a payment stream. */
export function readStreamId(value: string, name: string): string {
  if (isStreamId(value)) return value
  throw refuse(
    paymentsProblems.bad_stream_id,
    `The value of ${name} is not a stream id${quoted(value)}. ` +
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
    `The value of ${name} is not an amount${quoted(value)}. ` +
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
    `The value of ${name} is not a time${quoted(value)}. Use whole Unix seconds, such as 1790000000.`,
  )
}
