/**
 * The front page: what one person has earned, as one number that grows; the plug that it can be cut off with; the code
 * that it takes; and below, loaded on its own, the treasury that pays it. One session for all of it, so that the plug
 * cuts off everything at once.
 */
import { lazy, Suspense, useEffect, useMemo } from 'react'
import { Announcer, GaugeProvider } from '../../index.ts'
import type { LanguageTag } from '../../messages/index.ts'
import { Activity } from '../activity.tsx'
import { knownAccounts, tokens } from '../directory.ts'
import { ViewBanner, ViewHead } from '../view-head.tsx'
import { loadViewMessages } from '../view-messages.ts'
import type { RenderView, ViewProps } from '../view-props.ts'
import '../styles/home.css'
import { Earned } from './earned.tsx'
import { HomeMessagesContext, homeLanguages, useHomeMessages } from './home-language.ts'
import { english } from './messages/english.ts'
import type { HomeMessages } from './messages/home-messages.ts'
import { createPlug, type Plug } from './plug.ts'
import { PlugPanel } from './plug-panel.tsx'
import { SnippetPanel } from './snippet-panel.tsx'
import { LoadingTreasury } from './treasury-frame.tsx'
import { useHasPainted } from './use-has-painted.ts'
import { useMedia, widths } from './use-media.ts'

/** Pays, and is shown with everything that it pays. */
const payer = knownAccounts[0]?.address ?? ''
/** Is paid, and comes first. */
const earner = knownAccounts[1]?.address ?? ''

const Treasury = lazy(async () => ({ default: (await import('./treasury.tsx')).Treasury }))

/** Loads the texts of the front page. */
export async function loadHome(tag: LanguageTag): Promise<RenderView> {
  const messages = await loadViewMessages(tag, english, homeLanguages)
  return (props) => <HomeView {...props} messages={messages} />
}

function HomeView(props: ViewProps & { messages: HomeMessages }) {
  const { environment, language, locale, detail, messages } = props
  const { baseUrl, fetch, network } = environment
  const plug = useMemo(() => createPlug(fetch), [fetch])

  useEffect(() => {
    document.title = 'Streamgauge'
  }, [])

  return (
    <HomeMessagesContext.Provider value={messages}>
      <GaugeProvider
        url={baseUrl}
        account={earner}
        filter={{ users: [earner, payer] }}
        tokens={tokens}
        fetch={plug.fetch}
        platform={{ page: plug.page }}
        // The plug is that of this page: a connection of another tab would not be cut.
        persist={false}
        messages={language.widgets}
        locale={locale}
      >
        <ViewHead />
        <Content
          plug={plug}
          baseUrl={baseUrl}
          // A server in the tab cannot be reached by other pages.
          snippetUrl={network === null ? location.origin : 'http://localhost:3001'}
          selected={detail}
        />
        <Announcer />
      </GaugeProvider>
    </HomeMessagesContext.Provider>
  )
}

interface ContentProps {
  readonly plug: Plug
  readonly baseUrl: string
  readonly snippetUrl: string
  readonly selected: string
}

function Content({ plug, baseUrl, snippetUrl, selected }: ContentProps) {
  const { hero } = useHomeMessages()
  const isWide = useMedia(widths.wide)
  const hasPainted = useHasPainted()
  const activity = hasPainted && <Activity account={payer} baseUrl={baseUrl} fetch={plug.fetch} />
  const loading = <LoadingTreasury account={payer} />
  return (
    <main className="page-main home" id="home" tabIndex={-1}>
      <ViewBanner />
      <div className="home-front">
        <h1>{hero.claim}</h1>
        <Earned earner={earner} payer={payer} />
      </div>
      <div className="home-side">
        <PlugPanel plug={plug} baseUrl={baseUrl} account={earner} />
        {isWide && activity}
      </div>
      <SnippetPanel url={snippetUrl} account={earner} />
      {hasPainted ? (
        <Suspense fallback={loading}>
          <Treasury account={payer} selected={selected} />
        </Suspense>
      ) : (
        loading
      )}
      {!isWide && activity}
    </main>
  )
}
