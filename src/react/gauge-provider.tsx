/**
 * The provider that makes its own session, or takes a given one. Decides nothing about connections
 * (connection/); holding the session and passing it down is session-provider.tsx.
 */
import { type ReactElement, useEffect, useInsertionEffect, useRef, useState } from 'react'
import type { RequestContext } from '../connection/attempt.ts'
import type { Resync } from '../feeds/endpoint.ts'
import type { PaymentsFilter } from '../feeds/payments/filter.ts'
import { createSession, type Session, type SessionOptions } from '../payments-session.ts'
import {
  type ProviderProps,
  SessionProvider,
  type SessionProviderProps,
} from './session-provider.tsx'

/** The provider creates its own session. */
export interface OwnSessionProps
  extends ProviderProps,
    Omit<SessionOptions, 'tokens' | 'lingerMs'> {
  readonly session?: undefined
}

/**
 * Options of a session of its own, or a `session`, which then has the `account`.
 *
 * Another `filter` changes what the session follows; its data and its cursor stay. Another `account`,
 * `url` string, `snapshot` or `share` makes another session. `getToken`, `resync` and a `url` function are
 * called as they are at the latest render. All other options are read once.
 */
export type GaugeProviderProps = OwnSessionProps | SessionProviderProps

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
    <SessionProvider {...props} session={props.session} />
  )
}

function OwnSessionProvider(props: OwnSessionProps): ReactElement {
  const { url, filter, snapshot, share, account } = props
  const latest = useRef(props)
  // The session may connect in an effect of this commit, and effects of children run first; insertion
  // effects run before all of them.
  useInsertionEffect(() => {
    latest.current = props
  })
  const key = JSON.stringify([
    typeof url === 'string' ? url : typeof url,
    snapshot,
    share,
    // Another user: no data of the previous one may stay.
    account,
  ])
  const [made, setMade] = useState(() => ({ key, session: makeSession(props, latest) }))
  // State derived from changed props is set during the render, not after it.
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
    <SessionProvider session={session} tokens={tokens} locale={locale} renderedAtMs={renderedAtMs}>
      {children}
    </SessionProvider>
  )
}

/** A session that calls the functions of the latest render. Makes no request. */
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
