/**
 * A session of the payments feed: what a page knows besides, such as whose account it shows and what
 * its tokens are called. Everything else is session.ts.
 */
import { createFeedSession } from './connected-session.ts'
import { isDevelopment } from './development.ts'
import { topicsOfFilter } from './feeds/filter-query.ts'
import { isAccountAddress } from './feeds/payments/address.ts'
import type { PaymentsFilter } from './feeds/payments/filter.ts'
import { payments } from './feeds/payments/payments.ts'
import type { FeedSession, FeedSessionOptions } from './session.ts'
import { lookupIn, type TokenLookup, type Tokens } from './tokens.ts'
import { warnOnce } from './warnings.ts'

/**
 * Options of {@link createSession}: those of the connection, and the account and tokens of the
 * widgets.
 */
export interface SessionOptions extends Omit<FeedSessionOptions<typeof payments>, 'feed'> {
  /** What kind of server this is. Default `payments`, our own; `flowfi()` for FlowFi's. */
  readonly feed?: typeof payments | undefined
  /**
   * What to follow regardless of what widgets ask for. Default: the account's payment streams; without
   * an account nothing, so that only what widgets show is requested, and no request is made before that.
   */
  readonly filter?: PaymentsFilter | undefined
  /**
   * One connection for all tabs, by name. `true`: for those of the same `url` and `account`, so that two
   * users of one browser never share. Default false.
   */
  readonly share?: FeedSessionOptions<typeof payments>['share']
  /** The account (`G…`) of the user. Decides directions and the default filter. */
  readonly account?: string | undefined
  /** Symbols and decimals. Default: none are known. */
  readonly tokens?: Tokens | undefined
}

/** Everything that a page's widgets share. */
export interface Session extends FeedSession<typeof payments> {
  /** Symbol and decimals of tokens by address. */
  readonly tokens: TokenLookup
  /** The account whose point of view widgets take; null without one. */
  readonly account: string | null
}

/** Builds a session. Safe on a server: nothing runs before it is started. */
export function createSession(options: SessionOptions = {}): Session {
  const { feed = payments, account, tokens, filter, share, ...rest } = options
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    if (account !== undefined && !isAccountAddress(account)) warnOnce('account_invalid', account)
  }
  const followed = filter ?? (account === undefined ? undefined : { users: [account] })
  const topics = followed ? topicsOfFilter(feed.filter, followed) : []
  const session = createFeedSession({
    ...rest,
    feed,
    filter: followed,
    persistKey: rest.persistKey ?? `${account ?? ''}:${[...topics].sort().join()}`,
    share: share === true ? sharedName(options, feed.name) : share,
  })
  const byAccount = account === undefined ? undefined : { users: [account] }
  return {
    ...session,
    setFilter: (next) => session.setFilter(next ?? byAccount ?? {}),
    tokens: lookupIn(tokens),
    account: account ?? null,
  }
}

/** The connection's own name for `true` does not include the user. */
function sharedName({ url, account }: SessionOptions, feedName: string): string | true {
  if (account === undefined || typeof url !== 'string') return true
  return `${feedName}:${url}:${account}`
}
