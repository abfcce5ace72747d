/**
 * Channels and locks between the tabs of one origin, on top of BroadcastChannel and Web Locks. A file of
 * its own, because only pages that share a connection load it. The globals are looked up when used.
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
    let giveBack = () => {}
    let isHeld = false
    navigator.locks
      // [spec] A request that steals takes no signal.
      .request(name, isSteal ? { steal: true } : { signal: withdrawal.signal }, () => {
        if (withdrawal.signal.aborted) return undefined
        isHeld = true
        on.held()
        return new Promise<void>((resolve) => {
          giveBack = resolve
        })
      })
      // Rejected when it was withdrawn before we held it, or stolen while we did.
      .catch(() => {
        if (isHeld && !withdrawal.signal.aborted) on.lost()
      })
    return () => {
      withdrawal.abort()
      giveBack()
    }
  },
}
