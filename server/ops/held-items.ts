/**
 * How many items all reads of an application hold in memory: from the time they are read until they have
 * been sent. A caller that asks and does not read the answer would otherwise fill the memory, one answer
 * after the other.
 *
 * An item is an event, or whatever a feed lists; they are of about the same size, a kilobyte.
 */

/** See the head of this file. */
export interface HeldItems {
  /** Whether another read may begin. */
  hasRoom(): boolean
  /** Counts items, which may be more than there is room for: how many a read finds is seen when it has. */
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
