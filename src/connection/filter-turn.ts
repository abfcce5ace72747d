/**
 * When a changed filter is worth a request: additions at the next animation frame, all of them
 * together; removals alone after a while, since a page that changes its view takes away first and adds
 * then. Knows no connection.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import { isSameTopics, isWithin, type TopicSet } from '../protocol/topic-set.ts'

/** A page in the background has no animation frames: after this its changes go out all the same. */
const noFrameMs = 100
/** What is taken away may come back within this time at no cost. */
const removalMs = 5000
/** A list that is scrolled adds something in every animation frame; each request needs time to bring anything. */
const spacingMs = 250
/** How long a request for an earlier change may take before a later one gives it up. */
const busyMs = 5000

export interface FilterTurn {
  wanted(): TopicSet
  want(topics: TopicSet): void
  /** A request goes out with what is wanted. */
  asked(): void
}

/** @param renew makes a request; called when what is wanted is not what was asked for last. */
export function createFilterTurn(
  platform: Pick<Platform, 'clock' | 'frames' | 'timers'>,
  initial: TopicSet,
  renew: () => void,
  isBusy: () => boolean = () => false,
): FilterTurn {
  let wanted = initial
  let asked = initial
  let renewedAtMs = Number.NEGATIVE_INFINITY
  let cancel: Cancel = () => {}

  function turn(): void {
    cancel()
    if (isSameTopics(wanted, asked)) return
    // What was asked last time has to bring something, or a list that is scrolled starves everybody.
    if (isBusy() && platform.clock.monotonicMs() < renewedAtMs + busyMs) {
      cancel = platform.timers.after(spacingMs, turn)
      return
    }
    renewedAtMs = platform.clock.monotonicMs()
    renew()
  }

  return {
    wanted: () => wanted,
    want(topics) {
      wanted = topics
      cancel()
      if (isWithin(wanted, asked)) {
        cancel = platform.timers.after(removalMs, turn)
        return
      }
      const earlyMs = renewedAtMs + spacingMs - platform.clock.monotonicMs()
      if (earlyMs > 0) {
        cancel = platform.timers.after(earlyMs, turn)
        return
      }
      const cancelFrame = platform.frames.request(turn)
      const cancelTimer = platform.timers.after(noFrameMs, turn)
      cancel = () => {
        cancelFrame()
        cancelTimer()
      }
    },
    asked() {
      asked = wanted
    },
  }
}
