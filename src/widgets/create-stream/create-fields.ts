/**
 * The form for a new stream, without its looks: what a user typed → the stream that is sent, or what is wrong with which
 * field. Checks only what can be known before the server is asked. Pure.
 *
 * A contract holds whole units per second. So a rate is rounded down, and pays a little less than was asked over its
 * period; a total over a time is paid in full, and takes a little longer. Both are part of the answer.
 */
import { isTokenAddress } from '../../feeds/payments/address.ts'
import type { FieldMessages } from '../../messages/actions-messages.ts'
import { createAmountFormat, type TokenInfo } from '../../money/index.ts'
import type { NewStream } from '../../react/actions/command.ts'
import { type Read, readAmount } from '../form/read-amount.ts'
import { wallTimeMs } from '../form/wall-time.ts'
import { type KnownParty, readParty } from './parties.ts'

/** A period that a rate is given for. A contract counts seconds, so a month is 30 days. */
export type CreatePeriod = 'second' | 'hour' | 'day' | 'week' | 'month'

/** The seconds of each period. */
export const periodSeconds: Readonly<Record<CreatePeriod, bigint>> = {
  second: 1n,
  hour: 3_600n,
  day: 86_400n,
  week: 604_800n,
  month: 2_592_000n,
}

/** A unit of the time that a total is paid over. */
export type DurationUnit = 'hours' | 'days' | 'weeks' | 'months'

/** The period that a unit of time counts. */
export const periodOf = {
  hours: 'hour',
  days: 'day',
  weeks: 'week',
  months: 'month',
} as const satisfies Readonly<Record<DurationUnit, CreatePeriod>>

/** What the fields hold, as text. */
export interface CreateFields {
  /** Only read where the account is not known. */
  readonly sender: string
  /** A name or an address. */
  readonly recipient: string
  /** A known token's address, or {@link otherToken}. */
  readonly token: string
  /** Only read when `token` is {@link otherToken}. */
  readonly tokenAddress: string
  /** `total`: an amount over a time. `rate`: an amount per period, and a deposit that it is paid from. */
  readonly pay: 'total' | 'rate'
  /** With `pay: 'total'`. */
  readonly total: string
  /** How many of `durationUnit`. */
  readonly duration: string
  /** With `duration`. */
  readonly durationUnit: DurationUnit
  /** With `pay: 'rate'`. */
  readonly deposit: string
  /** With `pay: 'rate'`. */
  readonly rate: string
  /** With `rate`. */
  readonly ratePer: CreatePeriod
  /** As `<input type="datetime-local">` gives it; empty means when it is created. */
  readonly start: string
}

/** A field of the form. */
export type CreateFieldName = keyof CreateFields

/** Why fields cannot be sent: a sentence for each. */
export type FieldErrors = Readonly<Partial<Record<CreateFieldName, string>>>

/** The choice of a token that the application does not offer. */
export const otherToken = 'other'

/** What will happen, to be shown before it does. Amounts are base units. */
export interface CreatePreview {
  /** What is deposited. */
  readonly deposit: bigint
  /** What flows in a second. */
  readonly ratePerSecond: bigint
  /** The period of `perPeriod`. */
  readonly period: CreatePeriod
  /** What the rate comes to over that period, exactly. */
  readonly perPeriod: bigint
  /** By how much that is less than was asked for; 0 for a total over a time. */
  readonly lessPerPeriod: bigint
  /** Whole seconds until the deposit has run out. */
  readonly lastsSeconds: bigint
  /** How many of those are beyond the time that was asked for; 0 for a rate. */
  readonly longerSeconds: bigint
  /** When it begins, Unix seconds; null: when it is created. */
  readonly startsAt: number | null
}

/** Everything known about the fields so far. */
export interface CheckedFields {
  /** What is wrong. */
  readonly errors: FieldErrors
  /** Null while a field is missing or wrong. */
  readonly stream: NewStream | null
  /** Null until the amounts can be read. */
  readonly preview: CreatePreview | null
  /** Address of the recipient, once it can be read. */
  readonly recipient: string | null
}

/** How fields are read. */
export interface CheckStyle {
  /** The account that pays; null: the field `sender`. */
  readonly account: string | null
  /** The chosen token; null for one whose decimals are unknown: amounts are then whole base units. */
  readonly token: TokenInfo | null
  readonly parties: readonly KnownParty[]
  /** The locale that amounts are written in; undefined: that of the host. */
  readonly locale: string | undefined
  readonly timeZone: string | undefined
  readonly messages: FieldMessages
  /** What periods are called. */
  readonly periods: Readonly<Record<CreatePeriod, string>>
}

/** Checks all fields at once. */
export function checkCreateFields(fields: CreateFields, style: CheckStyle): CheckedFields {
  const sender = readSender(fields, style)
  const recipient = readRecipient(fields, sender, style)
  const tokenAddress = readTokenAddress(fields, style)
  const start = readStart(fields.start, style)
  const { errors, flow } =
    fields.pay === 'total' ? readTotal(fields, style) : readRate(fields, style)
  const isComplete =
    flow && 'value' in sender && 'value' in recipient && 'value' in tokenAddress && 'value' in start
  return {
    errors: {
      ...errorOf('sender', sender),
      ...errorOf('recipient', recipient),
      ...errorOf('tokenAddress', tokenAddress),
      ...errors,
      ...errorOf('start', start),
    },
    recipient: 'value' in recipient ? recipient.value : null,
    preview: flow && { ...flow, startsAt: 'value' in start ? start.value : null },
    stream: isComplete
      ? {
          sender: sender.value,
          recipient: recipient.value,
          tokenAddress: tokenAddress.value,
          ratePerSecond: flow.ratePerSecond,
          depositedAmount: flow.deposit,
          ...(start.value !== null && { startTime: start.value }),
        }
      : null,
  }
}

interface ReadFlow {
  readonly errors: FieldErrors
  readonly flow: Omit<CreatePreview, 'startsAt'> | null
}

/** `1,000 over 3 months`. */
function readTotal(fields: CreateFields, style: CheckStyle): ReadFlow {
  const { messages, locale } = style
  const total = readAmount(fields.total, style.token, 'Total', style)
  const count = /^[1-9]\d{0,5}$/.test(fields.duration.trim()) ? BigInt(fields.duration.trim()) : 0n
  const duration: Read<bigint> = count > 0n ? { value: count } : { error: messages.enterDuration }
  const errors = { ...errorOf('total', total), ...errorOf('duration', duration) }
  if (!('value' in total) || !('value' in duration)) return { errors, flow: null }
  const period = periodOf[fields.durationUnit]
  const seconds = count * periodSeconds[period]
  const ratePerSecond = total.value / seconds
  if (ratePerSecond === 0n) {
    const number = printCount(seconds, locale)
    return { errors: { ...errors, total: messages.totalTooLow({ number }) }, flow: null }
  }
  const lastsSeconds = secondsOf(total.value, ratePerSecond)
  return {
    errors,
    flow: {
      deposit: total.value,
      ratePerSecond,
      period,
      perPeriod: ratePerSecond * periodSeconds[period],
      lessPerPeriod: 0n,
      lastsSeconds,
      longerSeconds: lastsSeconds - seconds,
    },
  }
}

/** `100 a month, from a deposit of 1,200`. */
function readRate(fields: CreateFields, style: CheckStyle): ReadFlow {
  const { messages, locale } = style
  const asked = readAmount(fields.rate, style.token, 'Rate', style)
  const deposit = readAmount(fields.deposit, style.token, 'Deposit', style)
  const errors = { ...errorOf('rate', asked), ...errorOf('deposit', deposit) }
  if (!('value' in asked)) return { errors, flow: null }
  const period = fields.ratePer
  const ratePerSecond = asked.value / periodSeconds[period]
  if (ratePerSecond === 0n) {
    const number = printCount(periodSeconds[period], locale)
    return {
      errors: { ...errors, rate: messages.rateTooLow({ number, period: style.periods[period] }) },
      flow: null,
    }
  }
  if (!('value' in deposit)) return { errors, flow: null }
  const perPeriod = ratePerSecond * periodSeconds[period]
  return {
    errors,
    flow: {
      deposit: deposit.value,
      ratePerSecond,
      period,
      perPeriod,
      lessPerPeriod: asked.value - perPeriod,
      lastsSeconds: secondsOf(deposit.value, ratePerSecond),
      longerSeconds: 0n,
    },
  }
}

/** Rounded up: the last second pays what is left. */
const secondsOf = (units: bigint, perSecond: bigint) => (units + perSecond - 1n) / perSecond

const printCount = (count: bigint, locale: string | undefined) =>
  createAmountFormat({ locale, decimals: 0, digits: 0 }).text(count)

function readSender(
  { sender }: CreateFields,
  { account, parties, messages, locale }: CheckStyle,
): Read<string> {
  if (account !== null) return { value: account }
  if (sender.trim() === '') return { error: messages.enterSender }
  return readParty(sender, parties, messages, locale)
}

function readRecipient(
  fields: CreateFields,
  sender: Read<string>,
  { parties, messages, locale }: CheckStyle,
): Read<string> {
  if (fields.recipient.trim() === '') return { error: messages.enterRecipient }
  const recipient = readParty(fields.recipient, parties, messages, locale)
  return 'value' in recipient && 'value' in sender && recipient.value === sender.value
    ? { error: messages.isSender }
    : recipient
}

function readTokenAddress(
  { token, tokenAddress }: CreateFields,
  { messages }: CheckStyle,
): Read<string> {
  if (token !== otherToken) return { value: token }
  const address = tokenAddress.trim()
  if (address === '') return { error: messages.enterToken }
  return isTokenAddress(address) ? { value: address } : { error: messages.tokenSyntax }
}

function readStart(text: string, { timeZone, messages }: CheckStyle): Read<number | null> {
  if (text === '') return { value: null }
  const atMs = wallTimeMs(text, timeZone)
  if (Number.isNaN(atMs) || atMs < 0) return { error: messages.time }
  return { value: Math.floor(atMs / 1000) }
}

function errorOf(name: CreateFieldName, read: Read<unknown>): FieldErrors {
  return 'error' in read ? { [name]: read.error } : {}
}
