/**
 * The composition root of the browser side: connection + store + ticker → one Session. Owns when the
 * connection runs; holds no state of its own about payment streams. Knows nothing of React.
 *
 * Building one touches nothing: no request, no timer, no listener on the page. That begins with
 * {@link Session.start} or the first {@link Session.retain}.
 */
import { createConnection } from './connection/client.ts'
import type { Connection, ConnectionOptions } from './connection/connection.ts'
import type { TokenInfo } from './money/amount.ts'
import { browserPlatform } from './platform/browser.ts'
import type { Cancel, Platform } from './platform/ports.ts'
import { createTicker, type Ticker } from './platform/ticker.ts'
import type { PaymentsFilter } from './protocol/filter.ts'
import { createGaugeStore, type GaugeStore } from './store/create-store.ts'

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
  /** What to follow. Default: the account's streams, or all without one. */
  readonly filter?: PaymentsFilter | undefined
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
  /** What it follows; meaningless without a connection. */
  readonly filter: PaymentsFilter
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
  /** Server time in Unix ms, as every widget shows it. */
  serverNowMs(): number
}

/** Builds a session. Safe on a server: nothing runs before it is started. */
export function createSession(options: SessionOptions = {}): Session {
  const { url, filter: givenFilter, account, tokens, platform: parts, lingerMs, ...rest } = options
  const platform: Platform = { ...browserPlatform, ...parts }
  const filter = givenFilter ?? (account === undefined ? { all: true } : { users: [account] })
  const ticker = createTicker(platform)
  const store = createGaugeStore({
    nowMs: () => ticker.nowMs(),
    // Nothing will ever tell a session without snapshots what exists.
    phase: url === undefined || rest.snapshot === false ? 'ready' : 'loading',
  })
  const connection = url === undefined ? null : createConnection({ ...rest, url, filter, platform })
  if (connection) follow(connection, store, ticker)
  return {
    connection,
    store,
    ticker,
    tokens: lookupIn(tokens),
    filter,
    account: account ?? null,
    platform,
    ...createHolding(connection, platform, lingerMs ?? 1000),
    serverNowMs: () => ticker.nowMs(),
  }
}

function follow(connection: Connection, store: GaugeStore, ticker: Ticker): void {
  let offsetMs: number | null = null
  connection.onFrames((batch) => store.apply(batch))
  connection.subscribe(() => {
    const { clockOffsetMs } = connection.getSnapshot()
    if (clockOffsetMs === null || clockOffsetMs === offsetMs) return
    offsetMs = clockOffsetMs
    ticker.setOffset(clockOffsetMs)
  })
}

/** When the connection runs: as long as somebody holds it, or it was started by hand. */
function createHolding(
  connection: Connection | null,
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
    connection?.open()
  }

  function stop(): void {
    cancelLinger?.()
    cancelLinger = null
    isStarted = false
    if (!isRunning) return
    isRunning = false
    connection?.close()
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
