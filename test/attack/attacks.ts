/** Every attack, in the order in which `npm run attack` carries them out. */
import type { Attack } from './attack.ts'
import { clockStep } from './clock-step.ts'
import { concurrentReads } from './concurrent-reads.ts'
import { foreignCursors } from './foreign-cursors.ts'
import { foreignTokens } from './foreign-tokens.ts'
import { forgedAlgorithms } from './forged-algorithms.ts'
import { pipelinedReads } from './pipelined-reads.ts'
import { spentTickets } from './spent-tickets.ts'
import { strangers } from './strangers.ts'

export const attacks: readonly Attack[] = [
  pipelinedReads,
  concurrentReads,
  clockStep,
  strangers,
  foreignTokens,
  forgedAlgorithms,
  spentTickets,
  foreignCursors,
]
