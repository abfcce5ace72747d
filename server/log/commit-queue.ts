/**
 * Collects appends, so that many share one transaction and one flush of the disk: those of one turn of the event
 * loop, and those that come while another commit is under way. It does not know what a commit does.
 */
import type { AppendRequest } from './sqlite-appends.ts'
import { type CommitReply, unpackError } from './sqlite-messages.ts'

export interface CommitQueue {
  /** Resolves with the offsets and the epoch when the append has been committed. */
  add(request: AppendRequest): Promise<CommittedAppend>
  /** Resolves when everything that is queued now has been committed, or has failed. */
  flushed(): Promise<void>
}

/** One append that was committed. */
export interface CommittedAppend {
  readonly epoch: string
  readonly offsets: readonly number[]
}

// Tens of microseconds each: a longer queue is committed in several transactions, so reads have their turn.
const appendsPerCommit = 500

interface QueuedAppend extends AppendRequest {
  resolve(append: CommittedAppend): void
  reject(error: unknown): void
}

/**
 * @param options.commit commits all of them or throws. @param options.onCommitted called before the
 *   promises of the appends resolve, in the order of the commits; must not throw.
 */
export function createCommitQueue(options: {
  readonly commit: (batch: readonly AppendRequest[]) => Promise<CommitReply>
  readonly onCommitted: (
    reply: CommitReply,
    batch: readonly AppendRequest[],
  ) => Promise<void> | undefined
}): CommitQueue {
  let queue: QueuedAppend[] = []
  let isPlanned = false
  let isCommitting = false
  const unsettled = new Set<Promise<void>>()

  function plan(): void {
    if (isPlanned || isCommitting || queue.length === 0) return
    isPlanned = true
    // Everything that this turn of the loop still appends joins the same transaction.
    setImmediate(commitNext)
  }

  function commitNext(): void {
    isPlanned = false
    if (isCommitting || queue.length === 0) return
    isCommitting = true
    const batch = queue.slice(0, appendsPerCommit)
    queue = queue.slice(appendsPerCommit)
    const settled = commitBatch(batch)
    unsettled.add(settled)
    void settled.then(() => unsettled.delete(settled))
  }

  async function commitBatch(batch: readonly QueuedAppend[]): Promise<void> {
    let reply: CommitReply
    try {
      const requests = batch.map(({ log, drafts, changes }) => ({ log, drafts, changes }))
      reply = await options.commit(requests)
    } catch (error) {
      next()
      for (const { reject } of batch) reject(error)
      return
    }
    // What is queued now is committed while this commit is delivered.
    next()
    await options.onCommitted(reply, batch)
    reply.outcomes.forEach((outcome, index) => {
      const append = batch[index]
      if (append === undefined) return
      if ('message' in outcome) append.reject(unpackError(outcome))
      else append.resolve({ epoch: reply.logs.get(append.log)?.epoch ?? '', offsets: outcome })
    })
  }

  function next(): void {
    isCommitting = false
    commitNext()
  }

  return {
    add: (request) =>
      new Promise((resolve, reject) => {
        queue.push({ ...request, resolve, reject })
        plan()
      }),
    async flushed() {
      commitNext()
      while (unsettled.size > 0 || queue.length > 0) await Promise.all(unsettled)
    },
  }
}
