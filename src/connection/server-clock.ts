/**
 * What time it is on the server (C15), as interval arithmetic on the times that `connected` and `ping`
 * carry. Pure: reads no clock, smooths nothing (a number that ticks does, in the ticker).
 *
 * A frame that says T and was sent after our `sent` and before our `received` proves that the
 * server's clock is ahead of our monotonic one by something between T − received and T − sent. Each
 * frame narrows what the ones before left, so the shortest round trip decides; a ping was not asked
 * for, so it proves one side only.
 */

/** Server time minus our monotonic clock lies between the two bounds. */
export interface ServerClock {
  readonly lowMs: number
  readonly highMs: number
  /** When these bounds held. */
  readonly atMonotonicMs: number
}

export interface ClockSample {
  /** What the frame says; Unix ms. */
  readonly serverMs: number
  /** When its request left; null for a frame that was not requested. */
  readonly sentMonotonicMs: number | null
  readonly receivedMonotonicMs: number
}

export interface ClockEstimate {
  /** Server clock minus local wall clock. */
  readonly offsetMs: number
  /** The most that the offset can be wrong. */
  readonly errorMs: number
}

/** Quartz drifts by up to about 50 millionths each, ours and the server's. */
const driftPerMs = 100e-6

/**
 * The longest time that a frame is assumed to have been on its way. What makes a round trip longer than
 * twice this is nearly always on the way out: name lookup, TCP and TLS handshakes, a page that is busy loading.
 * Half of such a round trip would run ahead of the server, and show money before it can be claimed.
 */
const longestDeliveryMs = 100

/** @returns what is known after `sample`; null when a ping comes before any round trip. */
export function refineClock(clock: ServerClock | null, sample: ClockSample): ServerClock | null {
  const { serverMs, sentMonotonicMs, receivedMonotonicMs } = sample
  const proof: ServerClock = {
    lowMs: serverMs - receivedMonotonicMs,
    // The server cut its time down to a whole millisecond.
    highMs: sentMonotonicMs === null ? Infinity : serverMs + 1 - sentMonotonicMs,
    atMonotonicMs: receivedMonotonicMs,
  }
  if (clock === null) return sentMonotonicMs === null ? null : proof
  const driftMs = Math.max(0, receivedMonotonicMs - clock.atMonotonicMs) * driftPerMs
  const lowMs = Math.max(clock.lowMs - driftMs, proof.lowMs)
  const highMs = Math.min(clock.highMs + driftMs, proof.highMs)
  if (lowMs <= highMs) return { lowMs, highMs, atMonotonicMs: receivedMonotonicMs }
  // The two cannot both be true: a clock was set, or ours stood still while the device slept. The
  // newer one is believed, and as uncertain as before if it is only half a proof.
  return sentMonotonicMs === null
    ? { ...proof, highMs: proof.lowMs + (clock.highMs - clock.lowMs) }
    : proof
}

/**
 * Relative to the current wall clock: the middle of what is possible, but no more than
 * {@link longestDeliveryMs} above the lower bound, which the fastest frame proves.
 */
export function estimateOffset(
  clock: ServerClock | null,
  now: { readonly nowMs: number; readonly monotonicMs: number },
): ClockEstimate | null {
  if (clock === null) return null
  const possibleMs = clock.highMs - clock.lowMs
  const deliveryMs = Math.min(possibleMs / 2, longestDeliveryMs)
  return {
    offsetMs: Math.round(clock.lowMs + deliveryMs + now.monotonicMs - now.nowMs),
    errorMs: Math.ceil(possibleMs - deliveryMs),
  }
}
