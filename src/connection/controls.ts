/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The methods that every client of this folder has, for any feed: the commands of the machine, its
 * snapshot, the loop over events. Adds no rule of its own.
 */
import { asyncDispose } from './disposal.ts'
import { iterateEvents } from './event-queue.ts'
import type { Listeners } from './listeners.ts'
import type { Runner } from './runner.ts'
import type { ConnectionSnapshot } from './status.ts'

/** The controls of a client whose events are `T`. */
export interface Controls<T> {
  /** Starts; does nothing when already started. */
  open(): void
  /** Ends, for good unless it is opened again. */
  close(): void
  /** Disconnects until {@link resume}. */
  pause(): void
  /** Ends the reason of {@link pause}: connects again unless something else pauses it. */
  resume(): void
  /** Ends a wait, an offline pause or a failure early. */
  retryNow(): void
  /** The status with everything that belongs to it; the same object until something changes. */
  getSnapshot(): ConnectionSnapshot
  /** Calls `listener` when {@link getSnapshot} returns a new object. */
  subscribe(listener: () => void): () => void
  /**
   * Events from this call on, for `for await`; does not open anything. Ends when the client is closed;
   * throws when it failed, or with `iterator_overflow` when the loop is too slow.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined>
  /** Closes, and waits until the request has released everything. */
  [Symbol.asyncDispose](): Promise<void>
}

/** @param maxQueued bound of the queue of a loop; undefined: the default */
export function createControls<T>(
  runner: Runner,
  events: Pick<Listeners<T>, 'add'>,
  maxQueued: number | undefined,
  getSnapshot: () => ConnectionSnapshot,
): Controls<T> {
  return {
    open: () => runner.send({ type: 'open' }),
    close: () => runner.send({ type: 'close' }),
    pause: () => runner.send({ type: 'pause', reason: 'user' }),
    resume: () => runner.send({ type: 'resume', reason: 'user' }),
    retryNow: () => runner.send({ type: 'retry_now' }),
    getSnapshot,
    subscribe: runner.subscribe,
    [Symbol.asyncIterator]: () =>
      iterateEvents(events.add, runner.subscribe, () => runner.state().status, maxQueued),
    [asyncDispose]() {
      runner.send({ type: 'close' })
      return runner.settled()
    },
  }
}
