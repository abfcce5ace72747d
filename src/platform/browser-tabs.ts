/**
 * Channels and locks between the tabs of one origin, on top of BroadcastChannel and Web Locks. A file of
 * its own, because only connections that are shared load it. The globals are looked up when used.
 */
import type { Tabs } from './ports.ts'

/** {@link Tabs} of a browser; not available anywhere else. */
export const browserTabs: Tabs = {
  isAvailable: () =>
    typeof document !== 'undefined' &&
    typeof BroadcastChannel === 'function' &&
    navigator.locks !== undefined,
  channel(name, onMessage) {
    const channel = new BroadcastChannel(name)
    channel.onmessage = ({ data }) => onMessage(data)
    return { post: (message) => channel.postMessage(message), close: () => channel.close() }
  },
  lock(name, isSteal, on) {
    const withdrawal = new AbortController()
    let release = () => {}
    let isHeld = false
    navigator.locks
      // [spec] A request that steals takes no signal.
      .request(name, isSteal ? { steal: true } : { signal: withdrawal.signal }, () => {
        if (withdrawal.signal.aborted) return undefined
        isHeld = true
        on.acquired()
        return new Promise<void>((resolve) => {
          release = resolve
        })
      })
      .catch((error: unknown) => {
        if (withdrawal.signal.aborted) return
        // [spec] AbortError: stolen, perhaps before the callback ran. Anything else before that is a
        // refusal: SecurityError in a sandboxed frame and where storage is blocked.
        if (isHeld || (error as Error).name === 'AbortError') on.lost()
        else on.failed()
      })
    return () => {
      withdrawal.abort()
      release()
    }
  },
}
