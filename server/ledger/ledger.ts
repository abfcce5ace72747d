/**
 * The ledger: commands by the contract's rules, each written to the log in one append together with
 * the stream it leaves behind, and reads. It holds no stream of its own, so several processes may run
 * one over the same log. It is independent of HTTP.
 *
 *   command ─► read stream + idempotency record ─► contract.ts ─► append events + states ─► answer
 *              ▲                                                  │
 *              └───────────────── version conflict ◄──────────────┘
 *
 * Within one process the commands of one stream wait for each other, so conflicts only come from other
 * processes.
 */

import { claimableAtSecond } from '../../src/money/accrual.ts'
import type { Clock, Timers } from '../../src/platform/ports.ts'
import { isLogError } from '../log/errors.ts'
import type { EventLog } from '../log/event-log.ts'
import { createKeyedQueue } from '../log/keyed-queue.ts'
import type { Logger } from '../ops/logger.ts'
import { createChainRecording } from './chain-record.ts'
import { createCommandExecution } from './command-execution.ts'
import { readAccount, readStreamId, readToken } from './command-fields.ts'
import type { CommandResult, Ledger } from './commands.ts'
import { checkSecond, createStream, type Operation, operate, partyFor } from './contract.ts'
import { createDamageReport } from './damage-report.ts'
import { createEndedStreams, defaultEndedStreamsMs } from './ended-streams.ts'
import { LedgerError } from './errors.ts'
import { type ClockSteps, createLedgerClock } from './ledger-clock.ts'
import { createLedgerCounters } from './ledger-counters.ts'
import { createSenderBound, defaultMaxStreamsPerSender } from './sender-bound.ts'
import { streamChanges } from './stored-stream.ts'
import type { CommandOptions, CreateCommand } from './stream-commands.ts'
import { createStreamReads, streamNotFound } from './stream-reads.ts'

/** What a ledger needs. */
export interface LedgerOptions {
  readonly log: EventLog
  readonly clock: Clock
  /** Lets the event loop turn during long snapshots. Default: they run without a pause. */
  readonly timers?: Timers
  /** Name of the log. Default `payments`. */
  readonly logName?: string
  /** What a wall clock that is set does to the ledger. Default `refuse`. */
  readonly clockSteps?: ClockSteps
  /** Streams of one sender that have not ended. 0: no bound. Default 10000. */
  readonly maxStreamsPerSender?: number
  /** Receives why commands are refused as a whole, and what cannot be read. Default: none. */
  readonly logger?: Logger
  /** How long a stream is kept after it has ended, in milliseconds. Default 30 days. */
  readonly endedStreamsMs?: number
  /** Whether commands are carried out. False: the ledger follows a chain. Default true. */
  readonly commands?: boolean
}

/**
 * Opens the ledger that is stored in a log.
 *
 * @example
 * const ledger = createLedger({ log: memoryLog({ clock, random }), clock })
 * const { stream } = await ledger.create({ sender, recipient, tokenAddress, ratePerSecond: 10n, depositedAmount: 1000n })
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { log, timers, logName = 'payments', clockSteps, logger } = options
  const { endedStreamsMs = defaultEndedStreamsMs, commands: takesCommands = true } = options
  const queue = createKeyedQueue()
  const clock = createLedgerClock({
    clock: options.clock,
    ...(clockSteps && { steps: clockSteps }),
    ...(logger && { logger }),
  })
  const counters = createLedgerCounters({ log, logName, clock })
  const damage = createDamageReport(logger)
  const ended = createEndedStreams({
    log,
    logName,
    clock,
    lastStreamId: () => counters.lastStreamId,
    keptMs: endedStreamsMs,
  })
  const parts = { log, logName, clock, counters, damage, ended }
  const execute = createCommandExecution(parts)
  const chain = createChainRecording(parts)
  const reads = createStreamReads({
    log,
    logName,
    damage,
    nextTurn: () => new Promise((resolve) => (timers ? timers.after(0, resolve) : resolve())),
  })
  const bound = createSenderBound({
    log,
    logName,
    most: options.maxStreamsPerSender ?? defaultMaxStreamsPerSender,
    list: reads.list,
  })

  /** @throws LedgerError `commands_off` */
  function expectCommands(): void {
    if (takesCommands) return
    throw new LedgerError(
      'commands_off',
      'The command was refused: this server follows a chain, which alone changes streams. ' +
        'Send the transaction to the contract; the event follows.',
    )
  }

  async function create(
    command: CreateCommand,
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    expectCommands()
    readAccount(command.sender, 'sender')
    readAccount(command.recipient, 'recipient')
    readToken(command.tokenAddress, 'tokenAddress')
    await bound.ready(command.sender)
    let taken: string | null = null
    const giveBack = () => {
      if (taken !== null) bound.release(command.sender, taken)
      taken = null
    }
    const created = execute({ fingerprint: fingerprintOf('create', command) }, options, () => {
      // Again, after a conflict with another process.
      giveBack()
      if (options.actor !== undefined && options.actor !== command.sender) throw notAParty('sender')
      // The id is taken in the same turn as the append, and kept only once the command has passed. So
      // creations need not wait for each other, and their events come in the order of their ids. An
      // append that fails leaves its id unused.
      const streamId = counters.lastStreamId + 1n
      const outcome = createStream(streamId.toString(), command, clock.commandSecond())
      if (bound.take(command.sender, streamId.toString())) taken = streamId.toString()
      counters.lastStreamId = streamId
      return { outcome, changes: streamChanges(outcome.stream) }
    })
    return created.catch((error: unknown) => {
      giveBack()
      throw error
    })
  }

  async function change(
    streamId: string,
    operation: Operation,
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    expectCommands()
    readStreamId(streamId, 'streamId')
    const fingerprint = fingerprintOf(operation.kind, { ...operation, streamId })
    return queue.run(streamId, () =>
      execute({ fingerprint, streamId }, options, (before) => {
        if (before === undefined) throw streamNotFound(streamId)
        const party = partyFor[operation.kind]
        if (options.actor !== undefined && options.actor !== before.stream[party]) {
          throw notAParty(party)
        }
        // Another process's clock may have been ahead when it paused this stream.
        const atSeconds = clock.commandSecondFrom(before.stream.pausedAt ?? 0)
        const outcome = operate(before.stream, operation, atSeconds)
        return { outcome, changes: streamChanges(outcome.stream, before) }
      }),
    )
  }

  return {
    logName,
    takesCommands,
    record: chain.record,
    adopt: chain.adopt,
    create,
    topUp: ({ streamId, amount }, options) => change(streamId, { kind: 'topUp', amount }, options),
    withdraw: ({ streamId }, options) => change(streamId, { kind: 'withdraw' }, options),
    cancel: ({ streamId }, options) => change(streamId, { kind: 'cancel' }, options),
    pause: ({ streamId }, options) => change(streamId, { kind: 'pause' }, options),
    resume: ({ streamId }, options) => change(streamId, { kind: 'resume' }, options),
    read: reads.read,
    list: (query = {}, options) => reads.list(query, options),
    snapshot: reads.snapshot,
    async claimable(streamId, at) {
      if (at !== undefined) checkSecond(at)
      await counters.ready()
      const { stream, position } = await reads.read(streamId)
      const second = at ?? clock.nowSeconds()
      return { streamId, claimable: claimableAtSecond(stream, second), at: second, position }
    },
    nowMs: clock.nowMs,
    nowSeconds: clock.nowSeconds,
    clockState: clock.state,
    damagedStates: () => damage.count,
    async checkClock() {
      try {
        await counters.ready()
      } catch (error) {
        // What cannot be read now is answered by commands; the clock is not at fault.
        if (!isLogError(error)) throw error
      }
      clock.checkStart()
    },
  }
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
