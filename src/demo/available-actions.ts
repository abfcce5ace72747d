/**
 * The actions that the contract allows on a stream, by its status and by the party of the account. Actions
 * that would be refused are not offered. Pure.
 */
import type { StreamState } from '../feeds/payments/index.ts'
import type { AccrualStatus } from '../index.ts'
import { english } from './messages/english.ts'

export type StreamAction = 'top-up' | 'withdraw' | 'pause' | 'resume' | 'cancel'

const actionsIn: { readonly [S in AccrualStatus]: readonly StreamAction[] } = {
  // Nothing has accrued yet, so there is nothing to pay out.
  pending: ['top-up', 'pause', 'cancel'],
  streaming: ['top-up', 'pause', 'withdraw', 'cancel'],
  // The contract pays nothing out while it is paused.
  paused: ['top-up', 'resume', 'cancel'],
  // The whole deposit belongs to the recipient: there is nothing left to pause or refund.
  settled: ['top-up', 'withdraw'],
  completed: [],
  cancelled: [],
}

/**
 * In display order: actions that appear and disappear most often are last. The sender has all of them,
 * including the payout.
 */
export function availableActions(
  { sender, recipient }: Pick<StreamState, 'sender' | 'recipient'>,
  status: AccrualStatus,
  account: string,
): readonly StreamAction[] {
  const actions = actionsIn[status]
  if (account === sender) return actions
  return account === recipient ? actions.filter((action) => action === 'withdraw') : []
}

/** Why there are no buttons; empty if no explanation is needed. */
export function absenceText(status: AccrualStatus, { action } = english): string {
  switch (status) {
    case 'pending':
      return action.pendingNote
    case 'paused':
      return action.pausedNote
    case 'completed':
    case 'cancelled':
      return action.endedNote
    default:
      return ''
  }
}
