/**
 * The form for a new stream, without its looks: what a person typed → the body that is sent, or what
 * is wrong with which field. Checks only what can be known before the server is asked.
 */

import { isAccountAddress, isTokenAddress } from '../feeds/payments/index.ts'
import { MoneyError, parseLocalAmount, printUnits, type TokenInfo } from '../money/index.ts'
import { printExample } from './amount-text.ts'
import { type RatePeriod, ratePeriods, ratePerSecondOf, unitsPerPeriod } from './rates.ts'

/** What the fields hold, as text. */
export interface CreateFields {
  readonly sender: string
  readonly recipient: string
  /** A known token's address, or {@link otherToken}. */
  readonly token: string
  /** Only read when `token` is {@link otherToken}. */
  readonly otherTokenAddress: string
  readonly deposit: string
  readonly rate: string
  readonly ratePer: RatePeriod
  /** As `<input type="datetime-local">` gives it; empty means now. */
  readonly start: string
}

export type CreateFieldName = keyof CreateFields

/** Why fields cannot be sent: a sentence for each. */
export type FieldErrors = Readonly<Partial<Record<CreateFieldName, string>>>

/** The choice of a token that the page has no name for. */
export const otherToken = 'other'

/** The body of `POST /streams`. */
export interface CreateBody {
  readonly sender: string
  readonly recipient: string
  readonly tokenAddress: string
  readonly ratePerSecond: string
  readonly depositedAmount: string
  readonly startTime?: number
}

/** What will happen, to be shown before it does. */
interface CreatePreview {
  readonly deposit: bigint
  readonly ratePerSecond: bigint
  /** What the rate comes to over the chosen period: at most what was asked for. */
  readonly perPeriod: bigint
  /** What was asked for over that period. */
  readonly asked: bigint
  /** Whole seconds until the deposit has run out. */
  readonly lastsSeconds: bigint
  /** Unix seconds of its start; null: when it is created. */
  readonly startsAt: number | null
}

/** Everything known about the fields so far. */
export interface CheckedFields {
  readonly errors: FieldErrors
  /** Null while a field is missing or wrong. */
  readonly body: CreateBody | null
  /** Null until deposit and rate can be read. */
  readonly preview: CreatePreview | null
}

type Read<T> = { readonly value: T } | { readonly error: string }

/**
 * Checks all fields at once.
 *
 * @param token the chosen token, or null for one whose decimals are unknown: amounts are then whole
 * base units, since a guess could be wrong by powers of ten.
 * @param locale how amounts are written; undefined: as the browser's language does
 */
export function checkCreateFields(
  fields: CreateFields,
  token: TokenInfo | null,
  locale?: string,
): CheckedFields {
  const sender = readAccount(fields.sender, 'sender')
  const recipient = readRecipient(fields)
  const tokenAddress = readTokenAddress(fields)
  const deposit = readAmount(fields.deposit, token, 'deposit', locale)
  const asked = readAmount(fields.rate, token, 'rate', locale)
  const rate = 'value' in asked ? readRate(asked.value, fields.ratePer) : asked
  const start = readStart(fields.start)

  const errors: FieldErrors = {
    ...errorOf('sender', sender),
    ...errorOf('recipient', recipient),
    ...errorOf('otherTokenAddress', tokenAddress),
    ...errorOf('deposit', deposit),
    ...errorOf('rate', rate),
    ...errorOf('start', start),
  }
  const preview =
    'value' in rate && 'value' in asked && 'value' in deposit
      ? {
          deposit: deposit.value,
          ratePerSecond: rate.value,
          perPeriod: unitsPerPeriod(rate.value, fields.ratePer),
          asked: asked.value,
          // Rounded up: the last second pays what is left.
          lastsSeconds: (deposit.value + rate.value - 1n) / rate.value,
          startsAt: 'value' in start ? start.value : null,
        }
      : null
  const isComplete =
    'value' in sender && 'value' in recipient && 'value' in tokenAddress && 'value' in start
  return {
    errors,
    preview,
    body:
      isComplete && 'value' in deposit && 'value' in rate
        ? {
            sender: sender.value,
            recipient: recipient.value,
            tokenAddress: tokenAddress.value,
            ratePerSecond: printUnits(rate.value),
            depositedAmount: printUnits(deposit.value),
            ...(start.value !== null && { startTime: start.value }),
          }
        : null,
  }
}

/** An amount above zero as units, or what to do about it. Also used by the top-up form. */
export function readAmount(
  text: string,
  token: TokenInfo | null,
  what: string,
  locale: string | undefined,
): Read<bigint> {
  const trimmed = text.trim()
  if (trimmed === '') return { error: `Enter the ${what}.` }
  try {
    const units = parseLocalAmount(trimmed, { locale, decimals: token?.decimals ?? 0 })
    return units > 0n ? { value: units } : { error: `The ${what} must be greater than zero.` }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return { error: amountAdvice(error, token, locale) }
  }
}

function amountAdvice(
  { code }: MoneyError,
  token: TokenInfo | null,
  locale: string | undefined,
): string {
  if (code === 'amount_range') return 'This amount is too large.'
  const example = printExample(token, locale)
  if (code === 'amount_grouping') {
    return `This could mean two amounts. Write it like ${example}, or without separators.`
  }
  if (code !== 'amount_precision') {
    return token
      ? `Enter a number, for example ${example}.`
      : `Enter a whole number of base units, for example ${example}.`
  }
  return token
    ? `${token.symbol} has ${token.decimals} decimals. Use at most ${token.decimals} digits after the point.`
    : 'Base units are whole numbers.'
}

function readAccount(text: string, who: 'sender' | 'recipient'): Read<string> {
  const address = text.trim()
  if (address === '') return { error: `Enter the ${who}’s address.` }
  return isAccountAddress(address) ? { value: address } : { error: accountAdvice(address) }
}

function readRecipient(fields: CreateFields): Read<string> {
  const recipient = readAccount(fields.recipient, 'recipient')
  return 'value' in recipient && recipient.value === fields.sender.trim()
    ? { error: 'This is the sender. Enter another account.' }
    : recipient
}

/** Why a text is not an account address, as specifically as possible. */
export function accountAdvice(address: string): string {
  if (!address.startsWith('G')) return 'An account address starts with G.'
  if (address.length !== 56) {
    return `An account address has 56 characters; this one has ${address.length}.`
  }
  return 'This address is not valid: its checksum does not match. Check for typos.'
}

function readTokenAddress({ token, otherTokenAddress }: CreateFields): Read<string> {
  if (token !== otherToken) return { value: token }
  const address = otherTokenAddress.trim()
  if (address === '') return { error: 'Enter the token’s address.' }
  if (isTokenAddress(address)) return { value: address }
  return { error: 'A token address starts with C and has 56 characters.' }
}

function readRate(asked: bigint, period: RatePeriod): Read<bigint> {
  const rate = ratePerSecondOf(asked, period)
  if (rate > 0n) return { value: rate }
  const { label, seconds } = ratePeriods[period]
  return {
    error: `The rate is too low: the minimum is one base unit per second, ${seconds} units per ${label}.`,
  }
}

function readStart(text: string): Read<number | null> {
  if (text === '') return { value: null }
  const milliseconds = new Date(text).getTime()
  if (Number.isNaN(milliseconds) || milliseconds < 0) return { error: 'Enter a valid time.' }
  return { value: Math.floor(milliseconds / 1000) }
}

function errorOf(name: CreateFieldName, read: Read<unknown>): FieldErrors {
  return 'error' in read ? { [name]: read.error } : {}
}
