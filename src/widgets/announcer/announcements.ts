/**
 * What is announced to assistive technology, and how often: messages about events and thresholds,
 * collected for a second and then announced together. A pure queue: announcer.tsx renders the live
 * region, widgets add the messages.
 *
 *   idle ──announce──► collecting (1 s) ──► announced ──► resting (4 s) ──► idle
 *                                                            └── announce: collected until the rest is over
 *
 * A1 A message replaces a waiting one with the same key: only the latest state matters.
 * A2 More than three waiting messages become one sentence with their number.
 * A3 At most one announcement in five seconds, so that a busy feed does not talk over the page.
 * A4 The queue is bounded, since nothing may ever take messages out of it.
 */

/** How long messages are collected before they are announced, in milliseconds. */
export const collectMs = 1_000
/** The least time between an announcement and the next one. */
export const restMs = 4_000
/** More messages than this are counted instead of read out. */
export const maxMessagesRead = 3
/** A4 */
export const maxWaiting = 100

/** A queue of messages. */
export interface Announcements {
  /** Adds a message. `key` names its subject, for example `stream:42`. */
  announce(key: string, message: string): void
  /**
   * Takes what is due at `nowMs`; empty when nothing is.
   *
   * @param summarize A2 one sentence in place of many
   */
  take(nowMs: number, summarize: (count: number, latest: string) => string): string
  /** When {@link take} may next return something; `null` while nothing waits. */
  nextMs(nowMs: number): number | null
  /** Calls `listener` whenever a message was added. */
  subscribe(listener: () => void): () => void
}

/** Creates an empty queue. */
export function createAnnouncements(): Announcements {
  const waiting = new Map<string, string>()
  const listeners = new Set<() => void>()
  let collectingSinceMs: number | null = null
  let restsUntilMs = Number.NEGATIVE_INFINITY

  function nextMs(nowMs: number): number | null {
    if (waiting.size === 0) return null
    collectingSinceMs ??= nowMs
    return Math.max(collectingSinceMs + collectMs, restsUntilMs)
  }

  return {
    announce(key, message) {
      // Deleted first, so that an updated subject moves to the end of the queue.
      waiting.delete(key)
      const [oldest] = waiting.keys()
      if (waiting.size >= maxWaiting && oldest !== undefined) waiting.delete(oldest)
      waiting.set(key, message)
      for (const listener of listeners) listener()
    },

    take(nowMs, summarize) {
      const dueMs = nextMs(nowMs)
      if (dueMs === null || nowMs < dueMs) return ''
      const messages = [...waiting.values()]
      waiting.clear()
      collectingSinceMs = null
      restsUntilMs = nowMs + restMs
      return messages.length > maxMessagesRead
        ? summarize(messages.length, messages.at(-1) ?? '')
        : messages.join(' ')
    },

    nextMs,

    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
