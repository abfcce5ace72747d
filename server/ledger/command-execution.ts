/**
 * Executes one command against the log: reads the stream and the idempotency record, lets the caller decide
 * by the contract's rules, and appends events and states together. If another process changed the stream in
 * between, all of it is repeated. It is the same for every command.
 */
import { topicsOfEvent } from '../../src/feeds/definition.ts'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { ExpiredAnswers } from '../log/answer-records.ts'
import { stateDamaged } from '../log/errors.ts'
import type { EventDraft, EventLog, StateChange } from '../log/event-log.ts'
import { retryConflicts } from '../log/retry-conflicts.ts'
import type { CommandResult } from './commands.ts'
import type { Outcome } from './contract.ts'
import type { DamageReport } from './damage-report.ts'
import type { EndedStreams } from './ended-streams.ts'
import { createCommandRecords } from './idempotency.ts'
import type { LedgerClock } from './ledger-clock.ts'
import type { LedgerCounters } from './ledger-counters.ts'
import { streamKey } from './stored-stream.ts'
import type { CommandOptions } from './stream-commands.ts'

/** A stream as it was read. */
export interface StoredStream {
  readonly stream: StreamState
  readonly version: number
}

/** What a command decided: events, and the states to store with them. */
export interface Decision {
  readonly outcome: Outcome
  readonly changes: readonly StateChange[]
}

/**
 * @param command.fingerprint equal exactly for equal commands. @param command.streamId the stream to read
 *   first; left out by a command that creates one. @param decide called again after a conflict.
 */
export type ExecuteCommand = (
  command: { readonly fingerprint: string; readonly streamId?: string },
  options: CommandOptions,
  decide: (before: StoredStream | undefined) => Decision,
) => Promise<CommandResult>

const noneExpired: ExpiredAnswers = { changes: [], done() {} }

export function createCommandExecution(options: {
  readonly log: EventLog
  readonly logName: string
  readonly clock: LedgerClock
  readonly counters: LedgerCounters
  readonly damage: DamageReport
  readonly ended: EndedStreams
}): ExecuteCommand {
  const { log, logName, clock, counters, damage, ended } = options
  const records = createCommandRecords(damage)

  async function write(
    { stream, events }: Outcome,
    changes: readonly StateChange[],
  ): Promise<CommandResult> {
    const drafts = events.map(
      (event): EventDraft => ({
        topics: topicsOfEvent(documentedPayments, event, stream),
        type: event.type,
        data: JSON.stringify(documentedPayments.encodeEvent(event)),
      }),
    )
    const position = (await log.appendAll(logName, drafts, changes)).at(-1)
    if (position === undefined) throw new RangeError('A command without events was appended.')
    counters.appended(position)
    return { stream, position, repeated: false }
  }

  return async ({ fingerprint, streamId }, { actor = '', idempotencyKey }, decide) => {
    await counters.ready()
    const claim = records.claim(actor, idempotencyKey, fingerprint)
    const keys = [
      ...(streamId === undefined ? [] : [streamKey(streamId)]),
      ...(claim === null ? [] : [claim.key]),
    ]

    async function attempt(): Promise<CommandResult> {
      const { position, values, damaged } = await log.states(logName, { keys }, keys.length)
      if (damaged?.[0] !== undefined) throw stateDamaged(damaged[0])
      const first = claim && records.find(claim, values, clock.nowMs())
      if (first) {
        const { epoch } = position
        return { stream: first.answer, position: { epoch, offset: first.offset }, repeated: true }
      }
      await counters.reached(position)
      const removals = ended.take()
      let isAppended = false
      let expired = noneExpired
      try {
        if (claim !== null) expired = await records.expired(log, logName, clock.nowMs())
        const stored = values.find(({ key }) => key !== claim?.key)
        const stream = stored && damage.streamOf(stored)
        if (stored && !stream) throw stateDamaged(stored.key)
        const { outcome, changes } = decide(
          stored && stream ? { stream, version: stored.version } : undefined,
        )
        const record = claim ? records.remember(claim, values, outcome.stream, clock.nowMs()) : []
        // Expired records first: the new record may have the key of one of them.
        const result = await write(outcome, [
          ...removals,
          ...expired.changes,
          ...changes,
          ...record,
        ])
        isAppended = true
        return result
      } finally {
        expired.done()
        ended.done(removals, isAppended)
      }
    }

    return retryConflicts(attempt, () => counters.refreshLastStreamId())
  }
}
