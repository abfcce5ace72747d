/** Amounts above zero as users type them, or what to do about what they typed. Pure. */
import type { FieldMessages } from '../../messages/actions-messages.ts'
import { countOf } from '../../messages/cached-format.ts'
import { MoneyError, parseAmountInput, type TokenInfo } from '../../money/index.ts'
import { printExample } from './amount-text.ts'

/** A value, or a sentence about what is wrong with the text. */
export type Read<Value> = { readonly value: Value } | { readonly error: string }

/** What an amount is called in its errors. */
export type AmountName = 'Deposit' | 'Rate' | 'Amount' | 'Total'

/** How amounts are read. */
export interface ReadStyle {
  /** The locale that amounts are written in; undefined: that of the host. */
  readonly locale: string | undefined
  readonly messages: FieldMessages
}

/**
 * @param token null for one whose decimals are not known: amounts are then whole base units, since a guess could be
 * wrong by powers of ten
 */
export function readAmount(
  text: string,
  token: TokenInfo | null,
  what: AmountName,
  style: ReadStyle,
): Read<bigint> {
  const { locale, messages } = style
  const trimmed = text.trim()
  if (trimmed === '') return { error: messages[`enter${what}`] }
  try {
    const units = parseAmountInput(trimmed, {
      locale: locale ?? new Intl.NumberFormat().resolvedOptions().locale,
      decimals: token?.decimals ?? 0,
    })
    return units > 0n ? { value: units } : { error: messages[`positive${what}`] }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return { error: adviceFor(error, token, style) }
  }
}

function adviceFor(
  { code }: MoneyError,
  token: TokenInfo | null,
  { locale, messages }: ReadStyle,
): string {
  if (code === 'amount_range') return messages.tooLarge
  const example = printExample(token, locale)
  if (code === 'amount_grouping') return messages.ambiguous({ example })
  if (code !== 'amount_precision') {
    return token ? messages.number({ example }) : messages.whole({ example })
  }
  return token
    ? messages.decimals({ symbol: token.symbol, ...countOf(token.decimals, locale) })
    : messages.baseUnitsWhole
}
