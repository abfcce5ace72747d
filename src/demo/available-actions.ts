/**
 * What can be done to a stream: what the contract allows in its status, to the party that it allows. A
 * button that could only be refused is not offered. Pure.
 */
import type { StreamState } from '../feeds/payments/index.ts'
import type { AccrualStatus } from '../index.ts'
import { english } from './messages/english.ts'

export type StreamAction = 'top-up' | 'withdraw' | 'pause' | 'resume' | 'cancel'

const actionsIn: { readonly [S in AccrualStatus]: readonly StreamAction[] } = {
  // Nothing has accrued that could be paid out.
  pending: ['top-up', 'pause', 'cancel'],
  streaming: ['top-up', 'pause', 'withdraw', 'cancel'],
  // The contract pays nothing out while it is paused.
  paused: ['top-up', 'resume', 'cancel'],
  // All of it belongs to the recipient: there is nothing left to pause or to refund.
  settled: ['top-up', 'withdraw'],
  completed: [],
  cancelled: [],
}

/**
 * In the order in which they are shown: what comes and goes most often stands last. The sender has all
 * of them, since it may also pay out.
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

/** Why there is no button; empty when that needs no words. */
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
