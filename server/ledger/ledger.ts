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
import type { EventLog } from '../log/event-log.ts'
import { createKeyedQueue } from '../log/keyed-queue.ts'
import { createCommandExecution } from './command-execution.ts'
import { readAccount, readStreamId, readToken } from './command-fields.ts'
import type { CommandOptions, CommandResult, CreateCommand, Ledger } from './commands.ts'
import { checkSecond, createStream, type Operation, operate, partyFor } from './contract.ts'
import { LedgerError } from './errors.ts'
import { createLedgerCounters } from './ledger-counters.ts'
import { streamChanges } from './stored-stream.ts'
import { createStreamReads, streamNotFound } from './stream-reads.ts'

/** What a ledger needs. */
export interface LedgerOptions {
  readonly log: EventLog
  readonly clock: Clock
  /** Lets the event loop turn during long snapshots. Default: they run without a pause. */
  readonly timers?: Timers
  /** Name of the log. Default `payments`. */
  readonly logName?: string
}

/**
 * Opens the ledger that is stored in a log.
 *
 * @example
 * const ledger = createLedger({ log: memoryLog({ clock, random }), clock })
 * const { stream } = await ledger.create({ sender, recipient, tokenAddress, ratePerSecond: 10n, depositedAmount: 1000n })
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { log, clock, timers, logName = 'payments' } = options
  const queue = createKeyedQueue()
  const counters = createLedgerCounters({ log, logName, clock })
  const execute = createCommandExecution({ log, logName, clock, counters })
  const reads = createStreamReads({
    log,
    logName,
    nextTurn: () => new Promise((resolve) => (timers ? timers.after(0, resolve) : resolve())),
  })

  async function create(
    command: CreateCommand,
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    readAccount(command.sender, 'sender')
    readAccount(command.recipient, 'recipient')
    readToken(command.tokenAddress, 'tokenAddress')
    return execute({ fingerprint: fingerprintOf('create', command) }, options, () => {
      if (options.actor !== undefined && options.actor !== command.sender) throw notAParty('sender')
      // The id is taken in the same turn as the append, and kept only once the command has passed. So
      // creations need not wait for each other, and their events come in the order of their ids. An
      // append that fails leaves its id unused.
      const streamId = counters.lastStreamId + 1n
      const outcome = createStream(streamId.toString(), command, counters.nowSeconds())
      counters.lastStreamId = streamId
      return { outcome, changes: streamChanges(outcome.stream) }
    })
  }

  async function change(
    streamId: string,
    operation: Operation,
    options: CommandOptions = {},
  ): Promise<CommandResult> {
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
        const atSeconds = Math.max(counters.nowSeconds(), before.stream.pausedAt ?? 0)
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
    list: (query = {}, options) => reads.list(query, options),
    snapshot: reads.snapshot,
    async claimable(streamId, at) {
      if (at !== undefined) checkSecond(at)
      await counters.ready()
      const { stream, position } = await reads.read(streamId)
      const second = at ?? counters.nowSeconds()
      return { streamId, claimable: claimableAtSecond(stream, second), at: second, position }
    },
    nowSeconds: () => counters.nowSeconds(),
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
