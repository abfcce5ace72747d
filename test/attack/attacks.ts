/** Every attack, in the order in which `npm run attack` carries them out. */
import type { Attack } from './attack.ts'
import { clockStep } from './clock-step.ts'
import { concurrentReads } from './concurrent-reads.ts'
import { pipelinedReads } from './pipelined-reads.ts'

export const attacks: readonly Attack[] = [pipelinedReads, concurrentReads, clockStep]
