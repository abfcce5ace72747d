/**
 * Events as a Soroban RPC sends them, XDR in base64, turned into what the ledger records. Loads `@stellar/stellar-sdk`
 * when an indexer starts, so that servers without a chain do not need the package.
 */

import type { PaymentEventType } from '../../src/feeds/payments/events.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { ChainReport } from '../ledger/chain-record.ts'
import type { RpcEvent } from './soroban-rpc.ts'

/** How an event was decoded: a report, or why there is none. */
export type Decoded =
  | { readonly kind: 'report'; readonly report: ChainReport }
  /** Not about the money of a stream, or of a call that failed. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'malformed'; readonly reason: string }

export interface ChainDecoder {
  decode(event: RpcEvent): Decoded
  /** The topic filters for the events that are read: the name, then the id of the stream. */
  readonly topics: readonly (readonly string[])[]
}

/** The names of our fields, by those of the contract. */
type Names = Readonly<Record<string, string>>

interface ContractEvent {
  readonly type: PaymentEventType
  readonly fields: Names
}

const parties = { sender: 'sender', recipient: 'recipient' }

/** FlowFi's contract, by the first topic of its events. */
export const contractEvents: Readonly<Record<string, ContractEvent>> = {
  stream_created: {
    type: 'stream.created',
    fields: {
      ...parties,
      token_address: 'tokenAddress',
      rate_per_second: 'ratePerSecond',
      deposited_amount: 'depositedAmount',
      start_time: 'startTime',
    },
  },
  stream_topped_up: {
    type: 'stream.topped_up',
    fields: { amount: 'amount', new_deposited_amount: 'newDepositedAmount' },
  },
  tokens_withdrawn: {
    type: 'stream.withdrawn',
    fields: { recipient: 'recipient', amount: 'amount', timestamp: 'timestamp' },
  },
  stream_cancelled: {
    type: 'stream.cancelled',
    fields: { amount_withdrawn: 'amountWithdrawn', refunded_amount: 'refundedAmount' },
  },
  stream_completed: {
    type: 'stream.completed',
    fields: { recipient: 'recipient', total_withdrawn: 'totalWithdrawn' },
  },
  stream_paused: { type: 'stream.paused', fields: { sender: 'sender', paused_at: 'pausedAt' } },
  stream_resumed: {
    type: 'stream.resumed',
    fields: { sender: 'sender', new_end_time: 'newEndTime' },
  },
}

/** The part of the SDK that is used. */
export type StellarSdk = typeof import('@stellar/stellar-sdk')

/** @throws ProtocolError `bad_config` when the package is not installed */
export async function loadStellarSdk(): Promise<StellarSdk> {
  try {
    return await import('@stellar/stellar-sdk')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) {
      throw error
    }
    throw new ProtocolError(
      'bad_config',
      'Failed to read the chain: the package @stellar/stellar-sdk is not installed. ' +
        'Run `npm install @stellar/stellar-sdk`, or leave rpcUrl out.',
    )
  }
}

export function createChainDecoder({ xdr, scValToNative }: StellarSdk): ChainDecoder {
  const nativeOf = (text: unknown): unknown => {
    if (typeof text !== 'string') throw new TypeError('a value is not a text')
    return scValToNative(xdr.ScVal.fromXdr(text, 'base64'))
  }

  function decode(event: RpcEvent): Decoded {
    if (event.inSuccessfulContractCall === false) return { kind: 'ignored' }
    const name = nativeOf(event.topic?.[0])
    if (typeof name !== 'string' || !Object.hasOwn(contractEvents, name)) return { kind: 'ignored' }
    const { type, fields } = contractEvents[name] as ContractEvent
    const streamId = nativeOf(event.topic?.[1])
    const data = nativeOf(event.value)
    if (typeof streamId !== 'bigint') return malformed('its second topic is not a u64')
    if (typeof data !== 'object' || data === null) return malformed('its value is not a map')
    const body = data as Readonly<Record<string, unknown>>
    if (Object.hasOwn(body, 'stream_id') && body['stream_id'] !== streamId) {
      return malformed('its topic and its value name different streams')
    }
    const closedAt = Date.parse(event.ledgerClosedAt) / 1_000
    if (!Number.isSafeInteger(closedAt)) return malformed('ledgerClosedAt is not a time')
    const wire: Record<string, unknown> = {
      streamId: streamId.toString(),
      transactionHash: event.txHash,
      ledger: event.ledger,
      timestamp: closedAt,
    }
    for (const [from, to] of Object.entries(fields)) {
      const value = Object.hasOwn(body, from) ? body[from] : undefined
      // A number is a 32-bit integer, which the contract uses for none of these.
      if (typeof value !== 'bigint' && typeof value !== 'string')
        return malformed(`${from} is missing`)
      wire[to] = value.toString()
    }
    const decoded = payments.decodeEvent(type, wire)
    if (typeof decoded === 'string') return malformed(decoded)
    const { id, contractId = null } = event
    return { kind: 'report', report: { event: decoded, key: id, order: id, contractId } }
  }

  return {
    decode(event) {
      try {
        return decode(event)
      } catch (error) {
        return malformed(error instanceof Error ? error.message : String(error))
      }
    },
    topics: Object.keys(contractEvents).map((name) => [
      xdr.ScVal.scvSymbol(name).toXdr('base64'),
      '*',
    ]),
  }
}

function malformed(reason: string): Decoded {
  return { kind: 'malformed', reason }
}
