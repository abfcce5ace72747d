/**
 * How hooks get their session and the provider's options. Without a provider there is a session without
 * network; gauge-provider.tsx creates the others.
 */
import { createContext, useContext } from 'react'
import { createLocalSession } from '../local-session.ts'
import type { Session } from '../payments-session.ts'
import type { TokenLookup } from '../tokens.ts'

/** What a provider provides. */
export interface Gauge {
  readonly session: Session
  readonly tokens: TokenLookup
  /** When the server rendered this page, Unix ms; null when it was not rendered by a server. */
  readonly renderedAtMs: number | null
}

export const GaugeContext = createContext<Gauge | null>(null)
GaugeContext.displayName = 'Gauge'

let defaultGauge: Gauge | null = null

/** For widgets that are given their stream as an object: one ticker for the page and nothing else. */
function gaugeWithoutProvider(): Gauge {
  if (defaultGauge) return defaultGauge
  const session = createLocalSession()
  defaultGauge = {
    session,
    tokens: session.tokens,
    renderedAtMs: null,
  }
  return defaultGauge
}

/** Whether it comes from a provider. Without one, nothing can be loaded by id. */
export const isProvided = (gauge: Gauge): boolean => gauge !== defaultGauge

/** Session and tokens of the nearest provider. */
export function useGauge(): Gauge {
  return useContext(GaugeContext) ?? gaugeWithoutProvider()
}

/**
 * The session of the nearest provider. Without one: a session without network that all of them share,
 * in which widgets show only the `stream` objects that they are given.
 */
export function useSession(): Session {
  return useGauge().session
}
