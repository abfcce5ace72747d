/**
 * The provider of payments: feed-provider.tsx with an account, tokens and a language. Creates its own
 * session, or takes a given one.
 */
import type { ReactElement } from 'react'
import { createSession, type SessionOptions } from '../payments-session.ts'
import { useOwnSession } from './own-session.ts'
import {
  type ProviderProps,
  SessionProvider,
  type SessionProviderProps,
} from './session-provider.tsx'

/** The provider creates its own session. */
export interface OwnSessionProps
  extends ProviderProps,
    Omit<SessionOptions, 'tokens' | 'lingerMs'> {
  /** Not with a session of its own: pass it alone. */
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
  const { session: _, children, messages, locale, timeZone, renderedAtMs, ...options } = props
  const { snapshot, share, account, tokens } = options
  // Another account is another user: no data of the previous one may stay.
  const session = useOwnSession(options, [snapshot, share, account], createSession)
  return (
    <SessionProvider {...{ session, tokens, messages, locale, timeZone, renderedAtMs }}>
      {children}
    </SessionProvider>
  )
}
