/**
 * Executes one command against the log: reads the stream and the idempotency record, lets the caller decide
 * by the contract's rules, and appends events and states together. If another process changed the stream in
 * between, all of it is repeated. It is the same for every command.
 */
import { topicsOfEvent } from '../../src/feeds/definition.ts'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { isLogError, type LogError, stateDamaged } from '../log/errors.ts'
import type { EventDraft, EventLog, StateChange } from '../log/event-log.ts'
import type { CommandResult } from './commands.ts'
import type { Outcome } from './contract.ts'
import type { DamageReport } from './damage-report.ts'
import type { EndedStreams } from './ended-streams.ts'
import { claimFor, findExpired } from './idempotency.ts'
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

// Each retry means that another process committed its command first, so this many in a row is a defect.
const triesPerCommand = 20

export function createCommandExecution(options: {
  readonly log: EventLog
  readonly logName: string
  readonly clock: LedgerClock
  readonly counters: LedgerCounters
  readonly damage: DamageReport
  readonly ended: EndedStreams
}): ExecuteCommand {
  const { log, logName, clock, counters, damage, ended } = options
  let isClearing = false

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

  /** One command at a time deletes expired records: two would conflict over the same ones. */
  async function expiredRecords(): Promise<readonly StateChange[]> {
    if (isClearing) return []
    isClearing = true
    try {
      const expired = await findExpired(log, logName, clock.nowMs())
      isClearing = expired.length > 0
      return expired
    } catch (error) {
      isClearing = false
      throw error
    }
  }

  return async ({ fingerprint, streamId }, commandOptions, decide) => {
    await counters.ready()
    const claim = claimFor(commandOptions, fingerprint, damage)
    const keys = [
      ...(streamId === undefined ? [] : [streamKey(streamId)]),
      ...(claim === null ? [] : [claim.key]),
    ]
    let conflict: LogError | undefined
    for (let n = 0; n < triesPerCommand; n++) {
      const { position, values, damaged } = await log.states(logName, { keys }, keys.length)
      if (damaged?.[0] !== undefined) throw stateDamaged(damaged[0])
      const remembered = values.find(({ key }) => key === claim?.key)
      const answer = claim?.answerOf(remembered, position.epoch, clock.nowMs())
      if (answer) return answer
      await counters.reached(position)
      let expired: readonly StateChange[] = []
      const removals = ended.take()
      let isAppended = false
      try {
        if (claim !== null) expired = await expiredRecords()
        const stored = values.find(({ key }) => key !== claim?.key)
        const stream = stored && damage.streamOf(stored)
        if (stored && !stream) throw stateDamaged(stored.key)
        const { outcome, changes } = decide(
          stored && stream ? { stream, version: stored.version } : undefined,
        )
        const memory = claim?.remember(remembered, outcome.stream, clock.nowMs()) ?? []
        // Expired records first: the new record may have the key of one of them.
        const result = await write(outcome, [...removals, ...expired, ...changes, ...memory])
        isAppended = true
        return result
      } catch (error) {
        if (!isLogError(error, 'version_conflict')) throw error
        conflict = error
        await counters.refreshLastStreamId()
      } finally {
        if (expired.length > 0) isClearing = false
        ended.done(removals, isAppended)
      }
    }
    throw conflict ?? new RangeError('A command was tried no times.')
  }
}
