/**
 * Checks the addresses, ids and amounts of commands and reads, for callers over HTTP and for direct ones
 * alike. Syntax only: whether a stream exists or money suffices is decided elsewhere.
 */
import { isAccountAddress, isStreamId, isTokenAddress } from '../../src/feeds/payments/address.ts'
import { I128_MAX } from '../../src/money/amount.ts'
import { quoted } from '../ops/quoted-value.ts'
import { LedgerError } from './errors.ts'

/** A Stellar account. @throws LedgerError `bad_address` */
export function readAccount(value: unknown, name: string): string {
  if (typeof value === 'string' && isAccountAddress(value)) return value
  throw new LedgerError(
    'bad_address',
    `The value of ${name} is not a Stellar account${quoted(value)}. ` +
      'Use G and 55 more characters, with a valid checksum.',
  )
}

/** A token: a contract, or an issuing account. @throws LedgerError `bad_address` */
export function readToken(value: unknown, name: string): string {
  if (typeof value === 'string' && isTokenAddress(value)) return value
  throw new LedgerError(
    'bad_address',
    `The value of ${name} is not a token address${quoted(value)}. ` +
      'Use C (a contract) or G (an account) and 55 more characters, with a valid checksum.',
  )
}

/** The id of a payment stream. @throws LedgerError `bad_stream_id` */
export function readStreamId(value: unknown, name: string): string {
  if (typeof value === 'string' && isStreamId(value)) return value
  throw new LedgerError(
    'bad_stream_id',
    `The value of ${name} is not a stream id${quoted(value)}. ` +
      'Use a decimal number from 0 to 18446744073709551615.',
  )
}

/** Whole units, for callers without JSON. @throws LedgerError `bad_amount` */
export function checkUnits(value: unknown, name: string): void {
  if (typeof value === 'bigint') return
  throw new LedgerError(
    'bad_amount',
    `The value of ${name} is not an amount${quoted(value)}. ` +
      'Use whole base units as a bigint, such as 125000000n.',
  )
}

/** Units above zero. @throws LedgerError `bad_amount`, `amount_not_positive`, `amount_out_of_range` */
export function checkAmount(units: bigint, name: string): void {
  checkUnits(units, name)
  if (units <= 0n) {
    throw new LedgerError(
      'amount_not_positive',
      `The value of ${name} is not positive: it is ${units}. Use at least 1.`,
    )
  }
  if (units > I128_MAX) {
    throw new LedgerError(
      'amount_out_of_range',
      `The value of ${name} does not fit into 128 bits. Use at most ${I128_MAX}.`,
    )
  }
}
