/** How long to wait before another attempt: at random, so that servers do not return together. */
import type { Random } from '../../src/platform/ports.ts'

export interface Delays {
  /** In ms. @param attempt how many have failed since the last success; the first is 0 */
  after(attempt: number): number
}

const bounds = { leastMs: 100, baseMs: 500, capMs: 5_000 }

export function createDelays(random: Random): Delays {
  return {
    after(attempt) {
      const ceiling = Math.min(bounds.capMs, bounds.baseMs * 2 ** Math.min(attempt, 16))
      return Math.max(bounds.leastMs, Math.floor(random.next() * ceiling))
    },
  }
}
