/**
 * How parties are called in a sentence: a name if the application knows one, else a short form of
 * the address. Does not check addresses; that is the protocol's business.
 */

/** Names for addresses, as an application knows them; `null` or nothing where it knows none. */
export type NameOf = (address: string) => string | null | undefined

/**
 * First and last four characters, which is what people compare: `GDQP…4W37`. Short texts stay whole.
 */
export function shortAddress(address: string): string {
  return address.length <= 12 ? address : `${address.slice(0, 4)}…${address.slice(-4)}`
}

/** The name an application gave, else the short address. */
export function nameParty(address: string, nameOf: NameOf | undefined): string {
  return nameOf?.(address) ?? shortAddress(address)
}
