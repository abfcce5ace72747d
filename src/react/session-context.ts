/**
 * How hooks find their session, and what the provider says about the person who looks. Creates no
 * session for a url (gauge-provider.tsx); without a provider there is one without network.
 */
import { createContext, useContext } from 'react'
import { createLocalSession } from '../local-session.ts'
import type { Session } from '../payments-session.ts'
import type { TokenLookup } from '../tokens.ts'

/** What a provider hands down. */
export interface Gauge {
  readonly session: Session
  readonly tokens: TokenLookup
  /** The account (`G…`) of the person who looks; null when nobody said. */
  readonly account: string | null
  /** BCP 47 tag; undefined: the locale of the host. */
  readonly locale: string | undefined
  /** The moment a server rendered this page at, Unix ms; null when it was not. */
  readonly renderedAtMs: number | null
}

export const GaugeContext = createContext<Gauge | null>(null)
GaugeContext.displayName = 'Gauge'

let alone: Gauge | null = null

/** For widgets that are given their stream as an object: one loop for the page and nothing else. */
function gaugeWithoutProvider(): Gauge {
  if (alone) return alone
  const session = createLocalSession()
  alone = {
    session,
    tokens: session.tokens,
    account: null,
    locale: undefined,
    renderedAtMs: null,
  }
  return alone
}

/** Session, tokens, account and locale of the nearest provider. */
export function useGauge(): Gauge {
  return useContext(GaugeContext) ?? gaugeWithoutProvider()
}

/**
 * The session of the nearest provider. Without one: a session without network that all of them share,
 * in which widgets show the `stream` objects that they are given and know no others.
 */
export function useSession(): Session {
  return useGauge().session
}
