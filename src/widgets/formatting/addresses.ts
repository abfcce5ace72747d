/**
 * How parties are shown: by the name that the application has for an address, else by a short form of the
 * address. Does not validate addresses; the protocol does.
 */

/** The application's name for an address; `null` or undefined if it has none. */
export type NameOf = (address: string) => string | null | undefined

/**
 * The first and last four characters: `GDQP…4W37`. Enough to recognise an address, not to use one.
 */
export function shortAddress(address: string): string {
  return address.length <= 12 ? address : `${address.slice(0, 4)}…${address.slice(-4)}`
}

/** Hebrew, Arabic and what else is written from right to left in the Basic Multilingual Plane. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufefc]/

/**
 * The application's name, else the short address. A name from right to left is isolated: it would change
 * the order of what follows it in a sentence from left to right.
 */
export function nameParty(address: string, nameOf: NameOf | undefined): string {
  const name = nameOf?.(address) ?? shortAddress(address)
  return rightToLeft.test(name) ? `\u2068${name}\u2069` : name
}
