/**
 * The page: its head, and one of its views below. Arranges; what each part does is in its own file. The same page runs
 * before a real server and before the one in the tab.
 */
import { useLayoutEffect, useRef } from 'react'
import type { PageEnvironment } from './environment.ts'
import { LanguageChoice } from './language-choice.tsx'
import { LocaleContext } from './locale.ts'
import { PageHead } from './page-head.tsx'
import {
  inEnglish,
  localeOf,
  PageMessagesContext,
  useLanguageChoice,
  usePageMessages,
} from './page-language.tsx'
import { type FirstView, useLoadedView } from './view-loading.ts'
import { usePlace, type ViewName } from './views.ts'

interface PageProps {
  readonly environment: PageEnvironment
  /** What the address names, if it has been loaded. */
  readonly first?: FirstView | undefined
}

export function Page({ environment, first }: PageProps) {
  const { language = inEnglish } = environment
  const { shown, choose } = useLanguageChoice(language)
  const locale = environment.locale ?? localeOf(shown.tag)
  const { view, detail } = usePlace()
  const loaded = useLoadedView(view, shown.tag, { first })
  useTopOf(view)

  return (
    <LocaleContext.Provider value={locale}>
      <PageMessagesContext.Provider value={shown.messages}>
        <PageHead
          view={view}
          languageChoice={<LanguageChoice language={shown.tag} onChange={choose} />}
        >
          {loaded.kind === 'ready' ? (
            loaded.render({ environment, language: shown, locale, detail })
          ) : (
            <Unloaded view={view} retry={loaded.kind === 'failed' ? loaded.retry : null} />
          )}
        </PageHead>
      </PageMessagesContext.Provider>
    </LocaleContext.Provider>
  )
}

/** A view that is on its way, or did not arrive. */
function Unloaded({ view, retry }: { view: ViewName; retry: (() => void) | null }) {
  const { views, list } = usePageMessages()
  return (
    <main className="page-main" id={view} tabIndex={-1} aria-busy={retry === null}>
      {retry && (
        <div className="empty" role="alert">
          <p>{views.failed}</p>
          <button type="button" className="button" onClick={retry}>
            {list.retry}
          </button>
        </div>
      )}
    </main>
  )
}

/** Another view begins at its top. */
function useTopOf(view: ViewName): void {
  const last = useRef(view)
  useLayoutEffect(() => {
    if (last.current !== view) scrollTo(0, 0)
    last.current = view
  }, [view])
}
