/**
 * Proof by counting that nothing went missing on one connection: offsets of a filtered feed have holes
 * by nature, the number of events does not. Pure bookkeeping; what a mismatch means is for the inbox.
 */
export interface Tally {
  /** A new connection: the server counts from 0 again. */
  begin(): void
  /**
   * A frame came that the server counts, delivered here or not. Not certain: its type is unknown, so
   * it may be an event of a newer protocol or something that nobody counts.
   */
  add(isCertain: boolean): void
  /** Compares with the server's count. After a difference counting goes on from the server's. */
  check(delivered: number): 'agrees' | 'differs'
}

/**
 * After this many differences without an agreement in between, the server evidently counts something
 * else: believing it would mean reading the state again for ever.
 */
const maxDifferences = 3

export function createTally(): Tally {
  let atLeast = 0
  let atMost = 0
  let differences = 0
  return {
    begin() {
      atLeast = 0
      atMost = 0
    },
    add(isCertain) {
      atMost++
      if (isCertain) atLeast++
    },
    check(delivered) {
      if (delivered >= atLeast && delivered <= atMost) {
        differences = 0
        return 'agrees'
      }
      atLeast = delivered
      atMost = delivered
      return ++differences > maxDifferences ? 'agrees' : 'differs'
    },
  }
}
