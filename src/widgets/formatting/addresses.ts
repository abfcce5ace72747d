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

/** Hebrew, Arabic and the other right-to-left scripts of the Basic Multilingual Plane. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufefc]/

/**
 * The application's name, else the short address. A right-to-left name is isolated, since it would reorder
 * what follows it in a left-to-right sentence.
 */
export function nameParty(address: string, nameOf: NameOf | undefined): string {
  const name = nameOf?.(address) ?? shortAddress(address)
  return rightToLeft.test(name) ? `\u2068${name}\u2069` : name
}
