/**
 * What is announced to assistive technology, and how often: updates are collected for a second and then
 * announced together; results of the user's own commands are announced first. A pure queue: announcer.tsx
 * renders the live region, widgets add the messages.
 *
 *   idle ──announce──► collecting (1 s) ──► announced ──► resting (11 s) ──► idle
 *                                                            └── announce: collected until the rest is over
 *
 * A1 A message replaces a waiting one with the same key: only the latest state matters.
 * A2 More than three waiting updates become one sentence with their number.
 * A3 At most one announcement of updates every twelve seconds, so that a busy feed does not talk over the
 *    page: at most six in any minute.
 * A4 The queue is bounded, since nothing may ever take messages out of it.
 * A5 A result does not wait for the rest or for updates. Updates resume once it has been read.
 * A6 An event whose result was announced is not announced again as an update: both have the key
 *    `event:<id of the event>`.
 */

/** How long updates are collected before they are announced, in milliseconds. */
export const collectMs = 1_000
/** The least time between an announcement of updates and the collection of the next one. */
export const restMs = 11_000
/** A5 How long results are collected: one action can have several. */
export const collectResultsMs = 100
/** A5 How long updates wait after a result. */
export const restAfterResultMs = 4_000
/** More updates than this are counted instead of read out. */
export const maxMessagesRead = 3
/** A4 */
export const maxWaiting = 100

/** How a message is announced. */
export interface AnnounceOptions {
  /**
   * The message is the result of something the user has just done: it is announced immediately, before
   * everything else. Under the key `event:<id of the event>` it replaces the update about that event. Default false.
   */
  readonly isResult?: boolean | undefined
}

/** A queue of messages. */
export interface Announcements {
  /** Adds a message. `key` names its subject, for example `stream:42`. */
  announce(key: string, message: string, options?: AnnounceOptions): void
  /**
   * Takes what is due at `nowMs`; empty when nothing is.
   *
   * @param summarize A2 makes one sentence of many messages
   */
  take(nowMs: number, summarize: (count: number, latest: string) => string): string
  /** When {@link take} may next return something; `null` while nothing waits. */
  nextMs(nowMs: number): number | null
  /** Calls `listener` whenever a message was added. */
  subscribe(listener: () => void): () => void
}

/** Messages of one kind that wait to be announced. */
interface Waiting {
  readonly messages: Map<string, string>
  collectingSinceMs: number | null
}

const noneWaiting = (): Waiting => ({ messages: new Map(), collectingSinceMs: null })

/** Creates an empty queue. */
export function createAnnouncements(): Announcements {
  const updates = noneWaiting()
  const results = noneWaiting()
  /** A6 */
  const eventsOfResults = new Set<string>()
  const listeners = new Set<() => void>()
  let restsUntilMs = Number.NEGATIVE_INFINITY

  function dueMs(waiting: Waiting, forMs: number, nowMs: number): number {
    if (waiting.messages.size === 0) return Number.POSITIVE_INFINITY
    waiting.collectingSinceMs ??= nowMs
    return waiting.collectingSinceMs + forMs
  }

  const resultsDueMs = (nowMs: number) => dueMs(results, collectResultsMs, nowMs)
  const updatesDueMs = (nowMs: number) => Math.max(dueMs(updates, collectMs, nowMs), restsUntilMs)

  function takeAll(waiting: Waiting): readonly string[] {
    const messages = [...waiting.messages.values()]
    waiting.messages.clear()
    waiting.collectingSinceMs = null
    return messages
  }

  return {
    announce(key, message, { isResult = false } = {}) {
      if (isResult) {
        updates.messages.delete(key)
        if (key.startsWith('event:')) addBounded(eventsOfResults, key)
      } else if (eventsOfResults.has(key)) return
      const { messages } = isResult ? results : updates
      // Deleted first, so that an updated subject moves to the end of the queue.
      messages.delete(key)
      const [oldest] = messages.keys()
      if (messages.size >= maxWaiting && oldest !== undefined) messages.delete(oldest)
      messages.set(key, message)
      for (const listener of listeners) listener()
    },

    take(nowMs, summarize) {
      if (nowMs >= resultsDueMs(nowMs)) {
        restsUntilMs = Math.max(restsUntilMs, nowMs + restAfterResultMs)
        return takeAll(results).join(' ')
      }
      if (nowMs < updatesDueMs(nowMs)) return ''
      restsUntilMs = nowMs + collectMs + restMs
      const messages = takeAll(updates)
      return messages.length > maxMessagesRead
        ? summarize(messages.length, messages.at(-1) ?? '')
        : messages.join(' ')
    },

    nextMs(nowMs) {
      const next = Math.min(resultsDueMs(nowMs), updatesDueMs(nowMs))
      return next === Number.POSITIVE_INFINITY ? null : next
    },

    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function addBounded(keys: Set<string>, key: string): void {
  const [oldest] = keys
  if (keys.size >= maxWaiting && oldest !== undefined) keys.delete(oldest)
  keys.add(key)
}
