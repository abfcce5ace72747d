/**
 * Shares the event loop between long pieces of work: replays, snapshots, lists. Each asks at every step
 * whether it may go on; once the work of this turn has taken `sliceMs`, whatever it was, the rest waits for
 * the next turn, in order. So a thousand replays at once delay a request as little as one does.
 *
 * It measures work that asks, and nothing else: what runs for long without asking is not interrupted.
 */
import type { Clock, Timers } from '../../src/platform/ports.ts'

/** See the head of this file. */
export interface Turns {
  /** Resolves at once while this turn has time left, otherwise in a later turn, in the order of the calls. */
  next(): Promise<void>
}

/** How a long read gives way to others. */
export interface ReadOptions {
  /** Ends the read once it is aborted: the read rejects with the reason of the signal. */
  readonly signal?: AbortSignal
  /** Awaited between the steps of the read, so that the event loop turns. */
  readonly nextTurn?: () => Promise<void>
}

/** @param options.sliceMs longest work of one turn in milliseconds. Default 10. */
export function createTurns(options: {
  readonly clock: Clock
  readonly timers: Timers
  readonly sliceMs?: number
}): Turns {
  const { clock, timers, sliceMs = 10 } = options
  let waiting: (() => void)[] = []
  let startedAtMs = Number.NEGATIVE_INFINITY
  let askedAtMs = Number.NEGATIVE_INFINITY
  let isResuming = false

  function hasTime(): boolean {
    const nowMs = clock.monotonicMs()
    // Work asks every millisecond or so. After a longer silence the loop has turned since, or was idle.
    if (nowMs - askedAtMs >= sliceMs) startedAtMs = nowMs
    askedAtMs = nowMs
    return nowMs - startedAtMs < sliceMs
  }

  async function resume(): Promise<void> {
    startedAtMs = clock.monotonicMs()
    askedAtMs = startedAtMs
    const due = waiting
    waiting = []
    let count = 0
    while (count < due.length && hasTime()) {
      due[count++]?.()
      // What was resumed takes its step before the time is looked at again.
      for (let hop = 0; hop < hopsPerStep; hop++) await null
    }
    waiting = count < due.length ? [...due.slice(count), ...waiting] : waiting
    if (waiting.length === 0) isResuming = false
    else timers.after(0, () => void resume())
  }

  return {
    async next() {
      if (!isResuming && hasTime()) return
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        if (isResuming) return
        isResuming = true
        timers.after(0, () => void resume())
      })
    },
  }
}

/** Promises between a resumed caller and the step that it takes, a few more than there are. */
const hopsPerStep = 4

/** What a read awaits between two steps: it stops there when its caller has left. */
export async function giveWay({ signal, nextTurn }: ReadOptions): Promise<void> {
  signal?.throwIfAborted()
  await nextTurn?.()
  signal?.throwIfAborted()
}
