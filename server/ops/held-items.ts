/**
 * Counts the items that all reads of an application hold in memory, from when they are read until they have been sent.
 * Without a limit, a caller that sends requests and does not read the answers could fill the memory.
 *
 * An item is an event, or whatever a feed lists; they are of about the same size, a kilobyte.
 */

/** See the head of this file. */
export interface HeldItems {
  /** Whether another read may begin. */
  hasRoom(): boolean
  /** Counts items, even beyond the limit: how many items a read finds is known only afterwards. */
  hold(count: number): void
  release(count: number): void
  /** Calls back whenever there may be room again. */
  onRoom(run: () => void): void
  readonly count: number
}

/** @param most reads begin only while fewer are held. */
export function createHeldItems(most: number): HeldItems {
  const listeners: (() => void)[] = []
  let count = 0
  return {
    hasRoom: () => count < most,
    hold(more) {
      count += more
    },
    release(fewer) {
      count -= fewer
      if (count < most) for (const run of listeners) run()
    },
    onRoom(run) {
      listeners.push(run)
    },
    get count() {
      return count
    },
  }
}
