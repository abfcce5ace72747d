/** What the front page puts into its code: for the tests of the text, and the one that compiles it. */
import type { SnippetParts } from '../../src/demo/home/snippet.ts'
import { demoAccounts, demoTokens } from '../../src/mocks/demo-accounts.ts'

const [token = { symbol: '', decimals: 0 }] = demoTokens

export const snippetParts: SnippetParts = {
  url: 'http://localhost:3001',
  account: demoAccounts[1]?.address ?? '',
  token,
}
