/**
 * Runs a random history in the contract model and returns the events that the contract would emit, so
 * that a state reduced from them can be held against the model.
 */
import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { History, Operation } from '../support/contract-histories.ts'
import { type ContractModel, createContractModel } from '../support/contract-model.ts'

export const sender = 'GSENDER'
export const recipient = 'GRECIPIENT'
export const tokenAddress = 'CTOKEN'

/** One accepted command: the events it emitted, and the stream afterwards. */
export interface Taken {
  readonly events: readonly PaymentEvent[]
  readonly after: StreamState
}

/** What the contract holds, as our own state. Only a paused stream says when it was paused. */
export function stateOf(model: ContractModel, streamId: string): StreamState {
  const terms = model.terms()
  const pausedAt = terms.status === 'paused' ? terms.pausedAt : null
  return { ...terms, pausedAt, streamId, sender, recipient, tokenAddress }
}

/** The whole life of one stream; empty when the contract would not create it. */
export function liveOf(history: History, streamId = '7'): readonly Taken[] {
  const { amount, durationSeconds, createdAt, steps } = history
  const model = createContractModel(amount, durationSeconds, createdAt)
  if (model === null) return []
  const created: PaymentEvent = {
    type: 'stream.created',
    streamId,
    sender,
    recipient,
    tokenAddress,
    ratePerSecond: model.storage.rate_per_second,
    depositedAmount: amount,
    startTime: createdAt,
    timestamp: createdAt,
  }
  const taken: Taken[] = [{ events: [created], after: stateOf(model, streamId) }]
  let now = createdAt
  for (const { waitSeconds, operation } of steps) {
    now += waitSeconds
    const events = take(model, operation, now, streamId)
    if (events.length > 0) taken.push({ events, after: stateOf(model, streamId) })
  }
  return taken
}

function take(
  model: ContractModel,
  operation: Operation,
  now: number,
  streamId: string,
): readonly PaymentEvent[] {
  const { storage } = model
  const before = { ...storage }
  const claimable = model.claimable(now)
  const base = { streamId, timestamp: now }
  switch (operation.kind) {
    case 'topUp':
      if (!model.topUp(operation.amount)) return []
      return [
        {
          type: 'stream.topped_up',
          ...base,
          amount: operation.amount,
          newDepositedAmount: storage.deposited_amount,
        },
      ]
    case 'withdraw': {
      if (!model.withdraw(now)) return []
      const withdrawn: PaymentEvent = {
        type: 'stream.withdrawn',
        ...base,
        recipient,
        amount: claimable,
      }
      if (storage.status !== 'Completed') return [withdrawn]
      return [
        withdrawn,
        {
          type: 'stream.completed',
          ...base,
          recipient,
          totalWithdrawn: storage.withdrawn_amount,
        },
      ]
    }
    case 'cancel':
      if (!model.cancel(now)) return []
      return [
        {
          type: 'stream.cancelled',
          ...base,
          amountWithdrawn: claimable,
          refundedAmount: storage.deposited_amount - storage.withdrawn_amount,
        },
      ]
    case 'pause':
      if (!model.pause(now)) return []
      return [{ type: 'stream.paused', ...base, sender, pausedAt: now }]
    case 'resume': {
      if (!model.resume(now)) return []
      const left = before.deposited_amount - before.withdrawn_amount - claimable
      const newEndTime = Number(BigInt(now) + left / before.rate_per_second)
      return [{ type: 'stream.resumed', ...base, sender, newEndTime }]
    }
  }
}
