/**
 * Events of the chain as a program of your own passes them to `handleBlockchainEvent`: checked, and turned into what the
 * ledger records. Reads FlowFi's names and ours.
 */
import { eventFields, type PaymentEventType } from '../../src/feeds/payments/events.ts'
import type { ChainReport } from '../ledger/chain-record.ts'
import { type ReportedEvent, secondOf } from '../ledger/chain-rules.ts'
import { IndexerError } from './errors.ts'

/** An amount of base units: text, or a `bigint`. */
type Units = string | bigint

/** What every event of the chain may have. */
interface EventFacts {
  /** Id of the payment stream. */
  readonly streamId: string | number | bigint
  /** Transaction that caused it. */
  readonly transactionHash?: string
  /**
   * Identifies the event in the chain, and sorts in its order: the `id` of the RPC. Without it, events are identified by
   * transaction and figures, and those of one stream have to be passed in order.
   */
  readonly id?: string
  /** The contract that emitted it. */
  readonly contractId?: string
  /** Sequence number of its ledger. */
  readonly ledger?: number
  /** When its ledger closed, Unix seconds. */
  readonly timestamp?: number
}

/** An event of the chain, by the names of FlowFi's indexer. Amounts are base units, times Unix seconds. */
export type BlockchainEvent = EventFacts &
  (
    | {
        readonly eventType: 'CREATED'
        readonly sender: string
        readonly recipient: string
        readonly tokenAddress: string
        readonly ratePerSecond: Units
        readonly depositedAmount: Units
        readonly startTime: number
      }
    | {
        readonly eventType: 'TOPPED_UP'
        readonly amount: Units
        /** The deposit after it. FlowFi's example calls it `newBalance`. */
        readonly newDepositedAmount?: Units
        readonly newBalance?: Units
      }
    | {
        readonly eventType: 'WITHDRAWN'
        readonly amount: Units
        readonly timestamp: number
        readonly recipient?: string
      }
    | {
        readonly eventType: 'CANCELLED'
        readonly refundedAmount: Units
        readonly timestamp: number
        readonly amountWithdrawn?: Units
      }
    | {
        readonly eventType: 'COMPLETED'
        /** All that was paid out. FlowFi's example calls it `totalStreamed`. */
        readonly totalWithdrawn?: Units
        readonly totalStreamed?: Units
        readonly recipient?: string
      }
    | { readonly eventType: 'PAUSED'; readonly pausedAt: number; readonly sender?: string }
    | {
        readonly eventType: 'RESUMED'
        readonly newEndTime: number | string | bigint
        readonly timestamp: number
        readonly sender?: string
      }
  )

interface Kind {
  readonly type: PaymentEventType
  readonly required: readonly string[]
  /** Other names of fields. */
  readonly aliases: Readonly<Record<string, string>>
  /** The figure that distinguishes two events of this kind on one stream. */
  readonly figure: string | null
}

const kind = (
  type: PaymentEventType,
  required: readonly string[],
  figure: string | null,
  aliases: Kind['aliases'] = {},
): Kind => ({ type, required, figure, aliases })

const terms = ['sender', 'recipient', 'tokenAddress', 'ratePerSecond', 'depositedAmount']

const kinds: { readonly [Name in BlockchainEvent['eventType']]: Kind } = {
  CREATED: kind('stream.created', [...terms, 'startTime'], null),
  TOPPED_UP: kind('stream.topped_up', ['amount', 'newDepositedAmount'], 'newDepositedAmount', {
    newBalance: 'newDepositedAmount',
  }),
  WITHDRAWN: kind('stream.withdrawn', ['amount', 'timestamp'], 'timestamp'),
  CANCELLED: kind('stream.cancelled', ['refundedAmount', 'timestamp'], null),
  COMPLETED: kind('stream.completed', ['totalWithdrawn'], null, {
    totalStreamed: 'totalWithdrawn',
  }),
  PAUSED: kind('stream.paused', ['pausedAt'], 'pausedAt'),
  RESUMED: kind('stream.resumed', ['newEndTime', 'timestamp'], 'timestamp'),
}

/** What becomes part of a key of the log. */
const printable = /^[\x21-\x7e]{1,128}$/

/**
 * Checks an event and turns it into a report for the ledger.
 *
 * @throws IndexerError `bad_chain_event`
 */
export function readBlockchainEvent(event: BlockchainEvent): ChainReport {
  const given = event as unknown as Readonly<Record<string, unknown>> | null
  const name = typeof given === 'object' ? given?.['eventType'] : undefined
  if (typeof name !== 'string' || !Object.hasOwn(kinds, name)) {
    throw bad(`eventType is not one of ${Object.keys(kinds).join(', ')}`)
  }
  const { type, required, aliases, figure } = kinds[name as BlockchainEvent['eventType']]
  const values = { ...given }
  for (const [alias, field] of Object.entries(aliases)) values[field] ??= values[alias]
  const reported: Record<string, unknown> = { type }
  for (const [field, { read, expected }] of Object.entries(eventFields[type])) {
    const value = values[field] ?? undefined
    if (value === undefined) {
      if (field === 'streamId' || required.includes(field)) throw bad(`${field} is missing`)
      continue
    }
    const known = read(typeof value === 'bigint' ? value.toString() : value)
    if (known === undefined) throw bad(`${field} is not ${expected}`)
    reported[field] = known
  }
  const id = readText(values['id'], 'id')
  const transactionHash = readText(values['transactionHash'], 'transactionHash')
  const parts = [type, reported['streamId'], transactionHash, figure && reported[figure]]
  // Its fields were read by the table of its type.
  const whole = reported as unknown as ReportedEvent
  if (type === 'stream.paused' && secondOf(whole) === null) throw bad('pausedAt is missing')
  return {
    event: whole,
    key: id ?? parts.map((part) => part ?? '').join(':'),
    order: id,
    contractId: readText(values['contractId'], 'contractId'),
  }
}

function readText(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && printable.test(value)) return value
  throw bad(`${name} is not a text of 1 to 128 printable ASCII characters`)
}

function bad(why: string): IndexerError {
  return new IndexerError(
    'bad_chain_event',
    `The event was refused: ${why}. Pass the fields of its type; docs/indexer.md lists them.`,
  )
}
