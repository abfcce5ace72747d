/** Every attack, in the order in which `npm run attack` carries them out. */

import { abandonedSnapshots } from './abandoned-snapshots.ts'
import type { Attack } from './attack.ts'
import { clockStep } from './clock-step.ts'
import { concurrentReads } from './concurrent-reads.ts'
import { damagedPage } from './damaged-page.ts'
import { damagedRow } from './damaged-row.ts'
import { foreignCursors } from './foreign-cursors.ts'
import { foreignLock } from './foreign-lock.ts'
import { foreignTokens } from './foreign-tokens.ts'
import { forgedAlgorithms } from './forged-algorithms.ts'
import { historyScan } from './history-scan.ts'
import { deletedFile, replacedFile } from './lost-file.ts'
import { pipelinedReads } from './pipelined-reads.ts'
import { replayStorm } from './replay-storm.ts'
import { snapshotStorm } from './snapshot-storm.ts'
import { spentTickets } from './spent-tickets.ts'
import { strangers } from './strangers.ts'
import { truncatedJournal } from './truncated-journal.ts'

export const attacks: readonly Attack[] = [
  pipelinedReads,
  concurrentReads,
  clockStep,
  strangers,
  foreignTokens,
  forgedAlgorithms,
  spentTickets,
  foreignCursors,
  foreignLock,
  deletedFile,
  replacedFile,
  truncatedJournal,
  damagedPage,
  damagedRow,
  historyScan,
  abandonedSnapshots,
  snapshotStorm,
  replayStorm,
]
