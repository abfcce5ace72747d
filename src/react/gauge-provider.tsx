/**
 * The provider: makes one session, or takes a given one, and holds it while it is mounted. Decides
 * nothing about connections (connection/) and renders no element.
 */
import {
  type ReactElement,
  type ReactNode,
  useEffect,
  useInsertionEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { RequestContext } from '../connection/attempt.ts'
import type { Resync } from '../feeds/endpoint.ts'
import type { PaymentsFilter } from '../feeds/payments/payments.ts'
import {
  createSession,
  lookupIn,
  type Session,
  type SessionOptions,
  type Tokens,
} from '../payments-session.ts'
import { type Gauge, GaugeContext } from './session-context.ts'

interface SharedProps {
  readonly children?: ReactNode
  /** Symbols and decimals by token address. Default: those of the session. */
  readonly tokens?: Tokens | undefined
  /** The account (`G…`) of the person who looks: decides what is incoming and what outgoing. */
  readonly account?: string | undefined
  /** BCP 47 tag for numbers and times. Default: the locale of the host. Pass it when rendering on a server. */
  readonly locale?: string | undefined
  /**
   * When a server rendered this page, Unix ms: pass the same to the server's render and to hydration,
   * so that both print the same figures. Default: none, and figures are those of the moment.
   */
  readonly renderedAtMs?: number | undefined
}

/** The provider makes its own session. */
export interface OwnSessionProps
  extends SharedProps,
    Omit<SessionOptions, 'tokens' | 'account' | 'lingerMs'> {
  readonly session?: undefined
}

/** The provider is given a session, and starts it unless it runs. */
export interface GivenSessionProps extends SharedProps {
  readonly session: Session
}

/**
 * Options of a session of its own, or a `session`.
 *
 * Another `filter` changes what the session follows; what it knows and its cursor stay. Another `url`
 * text, `snapshot`, `share`, or `account` (where there is no `filter`, or tabs share) makes another
 * session. `getToken`, `resync` and a `url` function are asked as they are at the latest render. All
 * other options are read once.
 */
export type GaugeProviderProps = OwnSessionProps | GivenSessionProps

/**
 * Gives every hook and widget below it one session: one connection, one store, one loop. What the
 * connection asks for is the `filter` and whatever is shown below.
 *
 * @example
 * <GaugeProvider url="https://api.example.com" account={account}>
 *   <StreamCard streamId="42" />
 * </GaugeProvider>
 */
export function GaugeProvider(props: GaugeProviderProps): ReactElement {
  return props.session === undefined ? (
    <OwnSessionProvider {...props} />
  ) : (
    <HeldSessionProvider {...props} session={props.session} />
  )
}

function OwnSessionProvider(props: OwnSessionProps): ReactElement {
  const { url, filter, snapshot, share, account } = props
  const latest = useRef(props)
  // The session below may connect in an effect of this very commit, and effects of children run
  // first; insertion effects run before them all.
  useInsertionEffect(() => {
    latest.current = props
  })
  const key = JSON.stringify([
    typeof url === 'string' ? url : typeof url,
    snapshot,
    share,
    // Another person: nothing of the one before may stay.
    filter === undefined || share === true ? account : null,
  ])
  const [made, setMade] = useState(() => ({ key, session: makeSession(props, latest) }))
  // React's way to answer changed props with changed state: during the render, not after it.
  if (made.key !== key) setMade({ key, session: makeSession(props, latest) })
  const { session } = made
  const filterContent = JSON.stringify(filter)
  useEffect(() => {
    session.setFilter(
      filterContent === undefined ? undefined : (JSON.parse(filterContent) as PaymentsFilter),
    )
  }, [session, filterContent])
  const { children, tokens, locale, renderedAtMs } = props
  return (
    <HeldSessionProvider
      session={session}
      tokens={tokens}
      account={account}
      locale={locale}
      renderedAtMs={renderedAtMs}
    >
      {children}
    </HeldSessionProvider>
  )
}

function HeldSessionProvider(props: GivenSessionProps): ReactElement {
  const { session, children, tokens, locale, account, renderedAtMs } = props
  useEffect(() => session.retain(), [session])
  const gauge = useMemo<Gauge>(
    () => ({
      session,
      tokens: tokens === undefined ? session.tokens : lookupIn(tokens),
      account: account ?? session.account,
      locale,
      renderedAtMs: renderedAtMs ?? null,
    }),
    [session, tokens, account, locale, renderedAtMs],
  )
  return <GaugeContext.Provider value={gauge}>{children}</GaugeContext.Provider>
}

/** A session that asks the functions of the latest render. Makes no request. */
function makeSession(
  first: OwnSessionProps,
  latest: { readonly current: OwnSessionProps },
): Session {
  const { children: _, session: __, renderedAtMs: ___, locale: ____, ...options } = first
  const { getToken, resync, url } = first
  return createSession({
    ...options,
    ...(typeof url === 'function' && {
      url: (context: RequestContext) => {
        const { url: now } = latest.current
        return typeof now === 'function' ? now(context) : url(context)
      },
    }),
    ...(getToken && {
      getToken: (context: RequestContext) => (latest.current.getToken ?? getToken)(context),
    }),
    ...(resync && {
      resync: (...given: Parameters<Resync>) => (latest.current.resync ?? resync)(...given),
    }),
  })
}
