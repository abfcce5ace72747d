/** Isolates what is written in another direction than the words around it: for languages from right to left. */

/** A name, an address or an identifier: in the direction of its own first letter. */
export const own = (text: string) => `\u2068${text}\u2069`

/** An amount: the number first, then its symbol, as Arabic is read. Empty stays empty. */
export const figure = (text: string) => text && `\u2067${text}\u2069`
