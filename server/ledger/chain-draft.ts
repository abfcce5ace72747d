/** The entry of the log for an event of a chain. */
import { topicsOfEvent } from '../../src/feeds/definition.ts'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { EventDraft } from '../log/event-log.ts'

// Without a dedupe key: the log forgets it with the entry, and would then leave out the event but not the stream.
export function draftOf(event: PaymentEvent, stream: StreamState): EventDraft {
  return {
    topics: topicsOfEvent(documentedPayments, event, stream),
    type: event.type,
    data: JSON.stringify(documentedPayments.encodeEvent(event)),
  }
}
