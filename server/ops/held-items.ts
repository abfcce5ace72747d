/**
 * Counts the items that all reads of an application hold in memory, from when they are read until they have been sent.
 * Without a limit, a caller that sends requests and does not read the answers could fill the memory. Each caller has a
 * share of its own, so that no caller can use up the limit of all, from however many addresses.
 *
 * An item is an event, or whatever a feed lists; they are of about the same size, a kilobyte.
 */
import { createProblem } from '../../src/protocol/errors.ts'
import { Refusal } from './problem-response.ts'

/** See the head of this file. A caller is a key of `callerKey()`; null: not known, and only the total is limited. */
export interface HeldItems {
  /** Whether another read may begin. */
  hasRoom(): boolean
  /** @throws Refusal `too_many_reads` when the caller has not taken as many items as it may hold */
  expectShare(caller: string | null): void
  /** Counts items, even beyond the limit: how many items a read finds is known only afterwards. */
  hold(count: number, caller: string | null): void
  release(count: number, caller: string | null): void
  /** Counts items that are held already for a further caller; a negative number takes them off again. */
  charge(count: number, caller: string | null): void
  /** Calls back whenever there may be room again. */
  onRoom(run: () => void): void
  readonly count: number
}

/** Soon enough for a client that reads, and without effect for one that does not. */
const retrySeconds = 5

/**
 * @param options.most reads begin only while fewer are held.
 * @param options.perCaller reads of one caller begin only while it holds fewer; 0: no limit.
 */
export function createHeldItems(options: {
  readonly most: number
  readonly perCaller: number
}): HeldItems {
  const { most, perCaller } = options
  const listeners: (() => void)[] = []
  /** Callers that hold something. */
  const heldBy = new Map<string, number>()
  let total = 0

  function charge(count: number, caller: string | null): void {
    if (caller === null || count === 0) return
    const after = (heldBy.get(caller) ?? 0) + count
    if (after > 0) heldBy.set(caller, after)
    else heldBy.delete(caller)
  }

  return {
    hasRoom: () => total < most,
    expectShare(caller) {
      const held = caller === null ? 0 : (heldBy.get(caller) ?? 0)
      if (perCaller === 0 || held < perCaller) return
      const detail =
        `The read was refused: earlier answers to you hold ${held} items that you have not read. ` +
        'Read them to the end, or close their connections.'
      throw new Refusal(createProblem('too_many_reads', detail), retrySeconds)
    },
    hold(count, caller) {
      total += count
      charge(count, caller)
    },
    release(count, caller) {
      charge(-count, caller)
      total -= count
      if (total < most) for (const run of listeners) run()
    },
    charge,
    onRoom(run) {
      listeners.push(run)
    },
    get count() {
      return total
    },
  }
}
