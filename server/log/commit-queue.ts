/**
 * Collects the appends of one turn of the event loop, so that they share one transaction and one flush of
 * the disk. It does not know what a commit does.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { AppendRequest } from './sqlite-appends.ts'
import type { CommitResult } from './sqlite-store.ts'

export interface CommitQueue {
  /** Resolves with the positions when the append has been committed. */
  add(request: AppendRequest): Promise<readonly Position[]>
  /** Commits everything that is queued now. */
  flush(): void
}

// Tens of microseconds each: a longer queue is committed in several turns, so the loop stays responsive.
const appendsPerCommit = 500

interface QueuedAppend extends AppendRequest {
  resolve(positions: readonly Position[]): void
  reject(error: unknown): void
}

/**
 * @param options.commit commits all of them or throws. @param options.onCommitted called before the
 *   promises of the appends resolve; must not throw.
 */
export function createCommitQueue(options: {
  readonly commit: (batch: readonly AppendRequest[]) => CommitResult
  readonly onCommitted: (result: CommitResult, batch: readonly AppendRequest[]) => void
}): CommitQueue {
  let queue: QueuedAppend[] = []
  let isFlushPlanned = false

  function planFlush(): void {
    if (isFlushPlanned) return
    isFlushPlanned = true
    // Everything that this turn of the loop still appends joins the same transaction.
    setImmediate(flushBatch)
  }

  function flushBatch(): void {
    isFlushPlanned = false
    const batch = queue.slice(0, appendsPerCommit)
    queue = queue.slice(appendsPerCommit)
    if (queue.length > 0) planFlush()
    if (batch.length === 0) return
    let result: CommitResult
    try {
      result = options.commit(batch)
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    options.onCommitted(result, batch)
    result.outcomes.forEach((outcome, index) => {
      if ('refused' in outcome) batch[index]?.reject(outcome.refused)
      else batch[index]?.resolve(outcome.positions)
    })
  }

  return {
    add: (request) =>
      new Promise((resolve, reject) => {
        queue.push({ ...request, resolve, reject })
        planFlush()
      }),
    flush() {
      while (queue.length > 0) flushBatch()
    },
  }
}
