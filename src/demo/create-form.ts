/**
 * The form for a new stream, without its looks: what a person typed → the body that is sent, or what
 * is wrong with which field. Checks only what can be known before the server is asked.
 */

import { isAccountAddress, isTokenAddress } from '../feeds/payments/index.ts'
import { MoneyError, parseAmountInput, printBaseUnits, type TokenInfo } from '../money/index.ts'
import { counted, printExample } from './amount-text.ts'
import { english } from './messages/english.ts'
import type { AmountName, PageMessages } from './messages/page-messages.ts'
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
  /** When it starts, in Unix seconds; null: when it is created. */
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
 * @param locale the locale that amounts are written in; undefined: that of the browser
 */
export function checkCreateFields(
  fields: CreateFields,
  token: TokenInfo | null,
  locale?: string,
  messages: PageMessages = english,
): CheckedFields {
  const sender = readAccount(fields.sender, 'enterSender', messages)
  const recipient = readRecipient(fields, messages)
  const tokenAddress = readTokenAddress(fields, messages)
  const deposit = readAmount(fields.deposit, token, 'deposit', locale, messages)
  const asked = readAmount(fields.rate, token, 'rate', locale, messages)
  const rate = 'value' in asked ? readRate(asked.value, fields.ratePer, locale, messages) : asked
  const start = readStart(fields.start, messages)

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
            ratePerSecond: printBaseUnits(rate.value),
            depositedAmount: printBaseUnits(deposit.value),
            ...(start.value !== null && { startTime: start.value }),
          }
        : null,
  }
}

/** An amount above zero as units, or what to do about it. Also used by the top-up form. */
export function readAmount(
  text: string,
  token: TokenInfo | null,
  what: AmountName,
  locale: string | undefined,
  messages: PageMessages = english,
): Read<bigint> {
  const { field } = messages
  const trimmed = text.trim()
  if (trimmed === '') return { error: field.enter[what] }
  try {
    const units = parseAmountInput(trimmed, {
      locale: locale ?? navigator.language,
      decimals: token?.decimals ?? 0,
    })
    return units > 0n ? { value: units } : { error: field.positive[what] }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return { error: amountAdvice(error, token, locale, messages) }
  }
}

function amountAdvice(
  { code }: MoneyError,
  token: TokenInfo | null,
  locale: string | undefined,
  { field }: PageMessages,
): string {
  if (code === 'amount_range') return field.tooLarge
  const example = printExample(token, locale)
  if (code === 'amount_grouping') {
    return field.ambiguous({ example })
  }
  if (code !== 'amount_precision') {
    return token ? field.number({ example }) : field.whole({ example })
  }
  return token
    ? field.decimals({ symbol: token.symbol, ...counted(token.decimals, locale) })
    : field.baseUnitsWhole
}

function readAccount(
  text: string,
  missing: 'enterSender' | 'enterRecipient',
  messages: PageMessages,
): Read<string> {
  const address = text.trim()
  if (address === '') return { error: messages.field[missing] }
  return isAccountAddress(address)
    ? { value: address }
    : { error: accountAdvice(address, messages) }
}

function readRecipient(fields: CreateFields, messages: PageMessages): Read<string> {
  const recipient = readAccount(fields.recipient, 'enterRecipient', messages)
  return 'value' in recipient && recipient.value === fields.sender.trim()
    ? { error: messages.field.isSender }
    : recipient
}

/** Why a text is not an account address, as specifically as possible. */
export function accountAdvice(
  address: string,
  { field }: PageMessages = english,
  locale?: string,
): string {
  if (!address.startsWith('G')) return field.addressStart
  if (address.length !== 56) {
    return field.addressLength(counted(address.length, locale))
  }
  return field.addressChecksum
}

function readTokenAddress(
  { token, otherTokenAddress }: CreateFields,
  { field }: PageMessages,
): Read<string> {
  if (token !== otherToken) return { value: token }
  const address = otherTokenAddress.trim()
  if (address === '') return { error: field.enterToken }
  if (isTokenAddress(address)) return { value: address }
  return { error: field.tokenSyntax }
}

function readRate(
  asked: bigint,
  period: RatePeriod,
  locale: string | undefined,
  { field }: PageMessages,
): Read<bigint> {
  const rate = ratePerSecondOf(asked, period)
  if (rate > 0n) return { value: rate }
  const number = ratePeriods[period].seconds.toLocaleString(locale)
  return { error: field.rateTooLow({ number, period }) }
}

function readStart(text: string, { field }: PageMessages): Read<number | null> {
  if (text === '') return { value: null }
  const milliseconds = new Date(text).getTime()
  if (Number.isNaN(milliseconds) || milliseconds < 0) return { error: field.time }
  return { value: Math.floor(milliseconds / 1000) }
}

function errorOf(name: CreateFieldName, read: Read<unknown>): FieldErrors {
  return 'error' in read ? { [name]: read.error } : {}
}
