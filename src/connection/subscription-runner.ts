/**
 * Performs what the subscription machine asks for, and gives it what happens: the one listener between
 * the bytes of a response and the batches that a store applies. Decides nothing about frames.
 *
 * C5  A cursor is committed when everything up to it was delivered and the state is complete.
 * C6  Another filter resumes from the same cursor, and requests the state of what is new in it.
 * C11 An event that does not fit its schema is counted, quarantined and skipped; a listener that throws
 *     is reported.
 * C13 Frames are delivered once per animation frame, and always before a status is announced: a
 *     listener that reads `live` has the data.
 * What is delivered is decided by S1 to S9, in subscription.ts.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import type { ResyncResult } from '../feeds/endpoint.ts'
import type { KnownState } from '../feeds/known-state.ts'
import { FeedReadError } from '../feeds/read-error.ts'
import type { Platform } from '../platform/ports.ts'
import { decodeFrame } from '../protocol/decode.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import type { TopicSet } from '../protocol/topic-set.ts'
import type { RequestContext } from './attempt.ts'
import type { ControlRules } from './control-frames.ts'
import { createControlRunner } from './control-runner.ts'
import type { StoredCursor } from './cursor-storage.ts'
import { createDeliveryQueue } from './delivery-queue.ts'
import { ConnectionError } from './errors.ts'
import type { FeedRequest } from './feed-request.ts'
import type { Inspector } from './inspector.ts'
import { createListeners, type Listeners, type ReportError } from './listeners.ts'
import type { MachineRules } from './machine-state.ts'
import type { ConnectionListener, Opening, Runner } from './runner.ts'
import type { ClockEstimate } from './server-clock.ts'
import { createStateReader } from './state-reader.ts'
import type { DomainFacts } from './status-view.ts'
import { transition } from './subscription.ts'
import { passedBy } from './subscription-commit.ts'
import {
  createSubscription,
  type StateSource,
  type SubscriptionEffect,
  type SubscriptionFeed,
  type SubscriptionInput,
  type SubscriptionState,
} from './subscription-state.ts'

export interface SubscriptionRunner
  extends Required<Omit<ConnectionListener, 'announcing' | 'leaving'>> {
  state(): SubscriptionState
  readonly batches: Listeners<readonly DeliveredFrame[]>
  readonly events: Listeners<FeedEvent>
  /** A request is about to be made. @returns what it asks for. */
  prepare(topics: TopicSet, cursor: string): FeedRequest
  /** Resumes from the stored cursor, if there is one. */
  recall(): void
  /** Delivers what is pending, or discards it when the connection was closed. */
  settle(): void
  /** Delivers now what waits for the next animation frame. */
  flush(): void
  /** What it adds to a snapshot. */
  facts(): Omit<DomainFacts, 'transport'>
}

export interface SubscriptionRunnerOptions {
  readonly platform: Platform
  readonly feed: FeedDefinition
  readonly source: StateSource
  readonly rules: MachineRules & ControlRules
  readonly storedCursor: StoredCursor | null
  readonly known: KnownState | null
  readonly inspector?: Inspector | undefined
  readonly onListenerError?: ReportError | undefined
  /** The runner of the connection: made after this one, as its listener is. */
  connection(): Pick<Runner, 'state' | 'send' | 'report' | 'announceSoon'>
  /** What of a frame belongs to this tab; null for nothing. */
  select(frame: DeliveredFrame): DeliveredFrame | null
  readState(topics: TopicSet, context: RequestContext): Promise<ResyncResult>
}

/** A server that neither greets nor sends anything has probably begun by now. */
const greetingMs = 1000

export function createSubscriptionRunner(options: SubscriptionRunnerOptions): SubscriptionRunner {
  const { platform, feed, rules, storedCursor, inspector, connection } = options
  const batches = createListeners<readonly DeliveredFrame[]>(options.onListenerError)
  const events = createListeners<FeedEvent>(options.onListenerError)
  const subscriptionFeed: SubscriptionFeed = {
    hasEvent: feed.hasEvent,
    isAmbiguous: (event) => feed.state?.isAmbiguous(event) ?? false,
  }
  const queue = createDeliveryQueue(platform, deliverBatch)
  const control = createControlRunner(platform, rules, connection)
  let state = createSubscription(options.source, options.known)
  let opening: Opening | null = null
  let wasUnauthorized = false
  /** An id that was committed, probably with the frame that follows: one input for both is cheaper. */
  let newId: string | null = null
  /** How often `close()` has discarded what was pending. */
  let closings = 0

  inspector?.begin(state, feed)

  /** May be called from inside an effect: every state is complete before its effects are performed. */
  function send(input: SubscriptionInput): void {
    const [next, effects] = transition(state, input, subscriptionFeed)
    state = next
    inspector?.step(input, next)
    const before = { closings, opening }
    for (const effect of effects) {
      // A listener has closed the connection: what is left was rolled back.
      if (closings !== before.closings) return
      perform(effect, before.opening)
    }
  }

  function perform(effect: SubscriptionEffect, current: Opening | null): void {
    switch (effect.type) {
      case 'deliver': {
        const selected = options.select(effect.frame)
        if (selected === null) send({ type: 'skipped' })
        else queue.push(selected)
        break
      }
      case 'read_state':
        if (current) reader.start(current.signal)
        break
      case 'report':
        // C1
        if (current && !current.signal.aborted) connection().report(effect.report)
        break
      case 'cursor':
        connection().send({ type: 'cursor', id: effect.id })
        break
      case 'store':
        storedCursor?.write(effect.cursor)
        break
      case 'announce_soon':
        connection().announceSoon()
    }
  }

  function deliverBatch(batch: readonly DeliveredFrame[]): void {
    send({ type: 'delivered', count: batch.length, passed: passedBy(batch) })
    inspector?.note({
      type: 'delivery',
      frames: batch.length,
      lastEventId: state.committed.cursor,
    })
    const isWanted = () => !isClosed()
    batches.emit(batch, isWanted)
    for (const frame of batch) {
      if (!isWanted()) return
      if (frame.kind === 'event') events.emit(frame.event, isWanted)
    }
  }

  /** By `close()`; after a `bye` of the server, what has arrived is still delivered. */
  function isClosed(): boolean {
    const { status } = connection().state()
    return status.status === 'closed' && status.by === 'user'
  }

  const reader = createStateReader({
    platform,
    backoff: rules,
    read: (signal) =>
      options.readState(state.request.topics, { signal, isRefresh: wasUnauthorized }),
    done: (frame) => send({ type: 'state_read', frame }),
    failed(cause) {
      const error = readErrorOf(cause)
      wasUnauthorized = error.status === 401
      connection().report({ type: 'trouble', error })
    },
  })

  function nudge(): void {
    send({ type: 'nudge' })
  }

  return {
    state: () => state,
    batches,
    events,
    prepare(topics, cursor) {
      send({ type: 'request', topics, cursor })
      return state.request
    },
    recall() {
      const cursor = storedCursor?.read()
      if (cursor) send({ type: 'recalled', cursor })
    },
    // What has arrived and waits for its animation frame need not be sent again.
    requesting: queue.flush,
    opened(current) {
      opening = current
      newId = null
      send({ type: 'opened', resumedFrom: current.resumedFrom })
      const cancel = platform.timers.after(greetingMs, nudge)
      current.signal.addEventListener('abort', cancel, { once: true })
    },
    frame(parsed) {
      const frame = decodeFrame(parsed, feed)
      inspector?.note({ type: 'frame', name: parsed.type, lastEventId: parsed.lastEventId })
      const current = opening
      control.readServer(frame, current)
      const id = newId
      newId = null
      send({ type: 'frame', frame, lastEventId: parsed.lastEventId, id })
      control.obey(frame, current)
    },
    id(id) {
      newId = id
    },
    comment: nudge,
    chunkRead() {
      if (newId !== null) send({ type: 'id', id: newId })
      newId = null
      send({ type: 'chunk_read' })
    },
    settle() {
      if (isClosed()) {
        closings++
        queue.drop()
        send({ type: 'closed' })
      } else queue.flush()
      if (connection().state().status.status !== 'open') storedCursor?.flush()
    },
    flush: queue.flush,
    facts: () => factsOf(state, control.estimate()),
  }
}

function factsOf(
  { gaps, duplicatesDropped, invalidEvents, unknownEvents }: SubscriptionState,
  estimate: ClockEstimate | null,
): Omit<DomainFacts, 'transport'> {
  return {
    gaps,
    duplicatesDropped,
    invalidEvents,
    unknownEvents,
    clockOffsetMs: estimate?.offsetMs ?? null,
    clockErrorMs: estimate?.errorMs ?? null,
  }
}

function readErrorOf(cause: unknown): ConnectionError {
  const { message, status } =
    cause instanceof FeedReadError ? cause : new FeedReadError(String(cause))
  return new ConnectionError('resync', message, { cause, status })
}
