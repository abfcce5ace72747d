/** Repeatable random numbers for tests and benches, as a function. The generator is the simulator's. */
import { createSeededRandom } from '../../server/ledger/seeded-random.ts'

export function createRandom(seed: number): () => number {
  return createSeededRandom(seed).next
}
