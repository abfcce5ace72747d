/**
 * The payments feed with what only servers, documentation and tests need: how its frames are written, what
 * each event means, an example of it, and the sentences that refuse a bad filter. Apart from payments.ts so that a page does
 * not carry it.
 */

import { printBody } from '../../protocol/fields.ts'
import { documentFeed } from '../documentation.ts'
import { eventFields, paymentEvents } from './events.ts'
import { payments } from './payments.ts'
import { paymentsProblems } from './problems.ts'
import { printStreamState } from './stream-state.ts'

/** {@link payments}, ready to be served. */
export const documentedPayments = documentFeed(payments, {
  // FlowFi's clients listen for a plain message.
  greeting: 'unnamed',
  encodeEvent: (event) => printBody(eventFields[event.type], event),
  encodeItem: (stream) => printStreamState(stream),
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
