/**
 * One subscription machine without a connection, driven as its runner drives it: pending frames are kept
 * until they are delivered, and a lost connection receives nothing more until it is opened again.
 */
import { transition } from '../../src/connection/subscription.ts'
import { passedBy } from '../../src/connection/subscription-commit.ts'
import {
  createSubscription,
  type KnownTopics,
  type StateSource,
  type SubscriptionEffect,
  type SubscriptionFeed,
  type SubscriptionInput,
  type SubscriptionState,
} from '../../src/connection/subscription-state.ts'
import { parseEventId } from '../../src/protocol/event-id.ts'
import type { DeliveredFrame, FeedFrame } from '../../src/protocol/feed-frames.ts'

/** Of the events `moved` and `paused`, state that was read does not show whether it has the second. */
export const testFeed: SubscriptionFeed = {
  hasEvent: (type) => type === 'moved' || type === 'paused',
  isAmbiguous: ({ type }) => type === 'paused',
}

export const at = (id: string | null) => (id === null ? null : parseEventId(id))

export const frames = {
  connected: (id: string | null, recovered = false, replayed = 0): FeedFrame => ({
    kind: 'connected',
    clientId: 'c',
    position: at(id),
    recovered,
    replayed,
    pingMs: null,
    time: null,
  }),
  event: (id: string | null, type = 'moved'): FeedFrame & { kind: 'event' } => ({
    kind: 'event',
    event: { type },
    position: at(id),
  }),
  snapshot: (id: string | null, part = 1, parts = 1): FeedFrame & { kind: 'snapshot' } => ({
    kind: 'snapshot',
    position: part === parts ? at(id) : null,
    readAt: at(id),
    part,
    parts,
    items: [],
    skipped: 0,
  }),
  ping: (id: string | null, delivered: number): FeedFrame => ({
    kind: 'ping',
    time: 0,
    delivered,
    position: at(id),
  }),
  gap: (from: number, to: number, id: string | null): FeedFrame => ({
    kind: 'gap',
    from,
    to,
    reason: 'too_far',
    position: at(id),
  }),
  reset: (id: string | null): FeedFrame => ({ kind: 'reset', reason: 'epoch', position: at(id) }),
  invalid: (type: string, data = ''): FeedFrame => ({ kind: 'invalid', type, reason: '', data }),
}

export interface SubscriptionScene {
  state(): SubscriptionState
  /** @returns the effects of this input. */
  send(input: SubscriptionInput): readonly SubscriptionEffect[]
  /** Frames in order, each with its position as id. */
  receive(...given: readonly FeedFrame[]): readonly SubscriptionEffect[]
  /** Makes a request that resumes from the committed cursor, and opens it. */
  open(topics?: readonly string[]): void
  /** Delivers the oldest pending frames. Default: all. */
  deliver(count?: number): void
  /** The connection breaks; nothing else happens. */
  disconnect(): void
  close(): void
  readonly pending: readonly DeliveredFrame[]
  /** What listeners have received. */
  readonly delivered: readonly DeliveredFrame[]
  isOpen(): boolean
}

export function createSubscriptionScene(
  source: StateSource,
  check: (
    before: SubscriptionState,
    input: SubscriptionInput,
    after: SubscriptionState,
    effects: readonly SubscriptionEffect[],
  ) => void = () => {},
  known: KnownTopics | null = null,
): SubscriptionScene {
  const pending: DeliveredFrame[] = []
  const delivered: DeliveredFrame[] = []
  let state = createSubscription(source, known)
  let isOpen = false

  function send(input: SubscriptionInput): readonly SubscriptionEffect[] {
    const before = state
    const [next, effects] = transition(before, input, testFeed)
    state = next
    for (const effect of effects) {
      if (effect.type === 'deliver') pending.push(effect.frame)
      if (effect.type === 'report' && effect.report.type === 'lost') isOpen = false
    }
    check(before, input, next, effects)
    return effects
  }

  function deliver(count = pending.length): void {
    const batch = pending.splice(0, count)
    if (batch.length === 0) return
    delivered.push(...batch)
    send({ type: 'delivered', count: batch.length, passed: passedBy(batch) })
  }

  return {
    state: () => state,
    send,
    receive(...given) {
      return given.flatMap((frame) => {
        const position = 'position' in frame ? frame.position : null
        const lastEventId = position ? `${position.epoch}.${position.offset}` : state.parsedId
        const id = position ? lastEventId : null
        return isOpen ? send({ type: 'frame', frame, lastEventId, id }) : []
      })
    },
    open(topics = ['all']) {
      deliver()
      const { cursor } = state.committed
      send({ type: 'request', topics, cursor })
      isOpen = true
      send({ type: 'opened', resumedFrom: cursor })
    },
    deliver,
    disconnect() {
      isOpen = false
    },
    close() {
      isOpen = false
      pending.length = 0
      send({ type: 'closed' })
    },
    pending,
    delivered,
    isOpen: () => isOpen,
  }
}
