/**
 * The plug between this page and its server, for real: pulled, it aborts every open request and refuses new ones, as a
 * network does that is gone. A while later the page counts as offline, since browsers notice only then. The same with a
 * server elsewhere and with one in the tab.
 *
 *   in ── pull ──► cut ── after noticeMs ──► offline
 *    ▲              │                          │
 *    └──────────────┴──────── put back ────────┘
 */
import { browserPlatform } from '../../platform/browser.ts'
import type { PageActivity } from '../../platform/ports.ts'
import type { Fetch } from '../send-request.ts'

export type PlugState = 'in' | 'cut' | 'offline'

export interface Plug {
  readonly fetch: Fetch
  /** What the page knows about its network. */
  readonly page: PageActivity
  getState(): PlugState
  pull(): void
  putBack(): void
  /** Calls `listener` after each change. */
  subscribe(listener: () => void): () => void
}

/** Long enough to see the difference between a connection that has ended and a network that is gone. */
const noticeMs = 2_500

export function createPlug(
  fetch: Fetch,
  { page, timers }: Pick<typeof browserPlatform, 'page' | 'timers'> = browserPlatform,
): Plug {
  const listeners = new Set<() => void>()
  let state: PlugState = 'in'
  let line = new AbortController()
  let cancelNotice = () => {}

  function change(next: PlugState): void {
    state = next
    for (const listener of [...listeners]) listener()
  }

  return {
    async fetch(input, init = {}) {
      if (state !== 'in') throw unreachable()
      const { signal: cut } = line
      const signal = init.signal ? AbortSignal.any([init.signal, cut]) : cut
      return fetch(input, { ...init, signal })
    },
    page: {
      ...page,
      isOnline: () => state !== 'offline' && page.isOnline(),
      subscribe(listener) {
        const note = () => listener()
        const cancel = page.subscribe(listener)
        listeners.add(note)
        return () => {
          listeners.delete(note)
          cancel()
        }
      },
    },
    getState: () => state,
    pull() {
      if (state !== 'in') return
      change('cut')
      // The reason is what readers of open answers get: the error of a network, not of an abort.
      line.abort(unreachable())
      cancelNotice = timers.after(noticeMs, () => change('offline'))
    },
    putBack() {
      if (state === 'in') return
      cancelNotice()
      line = new AbortController()
      change('in')
    },
    subscribe(listener) {
      const note = () => listener()
      listeners.add(note)
      return () => listeners.delete(note)
    },
  }
}

/** What `fetch` rejects with when there is no route to the host. */
function unreachable(): TypeError {
  return new TypeError('Failed to fetch: the plug is pulled.')
}
