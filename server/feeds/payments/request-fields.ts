/**
 * Reads the fields of payments requests that JSON and queries write in their own way, and says exactly
 * what is wrong with one; addresses and ids are checked by ledger/command-fields.ts. Every
 * function takes the foreign value and the name to call it by, and throws a Refusal.
 *
 * It checks syntax only: the ledger decides whether a stream exists or money suffices.
 */

import { paymentsProblems } from '../../../src/feeds/payments/problems.ts'
import { parseBaseUnits } from '../../../src/money/amount.ts'
import { MoneyError } from '../../../src/money/errors.ts'
import { checkAmount } from '../../ledger/command-fields.ts'
import { refuse } from '../../ops/problem-response.ts'
import { quoted } from '../../ops/quoted-value.ts'

/** An amount of units above zero, as a decimal string: a JSON number would lose digits. */
export function readPositiveUnits(value: unknown, name: string): bigint {
  const units = readUnits(value, name)
  checkAmount(units, name)
  return units
}

/** Units per second. Of zero the contract has a rule of its own, which the ledger applies. */
export function readRate(value: unknown, name: string): bigint {
  const units = readUnits(value, name)
  if (units !== 0n) checkAmount(units, name)
  return units
}

function readUnits(value: unknown, name: string): bigint {
  if (typeof value === 'string') {
    try {
      return parseBaseUnits(value)
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
