/**
 * Shares the event loop between long pieces of work: replays, snapshots, lists. Each asks at every step
 * whether it may go on; once the work of this turn has taken `sliceMs`, whatever it was, the rest waits for
 * the next turn, in order. So a thousand replays at once delay a request as little as one does.
 *
 * It measures work that asks, and nothing else: what runs for long without asking is not interrupted.
 */
import type { Clock } from '../../src/platform/ports.ts'

/** See the head of this file. */
export interface Turns {
  /** Resolves at once while this turn has time left, otherwise in a later turn, in the order of the calls. */
  next(): Promise<void>
}

/** How a long read can be aborted, and how it yields to the event loop. */
export interface ReadOptions {
  /** Aborts the read, which then rejects with the reason of the signal. Default: it cannot be aborted. */
  readonly signal?: AbortSignal
  /** Awaited between the steps of the read, to yield to the event loop. Default: it does not yield. */
  readonly nextTurn?: () => Promise<void>
}

/**
 * The next turn of the event loop of the host, as it was when this module was loaded. Not a timer of the application: in
 * tests those stand still until time is advanced, and a read would never end.
 */
const hostTurn: (run: () => void) => unknown =
  typeof setImmediate === 'function' ? setImmediate : (setTimeout as (run: () => void) => unknown)

/**
 * @param options.sliceMs longest work of one turn in milliseconds. Default 10.
 * @param options.nextTurn calls a function in the next turn of the event loop. Default: that of the host.
 */
export function createTurns(options: {
  readonly clock: Clock
  readonly sliceMs?: number
  readonly nextTurn?: (run: () => void) => unknown
}): Turns {
  const { clock, sliceMs = 10, nextTurn = hostTurn } = options
  const waiting: (() => void)[] = []
  let startedAtMs = Number.NEGATIVE_INFINITY
  let idleSinceMs = Number.NEGATIVE_INFINITY
  let isResuming = false

  /**
   * Resumes one after the other. Without waiting for the step of each, a thousand that ask at the same time would all
   * be given the same 10 ms.
   */
  async function resume(): Promise<void> {
    const nowMs = clock.monotonicMs()
    // After a longer silence the loop has turned since, or was idle.
    if (nowMs - idleSinceMs >= sliceMs) startedAtMs = nowMs
    for (let next = 0; next < waiting.length; next++) {
      // A thousand at a time: removing the first of ten thousand moves all others.
      if (next === 1_000) {
        waiting.splice(0, next)
        next = 0
      }
      if (clock.monotonicMs() - startedAtMs >= sliceMs) {
        await new Promise<void>((resolve) => nextTurn(resolve))
        startedAtMs = clock.monotonicMs()
      }
      waiting[next]?.()
      for (let hop = 0; hop < hopsPerStep; hop++) await null
    }
    waiting.length = 0
    isResuming = false
    idleSinceMs = clock.monotonicMs()
  }

  return {
    next: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve)
        if (isResuming) return
        isResuming = true
        void resume()
      }),
  }
}

/** Promises between a resumed caller and the end of its step, if the step waits for nothing else. */
const hopsPerStep = 16

/** Yields between two steps of a read. @throws the reason of the signal when the read was aborted */
export async function giveWay({ signal, nextTurn }: ReadOptions): Promise<void> {
  signal?.throwIfAborted()
  await nextTurn?.()
  signal?.throwIfAborted()
}
