/**
 * A replayable recording of one subscription: the inputs of its machine, from a known state on. Bounded:
 * when it is full, the state from which it starts moves forward. What it keeps of events is decided by
 * trace-redaction.ts.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import { transition } from './subscription.ts'
import type {
  SubscriptionEffect,
  SubscriptionFeed,
  SubscriptionInput,
  SubscriptionState,
} from './subscription-state.ts'
import {
  createRedaction,
  type Redaction,
  stateOf,
  type TracedEvent,
  type TracedState,
  tracedOf,
} from './trace-redaction.ts'

/** Plain data; JSON, unless it has contents with `bigint`s. */
export interface SubscriptionTrace {
  /** Raised when the machine answers differently. */
  readonly version: 1
  /** The event types of the feed. */
  readonly eventTypes: readonly string[]
  /** The state before the first input. */
  readonly start: TracedState
  /** Oldest first. */
  readonly inputs: readonly SubscriptionInput[]
  /** The state of the connection after the last input. */
  readonly end: TracedState
}

/** One input, and what it led to. */
export interface TraceStep {
  /** What happened. */
  readonly input: SubscriptionInput
  /** The state after it. */
  readonly state: TracedState
  /** What the machine asked for. */
  readonly effects: readonly SubscriptionEffect[]
}

export interface TraceRecorder {
  begin(state: SubscriptionState, feed: FeedDefinition): void
  record(input: SubscriptionInput, after: SubscriptionState): void
  /** Null before `begin`. */
  trace(): SubscriptionTrace | null
}

/**
 * @param limit how many inputs are kept, at least 1
 * @param hasContents whether contents are kept
 */
export function createTraceRecorder(limit: number, hasContents: boolean): TraceRecorder {
  let recording: {
    readonly redaction: Redaction
    readonly eventTypes: readonly string[]
    start: SubscriptionState
    end: SubscriptionState
    /** The oldest input is at `count` modulo `limit` once it is full. */
    readonly ring: SubscriptionInput[]
    count: number
  } | null = null

  return {
    begin(state, { events, state: rules }) {
      recording = {
        redaction: createRedaction((event) => rules?.isAmbiguous(event) ?? false, hasContents),
        eventTypes: Object.keys(events),
        start: state,
        end: state,
        ring: [],
        count: 0,
      }
    },
    record(input, after) {
      if (recording === null) return
      const { ring, count, redaction, eventTypes, start } = recording
      const oldest = ring[count % limit]
      if (oldest) recording.start = transition(start, oldest, tracedFeed(eventTypes))[0]
      ring[count % limit] = redaction.input(input)
      recording.count++
      recording.end = after
    },
    trace() {
      if (recording === null) return null
      const { ring, count, redaction, eventTypes, start, end } = recording
      const oldest = Math.max(0, count - limit)
      return {
        version: 1,
        eventTypes,
        start: tracedOf(start),
        inputs: Array.from(
          { length: count - oldest },
          (_, index) => ring[(oldest + index) % limit] as SubscriptionInput,
        ),
        end: redaction.state(end),
      }
    },
  }
}

/**
 * Runs a recording through the machine again.
 *
 * @returns one step for each input. The last state equals `trace.end`, unless the recording was made by
 * another version of the package.
 * @example
 * const steps = replayTrace(JSON.parse(pasted))
 * console.table(steps.map(({ input, state }) => ({ input: input.type, phase: state.phase })))
 */
export function replayTrace(trace: SubscriptionTrace): readonly TraceStep[] {
  const feed = tracedFeed(trace.eventTypes)
  let state = stateOf(trace.start)
  return trace.inputs.map((input) => {
    const [next, effects] = transition(state, input, feed)
    state = next
    return { input, state: tracedOf(state), effects }
  })
}

/** The feed of recorded events: they carry its answers. */
function tracedFeed(eventTypes: readonly string[]): SubscriptionFeed {
  return {
    hasEvent: (type) => eventTypes.includes(type),
    isAmbiguous: (event: FeedEvent) => (event as TracedEvent).isAmbiguous,
  }
}
