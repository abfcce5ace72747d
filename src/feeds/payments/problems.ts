/**
 * What a request to the payments feed can get wrong beyond what is wrong in every feed
 * (protocol/errors.ts). Public; the list only grows.
 */
import type { ProblemType } from '../../protocol/errors.ts'

const titles = {
  bad_stream_id: { status: 400, title: 'Not a stream id' },
  bad_address: { status: 400, title: 'Not a valid Stellar address' },
  bad_amount: { status: 400, title: 'Not an amount' },
  amount_not_positive: { status: 400, title: 'The amount must be positive' },
  amount_out_of_range: { status: 400, title: 'The amount is beyond 128 bits' },
  // What the contract and the ledger refuse.
  not_a_party: { status: 403, title: 'Only the right party may do this' },
  same_party: { status: 422, title: 'Sender and recipient must differ' },
  rate_zero: { status: 422, title: 'The rate must be positive' },
  stream_inactive: { status: 409, title: 'The stream has ended' },
  already_paused: { status: 409, title: 'The stream is already paused' },
  not_paused: { status: 409, title: 'The stream is not paused' },
  stream_paused: { status: 409, title: 'Nothing is paid out while the stream is paused' },
  too_many_streams: { status: 409, title: 'The sender has too many streams' },
  nothing_to_withdraw: { status: 409, title: 'Nothing can be withdrawn yet' },
  commands_off: { status: 403, title: 'The server takes no commands' },
  clock_unsure: { status: 503, title: 'The ledger is not sure of the time' },
} as const

/** A code of the payments feed that a problem can carry. */
export type PaymentsProblemCode = keyof typeof titles

/** The problem types of the payments feed, by code. */
export const paymentsProblems = Object.fromEntries(
  Object.entries(titles).map(([code, type]) => [code, { code, ...type }]),
) as { readonly [Code in PaymentsProblemCode]: ProblemType & { readonly code: Code } }
