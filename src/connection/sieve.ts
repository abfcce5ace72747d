/**
 * What of a shared connection is this tab's: the last step before delivery, since until then order,
 * duplicates and counts are those of the whole response. Keeps the streams of other tabs out; gaps and
 * resets concern everybody. Knows no tabs.
 *
 * An event names its stream and seldom its parties, so the streams of an account are learned from
 * state and creations. What is learned is bounded by what matches the filter.
 */
import type { PaymentEvent } from '../protocol/events.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import type { PaymentsFilter } from '../protocol/filter.ts'
import type { StateSource } from './inbox.ts'

export interface Sieve {
  /** What the request under way wants for this tab. Forgets the streams that no longer match. */
  setFilter(filter: PaymentsFilter): void
  /** @returns null for what is another tab's. A snapshot keeps its parts, also empty ones. */
  sift(frame: DeliveredFrame): DeliveredFrame | null
}

/** The two accounts of a stream. */
type Parties = readonly [sender: string, recipient: string]

/**
 * @param source where state comes from. A feed sends it before every event above it, so that an unknown
 * stream is another tab's. One that is read comes when it comes: until then an unknown stream may be
 * ours, and passes. Without state it always may be.
 */
export function createSieve(initial: PaymentsFilter, source: StateSource = 'feed'): Sieve {
  let streams = new Set<string>()
  let users = new Set<string>()
  let isAll = false
  /** Of the streams that match by an account. */
  const learned = new Map<string, Parties>()
  let isComplete = source === 'feed'

  function setFilter(filter: PaymentsFilter): void {
    const hasNewUsers = (filter.users ?? []).some((user) => !users.has(user))
    isAll = filter.all === true
    streams = new Set(filter.streams)
    users = new Set(filter.users)
    if (hasNewUsers && source !== 'feed') isComplete = false
    for (const [streamId, parties] of learned) {
      if (!isAll && !parties.some((party) => users.has(party))) learned.delete(streamId)
    }
  }

  /** @returns whether the stream matches by an account. */
  function learn(streamId: string, parties: Parties): boolean {
    const isOurs = isAll || parties.some((party) => users.has(party))
    if (isOurs) learned.set(streamId, parties)
    return isOurs
  }

  function isWanted(event: PaymentEvent): boolean {
    const { streamId } = event
    // Learned all the same: the filter may become narrower, and state would not come again.
    if (event.type === 'stream.created') {
      return learn(streamId, [event.sender, event.recipient]) || streams.has(streamId)
    }
    if (isAll || streams.has(streamId) || learned.has(streamId)) return true
    if (partiesOf(event).some((party) => users.has(party))) return true
    return !isComplete && users.size > 0
  }

  setFilter(initial)
  return {
    setFilter,
    sift(frame) {
      switch (frame.kind) {
        case 'event':
          return isWanted(frame.event) ? frame : null
        case 'snapshot': {
          const kept = frame.streams.filter(({ streamId, sender, recipient }) => {
            const isOurs = learn(streamId, [sender, recipient])
            return isOurs || streams.has(streamId)
          })
          if (source === 'read' && frame.part === frame.parts) isComplete = true
          return kept.length === frame.streams.length ? frame : { ...frame, streams: kept }
        }
        case 'reset':
          // In another history the same number may be another stream.
          learned.clear()
          isComplete = source === 'feed'
          return frame
        case 'gap':
          isComplete = source === 'feed'
          return frame
      }
    },
  }
}

/** What an event says of its parties. */
function partiesOf(event: PaymentEvent): readonly string[] {
  return [
    ...('sender' in event && event.sender !== undefined ? [event.sender] : []),
    ...('recipient' in event ? [event.recipient] : []),
  ]
}
