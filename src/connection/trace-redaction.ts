/**
 * What a recording of a subscription keeps: inputs and states as plain data. Contents of events, of items
 * and of invalid frames are left out and topics are numbered, unless contents are asked for: the machine
 * decides the same without them. Pure, except that it remembers the numbers of topics.
 */
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type { EventFrame, FeedFrame, SnapshotFrame } from '../protocol/feed-frames.ts'
import { allTopic, type TopicSet } from '../protocol/topic-set.ts'
import { listOf, toArray } from './persistent-list.ts'
import type { SubscriptionInput, SubscriptionState } from './subscription-state.ts'

/** A state of the machine with its lists as arrays. */
export type TracedState = Omit<SubscriptionState, 'held' | 'parts'> & {
  /** Events that wait for the state. */
  readonly held: readonly EventFrame[]
  /** The parts of a snapshot that is not complete. */
  readonly parts: readonly SnapshotFrame[]
}

/** An event with what the machine asks its feed about it; without contents, that and the type are all. */
export interface TracedEvent extends FeedEvent {
  readonly isAmbiguous: boolean
}

export interface Redaction {
  input(input: SubscriptionInput): SubscriptionInput
  state(state: SubscriptionState): TracedState
}

export function createRedaction(
  isAmbiguous: (event: FeedEvent) => boolean,
  hasContents: boolean,
): Redaction {
  const numbers = new Map<string, string>([[allTopic, allTopic]])

  function redactTopics(topics: TopicSet): TopicSet {
    if (hasContents) return topics
    return topics.map((topic) => {
      const numbered = numbers.get(topic) ?? `topic:${numbers.size}`
      numbers.set(topic, numbered)
      return numbered
    })
  }

  function redactEvent(frame: EventFrame): EventFrame {
    const { event } = frame
    const kept = hasContents ? event : { type: event.type }
    const traced: TracedEvent = { ...kept, isAmbiguous: isAmbiguous(event) }
    return { ...frame, event: traced }
  }

  function redactFrame<Frame extends FeedFrame>(frame: Frame): Frame
  function redactFrame(frame: FeedFrame): FeedFrame {
    if (frame.kind === 'event') return redactEvent(frame)
    if (hasContents) return frame
    switch (frame.kind) {
      case 'snapshot':
        return { ...frame, items: [] }
      case 'invalid':
        return { ...frame, reason: '', data: '' }
      case 'rejected':
        return { ...frame, problem: { ...frame.problem, detail: '' } }
      default:
        return frame
    }
  }

  return {
    input(input) {
      switch (input.type) {
        case 'frame':
        case 'state_read':
          return { ...input, frame: redactFrame(input.frame) } as SubscriptionInput
        case 'request':
          return { ...input, topics: redactTopics(input.topics) }
        default:
          return input
      }
    },
    state(state) {
      const { request, committed } = state
      const { snapshot } = request
      return {
        ...state,
        request: {
          ...request,
          topics: redactTopics(request.topics),
          snapshot: typeof snapshot === 'object' ? redactTopics(snapshot) : snapshot,
        },
        coverage: redactTopics(state.coverage),
        committed: { ...committed, coverage: redactTopics(committed.coverage) },
        held: toArray(state.held).map(redactFrame),
        parts: toArray(state.parts).map(redactFrame),
        quarantine: state.quarantine.map(redactFrame),
      }
    },
  }
}

/** Lists as arrays, and nothing else changed. */
export function tracedOf(state: SubscriptionState): TracedState {
  return { ...state, held: toArray(state.held), parts: toArray(state.parts) }
}

export function stateOf(traced: TracedState): SubscriptionState {
  return { ...traced, held: listOf(traced.held), parts: listOf(traced.parts) }
}
