/**
 * The real world of a page: the one file that touches window, document, navigator and fetch, but for
 * browser-tabs.ts, which only pages that share a connection between tabs load. Time, timers and
 * randomness, which Node has as well, come from system.ts.
 * Every global is looked up when it is used, so importing this on a server is safe; there, hidden is
 * never, online is always, and a frame is a short timer.
 */
import type { Platform, TextStorage } from './ports.ts'
import { systemClock, systemRandom, systemTimers } from './system.ts'

/** How long a frame lasts where nothing is painted. */
const frameMs = 16

/** Whether the browser has put this page aside: there is no property for it, only events. */
let isPageFrozen = false
let pageListeners = 0

/** The events after which an answer of {@link Platform.page} may be another: whether the page is frozen then. */
const pageEvents: Readonly<Record<string, boolean | null>> = {
  visibilitychange: null,
  freeze: true,
  resume: false,
  pagehide: true,
  pageshow: false,
  online: null,
  offline: null,
  beforeunload: null,
}

/** A browser that forbids cookies throws at the mere mention of `sessionStorage`. */
function attempt<T>(run: () => T, otherwise: T): T {
  try {
    return run()
  } catch {
    return otherwise
  }
}

/** What Node says about a failed request, such as `ECONNREFUSED`; undefined in browsers, which say nothing. */
export function systemCodeOf(error: unknown): unknown {
  return (error as { readonly cause?: { readonly code?: unknown } }).cause?.code
}

/**
 * Whether a request failed because its URL can lead nowhere: malformed, relative where there is no page, or with a
 * host that is read as a scheme, as in `localhost:3001`. Schemes of an application, such as `tauri://`, have a host. A
 * `fetch` of the caller's own may resolve what the global one cannot, so only its failure raises the question.
 */
export function isUrlAtFault(url: string, error: unknown): boolean {
  // A worker has no document, and Node neither.
  const base = globalThis.document?.baseURI ?? globalThis.location?.href
  return attempt(
    () => new URL(url, base).host === '',
    base !== undefined || systemCodeOf(error) === 'ERR_INVALID_URL',
  )
}

const storage: TextStorage = {
  read: (key) =>
    attempt(() => (typeof document === 'undefined' ? null : sessionStorage.getItem(key)), null),
  write(key, text) {
    if (typeof document === 'undefined') return
    attempt(() => {
      if (text === null) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, text)
    }, undefined)
  },
}

/** {@link Platform} on top of the globals of a browser, a worker or Node. */
export const browserPlatform: Platform = {
  clock: systemClock,
  timers: systemTimers,
  random: systemRandom,
  frames: {
    request(run) {
      if (typeof requestAnimationFrame !== 'function') {
        return systemTimers.after(frameMs, () => run(performance.now()))
      }
      const handle = requestAnimationFrame(run)
      return () => cancelAnimationFrame(handle)
    },
  },
  page: {
    isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
    // Node has a navigator without onLine: not knowing counts as online.
    isOnline: () => typeof navigator === 'undefined' || navigator.onLine !== false,
    isFrozen: () => isPageFrozen,
    subscribe(listener) {
      if (typeof document === 'undefined') return () => {}
      // A page that can call this is awake.
      isPageFrozen = false
      const onEvent = ({ type }: Event) => {
        isPageFrozen = pageEvents[type] ?? isPageFrozen
        listener(type === 'beforeunload')
      }
      const names = Object.keys(pageEvents)
      // Captured: those of the document pass the window on their way to it, even if they do not bubble.
      const how = { capture: true }
      for (const name of names) addEventListener(name, onEvent, how)
      pageListeners++
      return () => {
        for (const name of names) removeEventListener(name, onEvent, how)
        // No listener is left for the return.
        pageListeners--
        if (pageListeners === 0) isPageFrozen = false
      }
    },
  },
  // Wrapped: `fetch` called as a method of another object throws in browsers, and a page may replace
  // the global (MSW does) after this module was read.
  fetch: (input, init) => fetch(input, init),
  storage,
  mark: (name, detail) => void performance.mark(name, { detail }),
}

/**
 * Reports an exception in a listener to the page the way the browser would: window's
 * `error` event. Where that does not exist (Node) it is printed, since throwing it would end the
 * process.
 */
export function reportToPage(error: unknown): void {
  if (typeof reportError === 'function') reportError(error)
  else console.error(error)
}
