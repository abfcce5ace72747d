/** Every attack, in the order in which `npm run attack` carries them out. */

import { abandonedSnapshots } from './abandoned-snapshots.ts'
import type { Attack } from './attack.ts'
import { clockStep } from './clock-step.ts'
import { concurrentReads } from './concurrent-reads.ts'
import { pipelinedReads } from './pipelined-reads.ts'
import { replayStorm } from './replay-storm.ts'
import { snapshotStorm } from './snapshot-storm.ts'

export const attacks: readonly Attack[] = [
  pipelinedReads,
  concurrentReads,
  abandonedSnapshots,
  snapshotStorm,
  replayStorm,
  clockStep,
]
