/** Random numbers that are the same for the same seed, so that a simulation can be repeated. */

import type { Random } from '../../src/platform/ports.ts'

/**
 * mulberry32: 32 bits of state, good enough to choose by, never for secrets.
 *
 * @param seed Any number; its lowest 32 bits count.
 */
export function createSeededRandom(seed: number): Random {
  let state = seed | 0
  return {
    next() {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    },
  }
}
