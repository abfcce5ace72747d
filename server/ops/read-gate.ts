/**
 * Limits how many expensive reads run at the same time, how many wait, and how much they keep in memory until it is
 * sent. Others are refused with `too_busy`: on one event loop, more concurrent reads do not finish earlier, and each
 * keeps what it has read in memory.
 *
 * It does not count subscriptions (connection-limits.ts) or distinguish callers.
 */
import type { Random } from '../../src/platform/ports.ts'
import { createProblem } from '../../src/protocol/errors.ts'
import type { HeldItems } from './held-items.ts'
import { Refusal } from './problem-response.ts'

/** Releases a place. Calling it again does nothing. */
export type ReleasePlace = () => void

/** See the head of this file. */
export interface ReadGate {
  /**
   * Waits for a place, in the order of the calls.
   *
   * @param signal ends the waiting: it then rejects with the reason of the signal.
   * @throws Refusal `too_busy` with a Retry-After that differs from caller to caller
   */
  enter(signal?: AbortSignal): Promise<ReleasePlace>
  /** Like {@link ReadGate.enter}, but never refuses: for subscriptions that have already been accepted. */
  enterLate(signal?: AbortSignal): Promise<ReleasePlace>
  /** @throws Refusal `too_busy` if {@link ReadGate.enter} would refuse now. */
  checkRoom(): void
  /** How many reads are running. */
  readonly atWork: number
  readonly waiting: number
}

/** @param options.places reads at the same time. @param options.mostWaiting how many may wait for one. */
export function createReadGate(options: {
  readonly places: number
  readonly mostWaiting: number
  readonly held: HeldItems
  readonly random: Random
}): ReadGate {
  const { places, mostWaiting, held, random } = options
  /** In the order in which they came. */
  const queue = new Set<() => void>()
  let atWork = 0

  function take(): ReleasePlace {
    atWork++
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      atWork--
      admit()
    }
  }

  const isFree = () => atWork < places && held.hasRoom()

  function admit(): void {
    for (const enter of queue) {
      if (!isFree()) return
      queue.delete(enter)
      enter()
    }
  }

  held.onRoom(admit)

  function checkRoom(): void {
    if (queue.size < mostWaiting || (queue.size === 0 && isFree())) return
    throw new Refusal(
      createProblem(
        'too_busy',
        'The request was refused: this server carries out as many reads as it may. Try again later.',
      ),
      // Different for each, or all that were refused together come back together.
      1 + Math.floor(random.next() * 4),
    )
  }

  async function enterLate(signal?: AbortSignal): Promise<ReleasePlace> {
    signal?.throwIfAborted()
    if (queue.size === 0 && isFree()) return take()
    return await new Promise<ReleasePlace>((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve(take())
      }
      const leave = () => {
        queue.delete(enter)
        reject(signal?.reason)
      }
      queue.add(enter)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  return {
    async enter(signal) {
      checkRoom()
      return await enterLate(signal)
    },
    enterLate,
    checkRoom,
    get atWork() {
      return atWork
    },
    get waiting() {
      return queue.size
    },
  }
}
