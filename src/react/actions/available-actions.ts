/**
 * The actions that the contract allows on a stream, by its status and by the party of the account. Actions that would be
 * refused are not offered. Pure.
 */
import type { AccrualStatus } from '../../money/index.ts'
import type { StreamAction } from './command.ts'

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

/** Who the parties of a stream are. */
interface Parties {
  readonly sender?: string | undefined
  readonly recipient?: string | undefined
}

/**
 * In display order: actions that appear and disappear most often are last. The sender has all of them,
 * including the payout.
 *
 * @param account whose actions; null: none
 */
export function availableActions(
  { sender, recipient }: Parties,
  status: AccrualStatus,
  account: string | null,
): readonly StreamAction[] {
  if (account === null) return []
  const actions = actionsIn[status]
  if (account === sender) return actions
  return account === recipient ? actions.filter((action) => action === 'withdraw') : []
}

/** The action that undoes another one. Payments cannot be undone. */
export const opposites: Readonly<Partial<Record<StreamAction, 'pause' | 'resume'>>> = {
  pause: 'resume',
  resume: 'pause',
}
