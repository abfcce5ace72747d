/**
 * Limits how many expensive reads run at the same time, how many wait, and how much they keep in memory until it is
 * sent. Others are refused with `too_busy`: on one event loop, more concurrent reads do not finish earlier, and each
 * keeps what it has read in memory. Callers that wait take turns, each has a share of the queue, and reads of one caller
 * are admitted in order: a caller with many reads delays its own.
 *
 * It does not count subscriptions (connection-limits.ts).
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
   * Waits for a place: callers in turn, and the reads of one caller in the order of the calls.
   *
   * @param caller a key of `callerKey()`; null: not known. All of these are one caller, without a share.
   * @param signal ends the waiting: it then rejects with the reason of the signal.
   * @throws Refusal `too_busy`, or `too_many_reads` where the share of the caller is used up, with a Retry-After that
   *   differs from caller to caller
   */
  enter(caller: string | null, signal?: AbortSignal): Promise<ReleasePlace>
  /** Like {@link ReadGate.enter}, but never refuses: for subscriptions that have already been accepted. */
  enterLate(caller: string | null, signal?: AbortSignal): Promise<ReleasePlace>
  /** @throws Refusal if {@link ReadGate.enter} would refuse now. */
  checkRoom(caller: string | null): void
  /** How many reads are running. */
  readonly atWork: number
  readonly waiting: number
}

/**
 * @param options.places reads at the same time
 * @param options.mostWaiting how many may wait for one
 * @param options.mostOfCaller how many of one caller may wait; 0: no limit
 */
export function createReadGate(options: {
  readonly places: number
  readonly mostWaiting: number
  readonly mostOfCaller: number
  readonly held: HeldItems
  readonly random: Random
}): ReadGate {
  const { places, mostWaiting, mostOfCaller, held, random } = options
  /** The reads of each caller in the order in which they came; the caller whose turn it is comes first. */
  const queues = new Map<string | null, Set<() => void>>()
  let waiting = 0
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
    for (const [caller, queue] of queues) {
      if (!isFree()) return
      const [enter = () => {}] = queue
      leaveQueue(caller, enter)
      // To the end: the iteration comes to it again, after the others.
      if (queue.size > 0) {
        queues.delete(caller)
        queues.set(caller, queue)
      }
      enter()
    }
  }

  function leaveQueue(caller: string | null, enter: () => void): void {
    const queue = queues.get(caller)
    if (queue?.delete(enter)) waiting--
    if (queue?.size === 0) queues.delete(caller)
  }

  held.onRoom(admit)

  function checkRoom(caller: string | null): void {
    if (waiting === 0 && isFree()) return
    if (waiting >= mostWaiting) {
      throw refusal(
        'too_busy',
        'The request was refused: this server carries out as many reads as it may. Try again later.',
      )
    }
    const own = queues.get(caller)?.size ?? 0
    if (caller === null || mostOfCaller === 0 || own < mostOfCaller) return
    throw refusal(
      'too_many_reads',
      `The request was refused: ${own} of your reads are already waiting. Wait until one of them finishes.`,
    )
  }

  function refusal(code: 'too_busy' | 'too_many_reads', detail: string): Refusal {
    // Different for each, or all that were refused together come back together.
    return new Refusal(createProblem(code, detail), 1 + Math.floor(random.next() * 4))
  }

  async function enterLate(caller: string | null, signal?: AbortSignal): Promise<ReleasePlace> {
    signal?.throwIfAborted()
    if (waiting === 0 && isFree()) return take()
    return await new Promise<ReleasePlace>((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve(take())
      }
      const leave = () => {
        leaveQueue(caller, enter)
        reject(signal?.reason)
      }
      const queue = queues.get(caller) ?? new Set()
      queues.set(caller, queue.add(enter))
      waiting++
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  return {
    async enter(caller, signal) {
      checkRoom(caller)
      return await enterLate(caller, signal)
    },
    enterLate,
    checkRoom,
    get atWork() {
      return atWork
    },
    get waiting() {
      return waiting
    },
  }
}
