/** What a page knows about tokens, by their addresses. */
import type { TokenInfo } from './money/amount.ts'

/** What is known about a token, or `null`: an unknown token is reported as unknown, never guessed. */
export type TokenLookup = (tokenAddress: string) => TokenInfo | null

/** Tokens by address, or a function that looks them up. */
export type Tokens = Readonly<Record<string, TokenInfo>> | TokenLookup

/** Tokens as a function of their address. */
export function lookupIn(tokens: Tokens | undefined): TokenLookup {
  if (typeof tokens === 'function') return tokens
  // Own keys only: an address comes from outside, and `toString` is no token.
  return (address) => (tokens && Object.hasOwn(tokens, address) ? (tokens[address] ?? null) : null)
}
