/** Isolates what is written in another direction than the words around it: for languages from right to left. */

/** A name, an address or an identifier: in the direction of its own first letter. */
export const own = (text: string) => `\u2068${text}\u2069`

/** An amount: the number first, then its symbol, as Arabic is read. Empty stays empty. */
export const figure = (text: string) => text && `\u2067${text}\u2069`

/** An amount with its sign, in Arabic. The sign is left of Latin digits and right of Arabic ones, as Intl has it; the symbol stays left of both. */
export const signed = (sign: string, amount: string) =>
  figure(
    /\d/.test(amount)
      ? `\u200e${sign}${amount.replace('\u00a0', '\u200f\u00a0')}`
      : `\u061c${sign}${amount}`,
  )
