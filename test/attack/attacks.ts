/** Every attack, in the order in which `npm run attack` carries them out. */

import { abandonedSnapshots } from './abandoned-snapshots.ts'
import type { Attack } from './attack.ts'
import { clockStep } from './clock-step.ts'
import { concurrentReads } from './concurrent-reads.ts'
import { connectionFlood } from './connection-flood.ts'
import { createFlood } from './create-flood.ts'
import { damagedPage } from './damaged-page.ts'
import { damagedRow } from './damaged-row.ts'
import { foreignCursors } from './foreign-cursors.ts'
import { foreignLock } from './foreign-lock.ts'
import { foreignTokens } from './foreign-tokens.ts'
import { forgedAlgorithms } from './forged-algorithms.ts'
import { forgedForwardedFor } from './forged-forwarded-for.ts'
import { historyScan } from './history-scan.ts'
import { deletedFile, replacedFile } from './lost-file.ts'
import { pipelinedReads } from './pipelined-reads.ts'
import { replayStorm } from './replay-storm.ts'
import { sigtermInFlight } from './sigterm-in-flight.ts'
import { slowHeads } from './slow-heads.ts'
import { smuggledRequests } from './smuggled-requests.ts'
import { snapshotStorm } from './snapshot-storm.ts'
import { spentTickets } from './spent-tickets.ts'
import { stalledReaders } from './stalled-readers.ts'
import { strangers } from './strangers.ts'
import { takeoverBehindProxy } from './takeover-behind-proxy.ts'
import { truncatedJournal } from './truncated-journal.ts'
import { unreadStderr } from './unread-stderr.ts'

export const attacks: readonly Attack[] = [
  pipelinedReads,
  concurrentReads,
  stalledReaders,
  slowHeads,
  smuggledRequests,
  clockStep,
  createFlood,
  connectionFlood,
  forgedForwardedFor,
  unreadStderr,
  sigtermInFlight,
  takeoverBehindProxy,
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
