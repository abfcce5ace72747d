/** Every attack, in the order in which `npm run attack` carries them out. */
import type { Attack } from './attack.ts'
import { clockStep } from './clock-step.ts'
import { concurrentReads } from './concurrent-reads.ts'
import { pipelinedReads } from './pipelined-reads.ts'
import { slowHeads } from './slow-heads.ts'
import { smuggledRequests } from './smuggled-requests.ts'
import { stalledReaders } from './stalled-readers.ts'

export const attacks: readonly Attack[] = [
  pipelinedReads,
  concurrentReads,
  stalledReaders,
  slowHeads,
  smuggledRequests,
  clockStep,
]
