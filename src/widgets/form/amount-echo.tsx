/** How an amount was read, or an example of one, under its field. Always one line, so that nothing moves. */
import { fieldEnglish, unitEnglish } from '../../messages/actions-english.ts'
import type { TokenInfo } from '../../money/index.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { printExact, printExample } from './amount-text.ts'
import { readAmount } from './read-amount.ts'

export function AmountEcho(props: { readonly text: string; readonly token: TokenInfo | null }) {
  const { text, token } = props
  const { locale } = useLanguage()
  const units = useMessages('unit', unitEnglish)
  const messages = useMessages('field', fieldEnglish)
  const amount = readAmount(text, token, 'Amount', { locale, messages })
  if ('value' in amount)
    return <>{`=\u00a0${printExact(amount.value, token, { locale, units })}`}</>
  return <>{units.example({ example: printExample(token, locale) })}</>
}

/** What every field of an amount has. */
export function amountInput(token: TokenInfo | null) {
  return { autoComplete: 'off', inputMode: token ? 'decimal' : 'numeric' } as const
}
