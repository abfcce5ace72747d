/**
 * A payments session without a connection: what widgets share that are given their `stream` objects.
 * Loads no code of the connection; payments-session.ts does.
 */
import { payments } from './feeds/payments/payments.ts'
import type { Session, SessionOptions } from './payments-session.ts'
import { composeSession } from './session.ts'
import { lookupIn } from './tokens.ts'

/** Options of {@link createLocalSession}: those that have a meaning without a connection. */
export type LocalSessionOptions = Pick<SessionOptions, 'account' | 'tokens' | 'platform'>

/**
 * Builds a session without a connection, for pages that only show `stream` objects they already have.
 * With `SessionProvider` such a page loads none of the connection's code.
 *
 * @example
 * const session = createLocalSession({ tokens: { [usdc]: { symbol: 'USDC', decimals: 7 } } })
 * root.render(<SessionProvider session={session}><StreamCard stream={stream} /></SessionProvider>)
 */
export function createLocalSession(options: LocalSessionOptions = {}): Session {
  const { account, tokens, platform } = options
  return {
    ...composeSession({ feed: payments, platform }, null),
    tokens: lookupIn(tokens),
    account: account ?? null,
  }
}
