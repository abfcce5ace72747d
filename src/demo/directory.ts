/**
 * Names for what has none on the wire: the accounts and tokens that the page knows. Everything else
 * is shown as its short address, and a token that is not here has unknown decimals.
 */
import { shortAddress } from '../index.ts'
import { demoAccounts, demoTokens } from '../mocks/demo-accounts.ts'
import type { TokenInfo } from '../money/index.ts'

export interface KnownAccount {
  readonly address: string
  readonly name: string
}

export const knownAccounts: readonly KnownAccount[] = demoAccounts

const names = new Map(knownAccounts.map(({ address, name }) => [address, name]))

/** The tokens by their addresses, as the widgets want them. */
export const tokens: Readonly<Record<string, TokenInfo>> = Object.fromEntries(
  demoTokens.map(({ address, symbol, decimals }) => [address, { symbol, decimals }]),
)

/** A token's symbol and decimals; null when the page does not know it. */
export function tokenOf(address: string): TokenInfo | null {
  // Own keys only: an address comes from outside, and `constructor` is no token.
  return Object.hasOwn(tokens, address) ? (tokens[address] ?? null) : null
}

/** The account's name, or null. */
export function nameOf(address: string): string | null {
  return names.get(address) ?? null
}

/** The name if there is one, else the ends of the address. */
export function displayName(address: string): string {
  return nameOf(address) ?? shortAddress(address)
}
