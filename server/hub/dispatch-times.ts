/**
 * How long the dispatch of events takes, measured once an event, however many connections it goes to.
 * Only counted: nothing is decided by it.
 */
import type { Clock } from '../../src/platform/ports.ts'
import type { LogEntry } from '../log/event-log.ts'
import {
  createDurationHistogram,
  type DurationHistogram,
  type DurationReading,
} from '../ops/duration-histogram.ts'

/** Times of the events of one hub. */
export interface DispatchTimes {
  /** The dispatch of an event begins. One at a time. */
  begin(): void
  /** It has been offered to every matching connection. */
  end(entry: LogEntry): void
  read(): {
    /**
     * From the append of an event until the last matching connection was offered it. With several
     * servers on one log it contains the difference of their clocks.
     */
    readonly deliveryLag: DurationReading
    /** From the first matching connection to the last. */
    readonly fanOut: DurationReading
  }
}

/** Where the times are counted, which hubs can share. */
export interface DispatchHistograms {
  readonly deliveryLag: DurationHistogram
  readonly fanOut: DurationHistogram
}

export function createDispatchHistograms(): DispatchHistograms {
  return { deliveryLag: createDurationHistogram(), fanOut: createDurationHistogram() }
}

export function createDispatchTimes(
  clock: Clock,
  { deliveryLag, fanOut }: DispatchHistograms,
): DispatchTimes {
  let beganMs = 0

  return {
    begin() {
      beganMs = clock.monotonicMs()
    },
    end(entry) {
      fanOut.observe(clock.monotonicMs() - beganMs)
      deliveryLag.observe(clock.nowMs() - entry.atMs)
    },
    read: () => ({ deliveryLag: deliveryLag.read(), fanOut: fanOut.read() }),
  }
}
