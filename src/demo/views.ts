/**
 * The views of the page and their addresses: `#/dashboard/meadowbrook`. The hash names the view and what it shows, so
 * that a view can be linked to, reloaded, and left with the browser's own buttons. An address without a known view
 * is that of the front page, or of the streams where it names an account (`?account=G…`).
 */
import { useMemo, useSyncExternalStore } from 'react'

export const viewNames = ['home', 'streams', 'dashboard', 'orders'] as const

export type ViewName = (typeof viewNames)[number]

export interface Place {
  readonly view: ViewName
  /** What the view shows: a company, an order; empty for its default. */
  readonly detail: string
}

export function readPlace(hash: string, search = ''): Place {
  const [, named = '', detail = ''] = /^#\/([^/]*)\/?(.*)$/.exec(hash) ?? []
  const view = viewNames.find((name) => name === named)
  if (view !== undefined) return { view, detail: decode(detail) }
  return { view: new URLSearchParams(search).has('account') ? 'streams' : 'home', detail: '' }
}

export function printPlace(view: ViewName, detail = ''): string {
  return detail === '' ? `#/${view}` : `#/${view}/${encodeURIComponent(detail)}`
}

/** Addresses are typed, too: what cannot be decoded names nothing. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  addEventListener('popstate', listener)
  return () => {
    removeEventListener('hashchange', listener)
    removeEventListener('popstate', listener)
  }
}

/** What the address bar names. */
export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const search = useSyncExternalStore(subscribe, () => location.search)
  return useMemo(() => readPlace(hash, search), [hash, search])
}
