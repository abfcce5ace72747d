/**
 * Names a history: a short word that no earlier history of the same log has had. It is not a secret
 * and not an order: epochs are only ever compared for equality.
 */

import type { Clock, Random } from '../../src/platform/ports.ts'

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/**
 * Makes a new epoch: nine characters of `[0-9a-z]`.
 *
 * Four come from the dice and five from the clock. The clock's part is there for worlds with seeded
 * dice, such as the mock backend in a tab: without it a reloaded page would find its old epoch on a
 * history that has started over.
 */
export function createEpoch(clock: Clock, random: Random): string {
  let word = ''
  for (let i = 0; i < 4; i++) word += alphabet.charAt(Math.floor(random.next() * alphabet.length))
  const moment = Math.floor(clock.nowMs()) % alphabet.length ** 5
  return word + moment.toString(alphabet.length).padStart(5, '0')
}
