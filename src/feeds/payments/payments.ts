/**
 * The payments feed: streams of money between two accounts, by id, by account, or all. This is what a
 * page needs of it; documentation.ts adds the texts and examples that only servers and tests use.
 */
import { readBody } from '../../protocol/fields.ts'
import { type ComposedInput, composeFeed } from '../definition.ts'
import { isAccountAddress, isStreamId } from './address.ts'
import { type EventOf, eventFields, type PaymentEvent, type PaymentEventType } from './events.ts'
import { type PaymentsFilter, streamTopic, userTopic } from './filter.ts'
import { applyEvent, createdStream, isContained } from './stream-rules.ts'
import { decodeStreamState, type StreamState } from './stream-state.ts'

/**
 * The field that distinguishes two events of one type on one stream, where no position does. The
 * contract lets none of these happen twice with the same figure, except a pause within the second of
 * another; what can happen only once has no such field.
 */
const identifyingFields: { readonly [T in PaymentEventType]: keyof EventOf<T> | null } = {
  'stream.created': null,
  'stream.topped_up': 'newDepositedAmount',
  'stream.withdrawn': 'timestamp',
  'stream.cancelled': null,
  'stream.completed': null,
  'stream.paused': 'pausedAt',
  'stream.resumed': 'newEndTime',
}

/** A stream, or an event of one. */
interface Subject {
  readonly streamId: string
  readonly sender?: string
  readonly recipient?: string
}

const keyOf = ({ streamId }: Subject) => streamId

const topicsOf = ({ streamId, sender, recipient }: Subject) => [
  streamTopic(streamId),
  ...[sender, recipient].flatMap((party) => (party === undefined ? [] : userTopic(party))),
]

const decoders = Object.fromEntries(
  Object.entries(eventFields).map(([type, table]) => [
    type,
    { body: { decode: (json: unknown) => readBody<object>(table, json) } },
  ]),
)

/** The feed definition of payments, for `createConnection`, `createFeedSession` and tests. */
export const payments = composeFeed<PaymentEvent, StreamState, PaymentsFilter>({
  name: 'payments',
  path: '/events/subscribe',
  // The decoders have the keys of the table, each made of the fields of its own event.
  events: decoders as ComposedInput<PaymentEvent, StreamState, PaymentsFilter>['events'],
  filter: {
    streams: { topic: 'stream', isKey: true, accepts: isStreamId },
    users: { topic: 'user', accepts: isAccountAddress },
  },
  topicsOf,
  identityOf(event) {
    const field = identifyingFields[event.type] as keyof typeof event
    return `${event.streamId}:${event.transactionHash}:${String(event[field])}`
  },
  state: {
    item: { decode: decodeStreamState },
    collection: 'streams',
    keyOf,
    keyOfEvent: keyOf,
    topicsOf,
    // Only a creation makes a stream: other events of one that is not known are history.
    reduce: (stream, event) =>
      event.type === 'stream.created' ? createdStream(event) : stream && applyEvent(stream, event),
    includes: isContained,
    // The figures of a pause or a resumption do not show whether a state contains it.
    isAmbiguous: ({ type }) => type === 'stream.paused' || type === 'stream.resumed',
  },
})
