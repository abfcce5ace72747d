/**
 * The payments feed: streams of money between two accounts, by id, by account, or all. This is what a
 * page needs of it; documentation.ts adds the texts and examples that only servers and tests use.
 */
import { readBody } from '../../protocol/fields.ts'
import { composeFeed } from '../definition.ts'
import { isAccountAddress, isStreamId } from './address.ts'
import {
  type EventBody,
  type EventOf,
  eventFields,
  type PaymentEvent,
  type PaymentEventType,
} from './events.ts'
import { type PaymentsFilter, streamTopic, userTopic } from './filter.ts'
import { applyEvent, createdStream, isContained } from './stream-rules.ts'
import { decodeStreamState, type StreamState } from './stream-state.ts'

/**
 * The field that distinguishes two events of one type on one stream, where no position does. The
 * contract lets none of these happen twice with the same figure, except a pause within the second of
 * another; what can happen only once has no such field and names its stream.
 */
const identifyingFields: { readonly [T in PaymentEventType]: keyof EventOf<T> } = {
  'stream.created': 'streamId',
  'stream.topped_up': 'newDepositedAmount',
  'stream.withdrawn': 'timestamp',
  'stream.cancelled': 'streamId',
  'stream.completed': 'streamId',
  'stream.paused': 'pausedAt',
  'stream.resumed': 'newEndTime',
}

const entryOf = <T extends PaymentEventType>(type: T) => ({
  body: { decode: (json: unknown) => readBody<EventBody<T>>(eventFields[type], json) },
})

/** Only a creation makes a stream: other events of one that is not known are history. */
const applyToKnown = (stream: StreamState | undefined, event: PaymentEvent) =>
  stream && applyEvent(stream, event)

/** The feed definition of payments, for `createConnection`, `createFeedSession` and tests. */
export const payments = composeFeed<PaymentEvent, StreamState, PaymentsFilter>({
  name: 'payments',
  path: '/events/subscribe',
  events: {
    'stream.created': entryOf('stream.created'),
    'stream.topped_up': entryOf('stream.topped_up'),
    'stream.withdrawn': entryOf('stream.withdrawn'),
    'stream.cancelled': entryOf('stream.cancelled'),
    'stream.completed': entryOf('stream.completed'),
    'stream.paused': entryOf('stream.paused'),
    'stream.resumed': entryOf('stream.resumed'),
  },
  filter: {
    streams: { topic: 'stream', isKey: true, accepts: isStreamId },
    users: { topic: 'user', accepts: isAccountAddress },
  },
  topicsOf: (event) => [
    streamTopic(event.streamId),
    ...('sender' in event && event.sender !== undefined ? [userTopic(event.sender)] : []),
    ...('recipient' in event ? [userTopic(event.recipient)] : []),
  ],
  identityOf(event) {
    const field = identifyingFields[event.type] as keyof typeof event
    return `${event.streamId}:${event.transactionHash ?? ''}:${String(event[field])}`
  },
  state: {
    item: { decode: decodeStreamState },
    collection: 'streams',
    keyOf: (stream) => stream.streamId,
    keyOfEvent: (event) => event.streamId,
    topicsOf: (stream) => [
      streamTopic(stream.streamId),
      userTopic(stream.sender),
      userTopic(stream.recipient),
    ],
    reduce: {
      'stream.created': (_, event) => createdStream(event),
      'stream.topped_up': applyToKnown,
      'stream.withdrawn': applyToKnown,
      'stream.cancelled': applyToKnown,
      'stream.completed': applyToKnown,
      'stream.paused': applyToKnown,
      'stream.resumed': applyToKnown,
    },
    includes: isContained,
    // The figures of a pause or a resumption do not show whether a state contains it.
    isAmbiguous: ({ type }) => type === 'stream.paused' || type === 'stream.resumed',
  },
})
