/**
 * The dashboard of one company: its impact, its metrics and the flags of its journeys, as they are now. The address names
 * the company; another one is another session, with nothing of the previous one.
 */
import { Fragment, lazy, Suspense, useEffect, useMemo } from 'react'
import { company } from '../../feeds/company/index.ts'
import { Announcer, LanguageProvider, LastUpdated, useFeedItems } from '../../index.ts'
import type { LanguageTag } from '../../messages/index.ts'
import { CompanyProvider } from '../../react/company/index.ts'
import type { Fetch } from '../send-request.ts'
import { ViewBanner, ViewHead } from '../view-head.tsx'
import { loadViewMessages, withConnectionTexts } from '../view-messages.ts'
import type { RenderView, ViewProps } from '../view-props.ts'
import '../../dashboard.css'
import '../styles/dashboard.css'
import { companyIdOf, companyName } from './companies.ts'
import { CompanyPicker } from './company-picker.tsx'
import { DashboardMessagesContext, dashboardLanguages } from './dashboard-language.ts'
import { Journeys } from './journeys.tsx'
import type { DashboardMessages } from './messages/company-view-messages.ts'
import { english } from './messages/english.ts'
import { ImpactTiles, MetricTiles } from './metric-tiles.tsx'
import { useEarlierValues } from './use-earlier-values.ts'

/** Only where the server runs in the tab. */
const NetworkPanel = lazy(async () => ({
  default: (await import('../network-panel.tsx')).NetworkPanel,
}))

/** Loads the texts of the dashboard. */
export async function loadDashboard(tag: LanguageTag): Promise<RenderView> {
  const messages = await loadViewMessages(tag, english, dashboardLanguages)
  return (props) => <DashboardView {...props} messages={messages} />
}

function DashboardView(props: ViewProps & { messages: DashboardMessages }) {
  const { environment, language, locale, detail, messages } = props
  const { baseUrl, fetch, network } = environment
  const companyId = companyIdOf(detail)
  const name = companyName(companyId)
  const widgets = useMemo(
    () => withConnectionTexts(language.widgets, messages.connection),
    [language.widgets, messages],
  )

  useEffect(() => {
    document.title = `${name} · Streamgauge`
  }, [name])

  return (
    <DashboardMessagesContext.Provider value={messages}>
      <LanguageProvider messages={widgets} locale={locale}>
        <CompanyProvider
          companyId={companyId}
          url={baseUrl}
          fetch={fetch}
          // One request for everything on the page, whichever metrics there are.
          filter={{ all: true }}
          // A server in the tab restarts with every load, and belongs to this tab.
          persist={network === null}
          share={network === null}
        >
          {/* Widgets remember values: those of another company begin with none. */}
          <Fragment key={companyId}>
            <ViewHead feed={company(companyId)} />
            <main className="page-main" id="dashboard" tabIndex={-1}>
              <ViewBanner feed={company(companyId)} />
              <div className="title-row">
                <div className="title">
                  <h1 className="sg-visually-hidden">{name}</h1>
                  <CompanyPicker companyId={companyId} />
                </div>
                <Updated companyId={companyId} />
              </div>
              <Tiles {...{ companyId, baseUrl, fetch }} />
            </main>
          </Fragment>
          <aside className="page-aside" aria-label={messages.dashboard.aside}>
            <Journeys key={companyId} companyId={companyId} />
            {network && (
              <Suspense>
                <NetworkPanel network={network} />
              </Suspense>
            )}
          </aside>
        </CompanyProvider>
        <Announcer />
      </LanguageProvider>
    </DashboardMessagesContext.Provider>
  )
}

/** When the newest number was measured: once, instead of in each tile. */
function Updated({ companyId }: { companyId: string }) {
  const { items } = useFeedItems(company(companyId), { kinds: ['metric', 'sroi', 'vis'] })
  const newest = Math.max(...items.map(({ atMs }) => atMs ?? Number.NEGATIVE_INFINITY))
  return newest > 0 && <LastUpdated className="title-time" atMs={newest} hideAbsolute />
}

function Tiles(props: { companyId: string; baseUrl: string; fetch: Fetch }) {
  const earlier = useEarlierValues(props)
  return (
    <>
      <ImpactTiles earlier={earlier} />
      <MetricTiles companyId={props.companyId} earlier={earlier} />
    </>
  )
}
