/**
 * What is said aloud, and how often: events and thresholds, gathered for a moment and then said in
 * one go. Pure queueing; who renders the live region is announcer.tsx, who says things are widgets.
 *
 *   quiet ──say──► gathering (1 s) ──► spoken ──► resting (4 s) ──► quiet
 *                                                    └── say: gathered until the rest is over
 *
 * A1 A message with the key of a waiting one replaces it: only the latest state is news.
 * A2 More than three waiting messages become one sentence that counts them.
 * A3 Nothing is said more often than once in five seconds, so a busy feed does not talk over a page.
 */

/** How long messages are gathered before they are said, in milliseconds. */
export const gatherMs = 1_000
/** How long nothing is said after something was. */
export const restMs = 4_000
/** More messages than this at once are counted instead of read out. */
export const mostSpokenAtOnce = 3

/** A queue of things to say. */
export interface Announcements {
  /**
   * Puts a sentence into the queue. `key` names its subject, for example `stream:42`.
   */
  say(key: string, sentence: string): void
  /** Takes what is due at `nowMs`; empty when nothing is. Call it again when the time has come. */
  take(nowMs: number): string
  /** When {@link take} may next have something; `null` while nothing waits. */
  nextMs(nowMs: number): number | null
  /** Calls `listener` whenever something was put in. */
  subscribe(listener: () => void): () => void
}

/** Makes an empty queue. */
export function createAnnouncements(): Announcements {
  const waiting = new Map<string, string>()
  const listeners = new Set<() => void>()
  let gatheringSinceMs: number | null = null
  let restsUntilMs = Number.NEGATIVE_INFINITY

  function nextMs(nowMs: number): number | null {
    if (waiting.size === 0) return null
    gatheringSinceMs ??= nowMs
    return Math.max(gatheringSinceMs + gatherMs, restsUntilMs)
  }

  return {
    say(key, sentence) {
      // Deleted first, so that a subject with news moves to the end of the queue.
      waiting.delete(key)
      waiting.set(key, sentence)
      for (const listener of listeners) listener()
    },

    take(nowMs) {
      const dueMs = nextMs(nowMs)
      if (dueMs === null || nowMs < dueMs) return ''
      const sentences = [...waiting.values()]
      waiting.clear()
      gatheringSinceMs = null
      restsUntilMs = nowMs + restMs
      return sentences.length > mostSpokenAtOnce
        ? `${sentences.length} updates. Latest: ${sentences.at(-1)}`
        : sentences.join(' ')
    },

    nextMs,

    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
