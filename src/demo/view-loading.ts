/**
 * Loads the views of the page, each when it is first shown: a page that shows the streams contains nothing of the
 * other views.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { LanguageTag } from '../messages/index.ts'
import type { RenderView } from './view-props.ts'
import type { ViewName } from './views.ts'

const loaders: { readonly [View in ViewName]: (tag: LanguageTag) => Promise<RenderView> } = {
  home: async (tag) => (await import('./home/home-view.tsx')).loadHome(tag),
  streams: async () => (await import('./streams-view.tsx')).renderStreams,
  dashboard: async (tag) => (await import('./dashboard/dashboard-view.tsx')).loadDashboard(tag),
  orders: async (tag) => (await import('./orders/orders-view.tsx')).loadOrders(tag),
}

/** Loads a view with its texts; rejects as `import()` does. */
export function loadView(view: ViewName, tag: LanguageTag): Promise<RenderView> {
  return loaders[view](tag)
}

/** A view as far as it has been loaded. */
export type LoadedView =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly retry: () => void }
  | { readonly kind: 'ready'; readonly render: RenderView }

/** A view that was loaded before the page was shown, in the language of the page. */
export interface FirstView {
  readonly view: ViewName
  readonly tag: LanguageTag
  readonly render: RenderView
}

interface Options {
  /** Shown at once, so that the page appears whole. */
  readonly first?: FirstView | undefined
  /** {@link loadView} outside tests. */
  readonly load?: typeof loadView
}

export function useLoadedView(
  view: ViewName,
  tag: LanguageTag,
  { first, load = loadView }: Options = {},
): LoadedView {
  const [shown, setShown] = useState<{ view: ViewName; render: RenderView | null } | null>(
    first ?? null,
  )
  const [tries, setTries] = useState(0)
  const latest = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try loads again
  useEffect(() => {
    const current = ++latest.current
    if (view === first?.view && tag === first.tag && current === 1) return
    const isLatest = () => latest.current === current
    load(view, tag).then(
      (render) => {
        if (isLatest()) setShown({ view, render })
      },
      () => {
        // With the texts of another language a view keeps those that it has.
        if (isLatest())
          setShown((before) => (before?.view === view ? before : { view, render: null }))
      },
    )
  }, [view, tag, load, tries])
  const retry = useCallback(() => {
    setShown(null)
    setTries((count) => count + 1)
  }, [])
  if (shown?.view !== view) return { kind: 'loading' }
  return shown.render ? { kind: 'ready', render: shown.render } : { kind: 'failed', retry }
}
