/** The reducers of the store, for the payments feed. */
import { payments } from '../../src/feeds/payments/payments.ts'
import type { PaymentsState } from '../../src/feeds/payments/selectors.ts'
import {
  reduceBatch as reduceFeedBatch,
  reduce as reduceFeedFrame,
} from '../../src/store/reduce.ts'
import { emptyState } from '../../src/store/state.ts'
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'

export const emptyPayments: PaymentsState = emptyState()

export function reduce(
  state: PaymentsState,
  frame: DeliveredPaymentsFrame,
  atMs: number,
): PaymentsState {
  // Frames of payments make a state of payments.
  return reduceFeedFrame(payments, state, frame, atMs) as PaymentsState
}

export function reduceBatch(
  state: PaymentsState,
  frames: readonly DeliveredPaymentsFrame[],
  atMs: number,
): PaymentsState {
  return reduceFeedBatch(payments, state, frames, atMs) as PaymentsState
}
