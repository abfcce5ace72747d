/**
 * Proves by counting that no event of one connection is missing: the offsets of a filtered feed have
 * holes by nature, the number of events does not. Pure; the subscription decides what a mismatch means.
 */

export interface DeliveryCount {
  /** Bounds of how many frames the server has counted on this connection. */
  readonly atLeast: number
  readonly atMost: number
  /** Mismatches since the counts last agreed; survives reconnects. */
  readonly mismatches: number
}

/**
 * After this many mismatches in a row the server evidently counts something else: believing it would
 * mean reading the state again and again.
 */
const maxMismatches = 3

export const noDeliveries: DeliveryCount = { atLeast: 0, atMost: 0, mismatches: 0 }

/** A new connection: the server counts from 0 again. */
export function restartCount({ mismatches }: DeliveryCount): DeliveryCount {
  return { atLeast: 0, atMost: 0, mismatches }
}

/**
 * A frame arrived that the server counts.
 *
 * @param isCertain false for an unknown type: an event of a newer protocol, or a control frame that the
 * server does not count
 */
export function addDelivery(count: DeliveryCount, isCertain: boolean): DeliveryCount {
  return {
    atLeast: isCertain ? count.atLeast + 1 : count.atLeast,
    atMost: count.atMost + 1,
    mismatches: count.mismatches,
  }
}

/** Compares with the server's count; after a mismatch counting continues from the server's. */
export function compareCount(
  count: DeliveryCount,
  delivered: number,
): { readonly isMatch: boolean; readonly count: DeliveryCount } {
  if (delivered >= count.atLeast && delivered <= count.atMost) {
    return { isMatch: true, count: count.mismatches === 0 ? count : { ...count, mismatches: 0 } }
  }
  const mismatches = count.mismatches + 1
  return {
    isMatch: mismatches > maxMismatches,
    count: { atLeast: delivered, atMost: delivered, mismatches },
  }
}
