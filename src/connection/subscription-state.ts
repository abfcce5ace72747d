/**
 * What the machine of one subscription computes with: its state, the inputs that change it and the
 * effects it asks for. Data only; subscription.ts holds the rules. Every value is immutable, so states
 * share their parts and any of them can be kept.
 */
import type { KnownState } from '../feeds/known-state.ts'
import { idOf, type Position } from '../protocol/event-id.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type {
  DeliveredFrame,
  EventFrame,
  FeedFrame,
  InvalidFrame,
  SnapshotFrame,
} from '../protocol/feed-frames.ts'
import { noTopics, type TopicSet } from '../protocol/topic-set.ts'
import { type DeliveryCount, noDeliveries } from './delivery-count.ts'
import type { FeedRequest } from './feed-request.ts'
import type { Report } from './machine-state.ts'
import { emptyList, type PersistentList } from './persistent-list.ts'

/**
 * Where state comes from when there is none or it cannot be continued: `feed` (snapshot frames),
 * `read` (a separate request) or `none` (events only).
 */
export type StateSource = 'feed' | 'read' | 'none'

/** What the machine has to know about its feed. */
export interface SubscriptionFeed {
  /** Whether frames of this type are events: the server counts them. */
  hasEvent(type: string): boolean
  /** Whether state that was read does not show if it contains this event. */
  isAmbiguous(event: FeedEvent): boolean
}

/** From where a subscription can resume without loss. */
export interface ResumePoint {
  /** Everything up to here was delivered or declared missing; null: nothing was. */
  readonly seen: Position | null
  /** State was delivered, and every event since. */
  readonly hasState: boolean
}

/** What has been delivered, and the cursor to resume from. */
export interface Committed extends ResumePoint {
  /** What the next request resumes from; empty for none. */
  readonly cursor: string
  /** The topics whose state is complete up to the cursor. */
  readonly coverage: TopicSet
  /** What a page that is loaded again resumes from; empty for nothing. */
  readonly stored: string
}

/** What a subscription waits for before it is current. */
export type SubscriptionPhase = 'greeting' | 'replay' | 'state' | 'current'

/** The state of the subscription machine, as a trace replays it. */
export interface SubscriptionState extends ResumePoint {
  /** Where state comes from. */
  readonly source: StateSource

  // Of the connection under way:
  /** The topics that were requested, and the cursor. */
  readonly request: FeedRequest
  /** What it waits for before it is current. */
  readonly phase: SubscriptionPhase
  /** It resumed from no cursor, and has not yet declared what it skipped. */
  readonly isFresh: boolean
  /** Events that still belong to the replay. */
  readonly replayLeft: number
  /** Events that wait for the state. */
  readonly held: PersistentList<EventFrame>
  /** How many of them arrived before the running read of the state began. */
  readonly heldBefore: number
  /** How often the state was read again by this connection. */
  readonly rereads: number
  /** State of new topics is on its way although everything else resumed. */
  readonly isStateOwed: boolean
  /** The parts of a snapshot that is not complete. */
  readonly parts: PersistentList<SnapshotFrame>
  /** Pings since state is awaited or its last part arrived. */
  readonly idlePings: number
  /** Where a fresh connection joined the log. */
  readonly joinedAt: Position | null
  /** The end of the newest hole: state that was read before it does not fill it. */
  readonly holeEnd: Position | null
  /** Up to here the counts agreed. */
  readonly verified: Position | null
  /** What the server has counted, compared with what arrived. */
  readonly count: DeliveryCount
  /** The cursor after the last frame or id that was accepted, delivered or not. */
  readonly acceptedId: string
  /** The parser's cursor, accepted at the end of a chunk. */
  readonly parsedId: string
  /** Events have arrived that the connection machine has no report of. */
  readonly hasNews: boolean

  // Of the whole subscription:
  /** A server has begun to send at least once. */
  readonly hasBegun: boolean
  /** How many losses were declared. */
  readonly gaps: number
  /** Events that had been delivered before and were dropped. */
  readonly duplicatesDropped: number
  /** Events whose body did not fit its schema. */
  readonly invalidEvents: number
  /** Events of a type that the feed does not have. */
  readonly unknownEvents: number
  /** The last frames that did not fit their schema, oldest first. */
  readonly quarantine: readonly InvalidFrame[]
  /** Connections in a row that did not send the state they owed. */
  readonly snapshotsMissed: number
  /** Frames for delivery that listeners have not received. */
  readonly pending: number
  /** As `committed.coverage`, including what is pending. */
  readonly coverage: TopicSet
  /** What has been delivered, and the cursor to resume from. */
  readonly committed: Committed
}

/**
 * What happens to a subscription. `delivered` or `closed` follows for every pending frame before the
 * next `request`.
 */
export type SubscriptionInput =
  /** A stored cursor of an earlier page load. */
  | { readonly type: 'recalled'; readonly cursor: string }
  /** A request is about to be made for these topics. */
  | { readonly type: 'request'; readonly topics: TopicSet; readonly cursor: string }
  | { readonly type: 'opened'; readonly resumedFrom: string }
  /** A comment arrived, or time passed: a server without a greeting has begun to send. */
  | { readonly type: 'nudge' }
  /** The parser committed an id without a frame. */
  | { readonly type: 'id'; readonly id: string }
  | {
      readonly type: 'frame'
      readonly frame: FeedFrame
      /** The cursor after this frame. */
      readonly lastEventId: string
      /** The id that was committed with it; null for none. */
      readonly id: string | null
    }
  /** All frames of a chunk were accepted. */
  | { readonly type: 'chunk_read' }
  /** The state that `read_state` asked for. */
  | { readonly type: 'state_read'; readonly frame: SnapshotFrame }
  /** Listeners are about to receive the oldest `count` pending frames. */
  | {
      readonly type: 'delivered'
      readonly count: number
      /** The last position that these frames pass (`passedBy`); undefined: none. */
      readonly passed: Position | null | undefined
    }
  /** The oldest pending frame belongs to another tab, which needs no delivery here. */
  | { readonly type: 'skipped' }
  /** `close()` was called: what is pending will never be delivered. */
  | { readonly type: 'closed' }

/** What the subscription machine asks its runner to do. */
export type SubscriptionEffect =
  | { readonly type: 'deliver'; readonly frame: DeliveredFrame }
  /** Read the state by a separate request; a read under way is obsolete. */
  | { readonly type: 'read_state' }
  /** For the machine of the connection that is open now. */
  | { readonly type: 'report'; readonly report: Report }
  /** The cursor of the next request. */
  | { readonly type: 'cursor'; readonly id: string }
  /** Store this for the next load of the page. */
  | { readonly type: 'store'; readonly cursor: string }
  /** Counters changed: announce them within a second. */
  | { readonly type: 'announce_soon' }

export type SubscriptionTransition = readonly [SubscriptionState, readonly SubscriptionEffect[]]

/** What every connection begins with. */
export const newConnection = {
  phase: 'greeting',
  replayLeft: 0,
  held: emptyList,
  heldBefore: 0,
  rereads: 0,
  isStateOwed: false,
  parts: emptyList,
  idlePings: 0,
  joinedAt: null,
  holeEnd: null,
  hasNews: false,
} as const satisfies Partial<SubscriptionState>

/** The part of a {@link KnownState} that counts here. */
export type KnownTopics = Pick<KnownState, 'position' | 'topics'>

/**
 * The state before anything happened.
 *
 * @param known state that need not be delivered, since the page was loaded with it
 */
export function createSubscription(
  source: StateSource,
  known: KnownTopics | null = null,
): SubscriptionState {
  const seen = known?.position ?? null
  const coverage = known?.topics ?? noTopics
  const hasState = source === 'none' || seen !== null
  return {
    source,
    seen,
    hasState,
    request: { topics: noTopics, cursor: '', snapshot: false },
    ...newConnection,
    isFresh: true,
    verified: null,
    count: noDeliveries,
    acceptedId: '',
    parsedId: '',
    hasBegun: false,
    gaps: 0,
    duplicatesDropped: 0,
    invalidEvents: 0,
    unknownEvents: 0,
    quarantine: [],
    snapshotsMissed: 0,
    pending: 0,
    coverage,
    committed: { cursor: seen ? idOf(seen) : '', seen, hasState, coverage, stored: '' },
  }
}

/** A cursor may be committed for complete state only. */
export function isWhole({ hasState, phase }: SubscriptionState): boolean {
  return hasState && phase !== 'state'
}
