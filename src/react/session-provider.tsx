/**
 * The provider of a given payments session. Renders no element, creates no session, and does not load
 * the connection.
 */
import { type ReactElement, type ReactNode, useMemo } from 'react'
import type { Session } from '../payments-session.ts'
import { lookupIn, type Tokens } from '../tokens.ts'
import { FeedSessionProvider } from './feed-session-provider.tsx'
import { type LanguageProps, LanguageProvider } from './language.tsx'
import { type Gauge, GaugeContext } from './session-context.ts'

/** Props of every provider. */
export interface ProviderProps extends LanguageProps {
  /** Widgets and everything else that reads the session. */
  readonly children?: ReactNode
  /** Symbols and decimals by token address. Default: those of the session. */
  readonly tokens?: Tokens | undefined
  /**
   * When a server rendered this page, Unix ms: pass the same to the server's render and to hydration,
   * so that both render the same balances. Default: none, and balances are current.
   */
  readonly renderedAtMs?: number | undefined
}

/** Props of {@link SessionProvider}. */
export interface SessionProviderProps extends ProviderProps {
  /** The session that hooks and widgets below read. */
  readonly session: Session
}

/**
 * Gives every hook and widget below it the given session, and starts the session while it is mounted.
 *
 * @example
 * const session = createLocalSession({ tokens })
 * root.render(<SessionProvider session={session}><StreamCard stream={stream} /></SessionProvider>)
 */
export function SessionProvider(props: SessionProviderProps): ReactElement {
  const { session, children, tokens, messages, locale, timeZone, renderedAtMs } = props
  const gauge = useMemo<Gauge>(
    () => ({
      session,
      tokens: tokens === undefined ? session.tokens : lookupIn(tokens),
      renderedAtMs: renderedAtMs ?? null,
    }),
    [session, tokens, renderedAtMs],
  )
  return (
    <GaugeContext.Provider value={gauge}>
      <LanguageProvider {...{ messages, locale, timeZone }}>
        <FeedSessionProvider session={session}>{children}</FeedSessionProvider>
      </LanguageProvider>
    </GaugeContext.Provider>
  )
}
