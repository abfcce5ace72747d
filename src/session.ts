/**
 * The composition root of the browser side: connection + store + ticker → one Session. The connection
 * itself is passed in (connected-session.ts), so this file does not load it. Owns when the connection
 * runs and what it is asked for; what follows from that is decided in store/topics.ts.
 * Knows nothing of React.
 *
 * Building one touches nothing: no request, no timer, no listener on the page. That begins with
 * {@link Session.start} or the first {@link Session.retain}, and not before there is something to
 * follow. Stays one file past 250 lines: what it composes is short, and read together.
 */
import type { Connection, ConnectionOptions } from './connection/connection.ts'
import type { TokenInfo } from './money/amount.ts'
import { browserPlatform } from './platform/browser.ts'
import type { Cancel, Platform } from './platform/ports.ts'
import { createTicker, type Ticker } from './platform/ticker.ts'
import { type PaymentsFilter, printFilter } from './protocol/filter.ts'
import { emptyFilter, isSameFilter, uniteFilters } from './protocol/filter-sets.ts'
import { createGaugeStore, type GaugeStore } from './store/create-store.ts'
import { decideTopics } from './store/topics.ts'

/** What is known about a token, or `null`: an unknown token is said to be unknown, never guessed. */
export type TokenLookup = (tokenAddress: string) => TokenInfo | null

/** Tokens by address, or a function that knows them. */
export type Tokens = Readonly<Record<string, TokenInfo>> | TokenLookup

export interface SessionOptions extends Omit<ConnectionOptions, 'url' | 'filter' | 'platform'> {
  /**
   * Base of the API, such as `https://api.example.com`, or `''` for the page's own. Without it there
   * is no network at all: widgets then show the `stream` objects that they are given.
   */
  readonly url?: ConnectionOptions['url'] | undefined
  /**
   * What to follow whatever widgets ask for. Default: the account's payment streams; without an account
   * nothing, so that only what widgets show is asked for, and no request is made before the first.
   */
  readonly filter?: PaymentsFilter | undefined
  /**
   * One connection for all tabs, by name. `true`: for those of the same `url` and `account`, so that two
   * people in one browser never share. Default false.
   */
  readonly share?: ConnectionOptions['share']
  /** The account (`G…`) of the person who looks. Decides directions and the default filter. */
  readonly account?: string | undefined
  /** Symbols and decimals. Default: none are known. */
  readonly tokens?: Tokens | undefined
  /** Parts of the ambient world to replace: a clock that stands still for stories, a fake for tests. */
  readonly platform?: Partial<Platform> | undefined
  /** How long after the last holder left the connection stays, in ms. Default 1000. */
  readonly lingerMs?: number | undefined
}

/** Everything that a page's widgets share. */
export interface Session {
  /** `null` for a session without network. */
  readonly connection: Connection | null
  readonly store: GaugeStore
  readonly ticker: Ticker
  readonly tokens: TokenLookup
  readonly account: string | null
  readonly platform: Platform
  /** Connects, and stays so until {@link stop}. Does nothing while it runs. */
  start(): void
  /** Disconnects at once, whoever still holds it. What is known stays known. */
  stop(): void
  /**
   * Holds the session: the first holder connects it; after the last has let go it lingers, so that a
   * remount (React's StrictMode, a change of route) does not cost a second request.
   */
  retain(): Cancel
  /**
   * Follows something more until it is cancelled, and whatever else asks for the same. Changes of one
   * moment make one request. A payment stream that comes with a followed account costs nothing; more
   * than 100 topics are not asked for. What was followed last is kept when nothing is any more, and
   * until the session stops.
   */
  follow(filter: PaymentsFilter): Cancel
  /** Replaces the `filter` of the options; undefined: its default. Store and cursor stay. */
  setFilter(filter: PaymentsFilter | undefined): void
  /** Server time in Unix ms, as every widget shows it. */
  serverNowMs(): number
}

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
  return composeSession(options, null)
}

/**
 * Builds a session from its options. The connection is a parameter, not an import, so that pages
 * without a network do not load it; connected-session.ts passes the real one.
 */
export function composeSession(
  options: SessionOptions,
  connect: ((options: ConnectionOptions) => Connection) | null,
): Session {
  const { url, filter, account, tokens, platform: parts, lingerMs, share, ...rest } = options
  const platform: Platform = { ...browserPlatform, ...parts }
  const defaultFilter = account === undefined ? emptyFilter : { users: [account] }
  const ticker = createTicker(platform)
  // Nothing will ever tell a session without snapshots what exists.
  const isEverTold = url !== undefined && rest.snapshot !== false
  const store = createGaugeStore({
    nowMs: () => ticker.nowMs(),
    phase: isEverTold ? 'loading' : 'ready',
  })
  const connection =
    url === undefined || connect === null
      ? null
      : connect({
          ...rest,
          url,
          filter: emptyFilter,
          // What is followed at first differs from life to life; what the session is for does not.
          persistKey: rest.persistKey ?? `${account ?? ''}:${printFilter(filter ?? defaultFilter)}`,
          platform,
          share: share === true ? sharedName(options) : share,
        })
  const topics = createTopics(connection, store, { base: filter ?? defaultFilter, isEverTold })
  if (connection) listen(connection, store, ticker, topics.decide)
  return {
    connection,
    store,
    ticker,
    tokens: lookupIn(tokens),
    account: account ?? null,
    platform,
    ...createHolding(topics, platform, lingerMs ?? 1000),
    follow: topics.follow,
    setFilter: (next) => topics.setBase(next ?? defaultFilter),
    serverNowMs: () => ticker.nowMs(),
  }
}

/** The connection's own name for `true` knows nothing of people. */
function sharedName({ feed, url, account }: SessionOptions): string | true {
  if (account === undefined || typeof url !== 'string') return true
  return `${feed?.name ?? 'streamgauge'}:${url}:${account}`
}

function listen(
  connection: Connection,
  store: GaugeStore,
  ticker: Ticker,
  decide: () => void,
): void {
  let offsetMs: number | null = null
  let coverage = connection.coverage()
  let streams = store.getState().streams
  connection.onFrames((batch) => store.apply(batch))
  connection.subscribe(() => {
    const { clockOffsetMs } = connection.getSnapshot()
    if (clockOffsetMs !== null && clockOffsetMs !== offsetMs) {
      offsetMs = clockOffsetMs
      ticker.setOffset(clockOffsetMs)
    }
    if (connection.coverage() === coverage && store.getState().streams === streams) return
    coverage = connection.coverage()
    decide()
    streams = store.getState().streams
  })
}

/** What the connection is asked for, and whether it runs. */
interface Topics {
  /** Asks for what is followed by now, as soon as there is anything. */
  open(): void
  close(): void
  follow: Session['follow']
  setBase(filter: PaymentsFilter): void
  /** Looks again: something has become known. */
  decide(): void
}

function createTopics(
  connection: Connection | null,
  store: GaugeStore,
  given: { readonly base: PaymentsFilter; readonly isEverTold: boolean },
): Topics {
  const { isEverTold } = given
  const follows = new Set<{ readonly filter: PaymentsFilter }>()
  let { base } = given
  /** All of `follows` together, until that changes: pages of a thousand cards are asked once a second. */
  let followed: PaymentsFilter | null = null
  let asked = emptyFilter
  let isRunning = false
  let isOpen = false
  let isDue = false

  function decide(): void {
    if (!connection) return
    const { following, streams } = store.getState()
    const covered = isEverTold ? connection.coverage() : following.covered
    if (!isRunning) {
      store.setFollowing({ ...following, covered })
      return
    }
    followed ??= uniteFilters([...follows].map(({ filter }) => filter))
    const { wanted, leftOut } = decideTopics({ base, followed, asked, covered, streams })
    store.setFollowing({ wanted, covered, leftOut })
    if (isSameFilter(wanted, asked)) return
    asked = wanted
    connection.setFilter(wanted)
    if (isOpen) return
    isOpen = true
    connection.open()
  }

  /** After everything that happens in this moment, such as the effects of one commit. */
  function decideSoon(): void {
    followed = null
    if (isDue || !isRunning) return
    isDue = true
    void Promise.resolve().then(() => {
      isDue = false
      decide()
    })
  }

  return {
    decide,
    open() {
      isRunning = true
      decide()
    },
    close() {
      isRunning = false
      asked = emptyFilter
      if (!isOpen) return
      isOpen = false
      connection?.close()
    },
    follow(filter) {
      const entry = { filter }
      follows.add(entry)
      decideSoon()
      return () => {
        if (follows.delete(entry)) decideSoon()
      }
    },
    setBase(filter) {
      base = filter
      decideSoon()
    },
  }
}

/** When the connection runs: as long as somebody holds it, or it was started by hand. */
function createHolding(
  topics: Pick<Topics, 'open' | 'close'>,
  { timers }: Platform,
  lingerMs: number,
): Pick<Session, 'start' | 'stop' | 'retain'> {
  let isRunning = false
  let isStarted = false
  let holders = 0
  let cancelLinger: Cancel | null = null

  function run(): void {
    cancelLinger?.()
    cancelLinger = null
    if (isRunning) return
    isRunning = true
    topics.open()
  }

  function stop(): void {
    cancelLinger?.()
    cancelLinger = null
    isStarted = false
    if (!isRunning) return
    isRunning = false
    topics.close()
  }

  return {
    start() {
      isStarted = true
      run()
    },
    stop,
    retain() {
      holders += 1
      run()
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        holders -= 1
        if (holders > 0 || isStarted || !isRunning) return
        cancelLinger = timers.after(lingerMs, stop)
      }
    },
  }
}

/** Tokens as a function of their address. */
export function lookupIn(tokens: Tokens | undefined): TokenLookup {
  if (typeof tokens === 'function') return tokens
  // Own keys only: an address comes from outside, and `toString` is no token.
  return (address) => (tokens && Object.hasOwn(tokens, address) ? (tokens[address] ?? null) : null)
}
