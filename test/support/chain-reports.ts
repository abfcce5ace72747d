/** The events of the model chain as the ledger takes them, without XDR in between. */
import type { ChainReport } from '../../server/ledger/chain-record.ts'
import type { ReportedEvent } from '../../server/ledger/chain-rules.ts'
import type { ContractEvent } from './contract-chain.ts'

/** Null for events that are not about a stream's money. */
export function reportOf(event: ContractEvent): ChainReport | null {
  const reported = reportedOf(event)
  if (reported === null) return null
  const { ledger, closedAt, txHash, id, contractId } = event
  const whole = { timestamp: closedAt, ledger, transactionHash: txHash, ...reported }
  return { event: whole as ReportedEvent, key: id, order: id, contractId }
}

function reportedOf({ name, fields }: ContractEvent): object | null {
  const streamId = String(fields['stream_id'])
  switch (name) {
    case 'stream_created':
      return {
        type: 'stream.created',
        streamId,
        sender: fields['sender'],
        recipient: fields['recipient'],
        tokenAddress: fields['token_address'],
        ratePerSecond: fields['rate_per_second'],
        depositedAmount: fields['deposited_amount'],
        startTime: Number(fields['start_time']),
      }
    case 'stream_topped_up':
      return {
        type: 'stream.topped_up',
        streamId,
        amount: fields['amount'],
        newDepositedAmount: fields['new_deposited_amount'],
      }
    case 'tokens_withdrawn':
      return {
        type: 'stream.withdrawn',
        streamId,
        amount: fields['amount'],
        timestamp: Number(fields['timestamp']),
      }
    case 'stream_cancelled':
      return {
        type: 'stream.cancelled',
        streamId,
        amountWithdrawn: fields['amount_withdrawn'],
        refundedAmount: fields['refunded_amount'],
      }
    case 'stream_completed':
      return { type: 'stream.completed', streamId, totalWithdrawn: fields['total_withdrawn'] }
    case 'stream_paused':
      return { type: 'stream.paused', streamId, pausedAt: Number(fields['paused_at']) }
    case 'stream_resumed':
      return { type: 'stream.resumed', streamId, newEndTime: Number(fields['new_end_time']) }
    default:
      return null
  }
}
