/**
 * Names a history: a short word that no earlier history of the same log has had. It is not a secret
 * and not an order: epochs are only ever compared for equality.
 */

import type { Clock, Random } from '../../src/platform/ports.ts'

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/**
 * Makes a new epoch: nine characters of `[0-9a-z]`.
 *
 * Four are random and five come from the clock. The clock's part is there for environments with seeded
 * randomness, such as the mock backend in a tab: without it a reloaded page would find its old epoch on a
 * history that has started over.
 */
export function createEpoch(clock: Clock, random: Random): string {
  let word = ''
  for (let i = 0; i < 4; i++) word += alphabet.charAt(Math.floor(random.next() * alphabet.length))
  const time = Math.floor(clock.nowMs()) % alphabet.length ** 5
  return word + time.toString(alphabet.length).padStart(5, '0')
}
