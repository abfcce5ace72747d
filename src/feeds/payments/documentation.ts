/**
 * The payments feed with what only servers, documentation and tests need: what each event means, an
 * example of it, and the sentences that refuse a bad filter. Apart from payments.ts so that a page does
 * not carry it.
 */
import { documentFeed } from '../documentation.ts'
import { paymentEvents } from './events.ts'
import { payments } from './payments.ts'
import { paymentsProblems } from './problems.ts'

/** {@link payments} with meanings, examples and refusals. */
export const documentedPayments = documentFeed(payments, {
  events: paymentEvents,
  filter: {
    streams: {
      noun: 'a stream id',
      advice: 'Use a decimal number from 0 to 18446744073709551615',
      problem: paymentsProblems.bad_stream_id,
    },
    users: {
      noun: 'a Stellar account',
      advice: 'Use G and 55 more characters, with a valid checksum',
      problem: paymentsProblems.bad_address,
    },
  },
})
