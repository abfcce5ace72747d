/**
 * When a changed filter makes a request: additions at the next animation frame, all of them together;
 * removals alone after a while, since a page that changes its view removes first and then adds. Independent of
 * any connection.
 */
import { nextFrame } from '../platform/next-frame.ts'
import type { Cancel, Platform } from '../platform/ports.ts'
import { isSameTopics, isWithin, type TopicSet } from '../protocol/topic-set.ts'

/** A page in the background has no animation frames: after this its changes are requested anyway. */
const noFrameMs = 100
/** A removed topic may come back within this time at no cost. */
const removalMs = 5000
/** A list that is scrolled adds something in every animation frame; each request needs time to bring anything. */
const spacingMs = 250
/** How long a request for an earlier change may take before a later change replaces it. */
const busyMs = 5000

export interface FilterDebounce {
  /** The topics of the next request. */
  topics(): TopicSet
  set(topics: TopicSet): void
  /** A request is made with the current topics. */
  requested(): void
}

/** @param renew makes a request; called when the topics are not those of the last request */
export function createFilterDebounce(
  platform: Pick<Platform, 'clock' | 'frames' | 'timers'>,
  initial: TopicSet,
  renew: () => void,
  isBusy: () => boolean = () => false,
): FilterDebounce {
  let topics = initial
  let requested = initial
  let renewedAtMs = Number.NEGATIVE_INFINITY
  let cancel: Cancel = () => {}

  function apply(): void {
    cancel()
    if (isSameTopics(topics, requested)) return
    // The last request has to bring something, or a list that is scrolled never shows anything.
    if (isBusy() && platform.clock.monotonicMs() < renewedAtMs + busyMs) {
      cancel = platform.timers.after(spacingMs, apply)
      return
    }
    renewedAtMs = platform.clock.monotonicMs()
    renew()
  }

  return {
    topics: () => topics,
    set(next) {
      topics = next
      cancel()
      const earlyMs = renewedAtMs + spacingMs - platform.clock.monotonicMs()
      const delayMs = isWithin(topics, requested) ? removalMs : earlyMs
      cancel =
        delayMs > 0 ? platform.timers.after(delayMs, apply) : nextFrame(platform, noFrameMs, apply)
    },
    requested() {
      requested = topics
    },
  }
}
