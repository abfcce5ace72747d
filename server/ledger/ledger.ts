/**
 * The ledger: commands by the contract's rules, each written to the log in one append together with
 * the stream it leaves behind, and reads. It holds no stream of its own, so several processes may run
 * one over the same log. It knows nothing of HTTP, and checks no addresses.
 *
 *   command ─► read stream + idempotency record ─► contract.ts ─► append events + states, if nobody
 *              ▲                                                  was faster ─► answer
 *              └───────────────── version conflict ◄──────────────┘
 *
 * Within one process the commands of one stream wait for each other, so conflicts only come from others.
 */

import { topicsOfEvent } from '../../src/feeds/definition.ts'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { claimableAt } from '../../src/money/accrual.ts'
import type { Clock, Timers } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { isLogError, type LogError } from '../log/errors.ts'
import type { EventDraft, EventLog, StateChange } from '../log/event-log.ts'
import { createKeyedQueue } from '../log/keyed-queue.ts'
import type { CommandOptions, CommandResult, CreateCommand, Ledger } from './commands.ts'
import {
  checkSecond,
  createStream,
  type Operation,
  type Outcome,
  operate,
  partyFor,
} from './contract.ts'
import { LedgerError } from './errors.ts'
import { claimFor, findExpired } from './idempotency.ts'
import { lastStreamIdKey, parseStoredStream, streamChanges, streamKey } from './stored-stream.ts'
import { createStreamReads, streamNotFound } from './stream-reads.ts'

/** What a ledger needs. */
export interface LedgerOptions {
  readonly log: EventLog
  readonly clock: Clock
  /** Lets the event loop turn during long snapshots. Default: they run in one go. */
  readonly timers?: Timers
  /** Name of the log. Default `payments`. */
  readonly logName?: string
}

// Each retry means that another process got its command in, so this many in a row is a defect.
const triesPerCommand = 20

/**
 * Opens the ledger that lives in a log.
 *
 * @example
 * const ledger = createLedger({ log: memoryLog({ clock, random }), clock })
 * const { stream } = await ledger.create({ sender, recipient, tokenAddress, ratePerSecond: 10n, depositedAmount: 1000n })
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { log, clock, timers, logName = 'payments' } = options
  const queue = createKeyedQueue()
  const reads = createStreamReads({
    log,
    logName,
    nextTurn: () => new Promise((resolve) => (timers ? timers.after(0, resolve) : resolve())),
  })
  let latestSecond = 0
  let lastStreamId = 0n
  let booting: Promise<void> | undefined
  let isClearing = false

  function nowSeconds(): number {
    latestSecond = Math.max(latestSecond, Math.floor(clock.nowMs() / 1000))
    return latestSecond
  }

  /** Takes up where an earlier process, perhaps with a faster clock, has left off. */
  function boot(): Promise<void> {
    booting ??= takeUp().catch((error: unknown) => {
      booting = undefined
      throw error
    })
    return booting
  }

  async function takeUp(): Promise<void> {
    await learnLastStreamId()
    const [newest] = await log.latest(logName, { limit: 1 })
    if (newest === undefined) return
    const body: unknown = JSON.parse(newest.data)
    if (typeof body !== 'object' || body === null || !('timestamp' in body)) return
    if (typeof body.timestamp === 'number') latestSecond = Math.max(latestSecond, body.timestamp)
  }

  async function learnLastStreamId(): Promise<void> {
    const { values } = await log.states(logName, { keys: [lastStreamIdKey] }, 1)
    const stored = BigInt(values[0]?.value ?? 0)
    if (stored > lastStreamId) lastStreamId = stored
  }

  async function write(
    { stream, events }: Outcome,
    changes: readonly StateChange[],
  ): Promise<CommandResult> {
    const drafts = events.map(
      (event): EventDraft => ({
        topics: topicsOfEvent(payments, event, stream),
        type: event.type,
        data: JSON.stringify(documentedPayments.encodeEvent(event)),
      }),
    )
    const positions = await log.appendAll(logName, drafts, changes)
    const position: Position | undefined = positions.at(-1)
    if (position === undefined) throw new RangeError('A command without events was appended.')
    return { stream, position, repeated: false }
  }

  /** Reads what the command needs, works it out, writes it; again, if somebody else was faster. */
  async function execute(
    command: { readonly fingerprint: string; readonly streamId?: string },
    options: CommandOptions,
    decide: (before: StoredStream | undefined) => Decision,
  ): Promise<CommandResult> {
    await boot()
    const claim = claimFor(options, command.fingerprint)
    const keys = [
      ...(command.streamId === undefined ? [] : [streamKey(command.streamId)]),
      ...(claim === null ? [] : [claim.key]),
    ]
    let conflict: LogError | undefined
    for (let n = 0; n < triesPerCommand; n++) {
      const { position, values } = await log.states(logName, { keys }, keys.length)
      const remembered = values.find(({ key }) => key === claim?.key)
      const answer = claim?.answerOf(remembered, position.epoch, clock.nowMs())
      if (answer) return answer
      const expired = claim === null ? [] : await expiredRecords()
      try {
        const stored = values.find(({ key }) => key !== claim?.key)
        const { outcome, changes } = decide(
          stored && { stream: parseStoredStream(stored.value), version: stored.version },
        )
        const memory = claim?.remember(remembered, outcome.stream, clock.nowMs()) ?? []
        // Clearing first: what is remembered now may have the key of something that expired.
        return await write(outcome, [...expired, ...changes, ...memory])
      } catch (error) {
        if (!isLogError(error, 'version_conflict')) throw error
        conflict = error
        await learnLastStreamId()
      } finally {
        if (expired.length > 0) isClearing = false
      }
    }
    throw conflict ?? new RangeError('A command was tried no times.')
  }

  /** One command at a time clears away: two would clear the same, and one of them would be refused. */
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

  function create(command: CreateCommand, options: CommandOptions = {}): Promise<CommandResult> {
    return execute({ fingerprint: fingerprintOf('create', command) }, options, () => {
      if (options.actor !== undefined && options.actor !== command.sender) throw notAParty('sender')
      // The id is taken in the same turn as the append, and kept only once the command has passed. So
      // creations need not wait for each other, and their events come in the order of their ids. An
      // append that fails leaves its id unused.
      const streamId = lastStreamId + 1n
      const outcome = createStream(streamId.toString(), command, nowSeconds())
      lastStreamId = streamId
      return { outcome, changes: streamChanges(outcome.stream) }
    })
  }

  function change(
    streamId: string,
    operation: Operation,
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    const fingerprint = fingerprintOf(operation.kind, { ...operation, streamId })
    return queue.run(streamId, () =>
      execute({ fingerprint, streamId }, options, (before) => {
        if (before === undefined) throw streamNotFound(streamId)
        const party = partyFor[operation.kind]
        if (options.actor !== undefined && options.actor !== before.stream[party]) {
          throw notAParty(party)
        }
        // Another process's clock may have been ahead when it paused this stream.
        const atSeconds = Math.max(nowSeconds(), before.stream.pausedAt ?? 0)
        const outcome = operate(before.stream, operation, atSeconds)
        return { outcome, changes: streamChanges(outcome.stream, before) }
      }),
    )
  }

  return {
    logName,
    create,
    topUp: ({ streamId, amount }, options) => change(streamId, { kind: 'topUp', amount }, options),
    withdraw: ({ streamId }, options) => change(streamId, { kind: 'withdraw' }, options),
    cancel: ({ streamId }, options) => change(streamId, { kind: 'cancel' }, options),
    pause: ({ streamId }, options) => change(streamId, { kind: 'pause' }, options),
    resume: ({ streamId }, options) => change(streamId, { kind: 'resume' }, options),
    read: reads.read,
    list: (query = {}) => reads.list(query),
    snapshot: reads.snapshot,
    async claimable(streamId, at) {
      if (at !== undefined) checkSecond(at)
      await boot()
      const { stream, position } = await reads.read(streamId)
      const second = at ?? nowSeconds()
      return { streamId, claimable: claimableAt(stream, second), at: second, position }
    },
    nowSeconds,
  }
}

interface StoredStream {
  readonly stream: Outcome['stream']
  readonly version: number
}

interface Decision {
  readonly outcome: Outcome
  readonly changes: readonly StateChange[]
}

/** Equal for equal commands: names in fixed order, amounts as text, what is missing left out. */
function fingerprintOf(kind: string, command: object): string {
  const fields = Object.entries(command)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value])
  return JSON.stringify([kind, ...fields])
}

function notAParty(party: 'sender' | 'recipient'): LedgerError {
  return new LedgerError(
    'not_a_party',
    `The command was refused: only the stream's ${party} may give it. Sign in as the ${party}.`,
  )
}
