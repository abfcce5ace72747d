/**
 * The real world: the one file that touches window, document, navigator, fetch, Date and Math.random.
 * Every global is looked up when it is used, so importing this on a server is safe; there, hidden is
 * never, online is always, and a frame is a short timer.
 */
import type { Platform } from './ports.ts'

/** The longest delay a timer can hold; engines fire at once for anything above. */
const longestDelayMs = 2 ** 31 - 1

/** How long a frame lasts where nothing is painted. */
const frameMs = 16

function after(delayMs: number, run: () => void): () => void {
  // The comparison also turns NaN into 0.
  const timer = setTimeout(run, delayMs > 0 ? Math.min(delayMs, longestDelayMs) : 0)
  // Node answers with an object whose timer would hold the process open; browsers with a number.
  if (typeof timer === 'object') timer.unref()
  return () => clearTimeout(timer)
}

/** {@link Platform} on top of the globals of a browser, a worker or Node. */
export const browserPlatform: Platform = {
  clock: {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
  },
  timers: { after },
  random: { next: () => Math.random() },
  frames: {
    request(run) {
      if (typeof requestAnimationFrame !== 'function') {
        return after(frameMs, () => run(performance.now()))
      }
      const handle = requestAnimationFrame(run)
      return () => cancelAnimationFrame(handle)
    },
  },
  page: {
    isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
    // Node has a navigator without onLine: not knowing counts as online.
    isOnline: () => typeof navigator === 'undefined' || navigator.onLine !== false,
    subscribe(listener) {
      if (typeof document === 'undefined') return () => {}
      document.addEventListener('visibilitychange', listener)
      addEventListener('online', listener)
      addEventListener('offline', listener)
      return () => {
        document.removeEventListener('visibilitychange', listener)
        removeEventListener('online', listener)
        removeEventListener('offline', listener)
      }
    },
  },
  // Wrapped: `fetch` called as a method of another object throws in browsers, and a page may replace
  // the global (MSW does) after this module was read.
  fetch: (input, init) => fetch(input, init),
}

/**
 * Tells the page about an exception in somebody's listener the way the browser would: window's
 * `error` event. Where that does not exist (Node) it is printed, since throwing it would end the
 * process.
 */
export function reportToPage(error: unknown): void {
  if (typeof reportError === 'function') reportError(error)
  else console.error(error)
}
