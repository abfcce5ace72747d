/**
 * Which listener has subscribed to which topic. Adding and removing a listener costs the number of its own topics,
 * never the number of listeners.
 *
 * It does not deliver anything and does not care what a listener is.
 */

/** Topic → listeners. */
export interface TopicIndex<Listener> {
  add(listener: Listener, topics: readonly string[]): void
  /** Takes the listener out; topics it was not added with are ignored. */
  remove(listener: Listener, topics: readonly string[]): void
  /**
   * All listeners of at least one of these topics. Each comes once, however many of the
   * topics match; in the order of joining within a topic.
   */
  matching(topics: readonly string[]): Iterable<Listener>
  /** Topics with at least one listener. */
  readonly size: number
}

/** An empty index. */
export function createTopicIndex<Listener>(): TopicIndex<Listener> {
  const listenersOf = new Map<string, Set<Listener>>()

  return {
    add(listener, topics) {
      for (const topic of topics) {
        const listeners = listenersOf.get(topic)
        if (listeners === undefined) listenersOf.set(topic, new Set([listener]))
        else listeners.add(listener)
      }
    },
    remove(listener, topics) {
      for (const topic of topics) {
        const listeners = listenersOf.get(topic)
        if (listeners === undefined) continue
        listeners.delete(listener)
        // An empty set left behind would be a leak: topics come and go with items.
        if (listeners.size === 0) listenersOf.delete(topic)
      }
    },
    matching(topics) {
      const found: Set<Listener>[] = []
      for (const topic of topics) {
        const listeners = listenersOf.get(topic)
        if (listeners !== undefined) found.push(listeners)
      }
      // Usually only one topic has listeners, and then nothing has to be copied or compared.
      if (found.length === 1) return found[0] ?? []
      const union = new Set<Listener>()
      for (const listeners of found) for (const listener of listeners) union.add(listener)
      return union
    },
    get size() {
      return listenersOf.size
    },
  }
}
