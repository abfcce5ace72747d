/**
 * A feed as a server runs it: the definition that pages share, and what only a server has: the log, who
 * may read which topics, where state comes from, and routes besides the subscription. `createApp` takes
 * a list of these.
 */
import type { FeedEventOf, FeedItemOf, ServableFeed } from '../../src/feeds/definition.ts'
import { tenantFeedName } from '../../src/feeds/tenant-name.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { TopicSet } from '../../src/protocol/topic-set.ts'
import type { Identity } from '../auth/authenticator.ts'
import { configRanges } from '../config-check.ts'
import type { EventLog } from '../log/event-log.ts'
import { createKeyedQueue } from '../log/keyed-queue.ts'
import { countAppends } from '../ops/append-counts.ts'
import type { ReadinessSource } from '../ops/readiness.ts'
import type { ReadOptions } from '../ops/turns.ts'
import { checkOptionNames, type OptionNames } from '../option-names.ts'
import { deliveryPoliciesOf } from './declared-delivery.ts'
import { feedRecords } from './feed-records.ts'
import {
  createItemBatch,
  type PublishAllOptions,
  type PublishedAll,
  type SourcedEvent,
} from './item-batch.ts'
import type { CompleteEvent } from './item-changes.ts'
import {
  type ChangeOptions,
  createItemLog,
  type ItemChange,
  type PublishOptions,
  type StoredItem,
} from './item-log.ts'
import type { FeedSnapshot } from './item-snapshot.ts'
import type { Availability, RouteHost } from './route-host.ts'
import { tenantOfCall } from './tenancy.ts'

export type { Availability, RouteHost } from './route-host.ts'

/** How the state of a feed is read. */
export interface SnapshotOptions extends ReadOptions {
  /** Of which tenant; null or left out for a feed without tenants. */
  readonly tenant?: string | null
}

/** How {@link serveFeed} serves a feed. */
export interface ServerFeedOptions<Feed extends ServableFeed> {
  /** Where its events live. The caller closes it, after the application. */
  readonly log: EventLog
  /**
   * Which of the log's logs. Default: the name of the feed. Each tenant has one of its own, whose name is this one and
   * `:<tenant>`.
   */
  readonly logName?: string
  /** Further paths of the subscription, such as an older one. */
  readonly aliases?: readonly string[]
  /**
   * Which of these topics the caller may not read; an empty list allows all. Default: all are allowed.
   * Asked for every subscription; a refused one is answered with 403 and the list.
   */
  readonly forbiddenTopics?: (identity: Identity, topics: TopicSet) => TopicSet | Promise<TopicSet>
  /**
   * The topics that belong to the caller: only events and items with one of them are sent to it, whatever it has
   * subscribed to; `null`: all. Default: all. Called for each subscription; the result is compared with each event that
   * is replayed or delivered, and with each item of a snapshot. Not called for trusted callers, who may see everything.
   */
  readonly ownTopics?: (identity: Identity) => TopicSet | null
  /**
   * Reads the items under these topics from a source of truth of your own. Default: the items that
   * `publish` keeps next to the events. Without `position` the items are taken to be as of the time
   * before the call, so they may contain events that follow: then the reducers have to be idempotent.
   * A long read should stop when the `signal` is aborted, and await `nextTurn` between its steps.
   */
  readonly snapshot?: (
    topics: TopicSet,
    options: SnapshotOptions,
  ) => Promise<{ readonly items: readonly FeedItemOf<Feed>[]; readonly position?: Position }>
  /**
   * Adds to an event what follows from the item as it is stored, such as a previous value: the result is appended, and
   * applied to the item. Default: nothing is added. Called again if another process was faster.
   */
  readonly complete?: (
    event: FeedEventOf<Feed>,
    item: FeedItemOf<Feed> | undefined,
  ) => FeedEventOf<Feed>
  /** Adds routes of the feed's own: reads and commands. */
  readonly routes?: (host: RouteHost) => void
  /** The time that greetings and pings send, in Unix milliseconds. Default: the clock of the application. */
  readonly nowMs?: () => number
  /** Further reasons for `/readyz` why the server should not receive traffic. Default: none. */
  readonly readiness?: ReadinessSource
  /** How many stored items were found since the start that cannot be read, for `/metrics`. Default: 0. */
  readonly damagedItems?: () => number
  /** Whether it may be subscribed to at present. Default: always. */
  readonly availability?: Availability
  /** Longest time between two pings, in milliseconds. Default: `pingMs` of the application. */
  readonly pingMs?: number
  /** A comment line before each ping, for clients that expect one: one word, such as `heartbeat`. Default: none. */
  readonly pingComment?: string
  /**
   * Ends connections to which nothing could be written for this long, in milliseconds, even if their clients read a
   * little now and then. Default: only `stallMs` of the application applies.
   */
  readonly staleMs?: number
  /**
   * How many events may wait for a connection before the `delivery` of their types applies: whole, 1 to 5000. Default
   * 100.
   */
  readonly lookAheadFrames?: number
}

/** A feed that `createApp` can run. Made by {@link serveFeed}. */
export interface ServerFeed<Feed extends ServableFeed = ServableFeed> {
  /** What is streamed. */
  readonly definition: Feed
  /** Where its events are kept. */
  readonly log: EventLog
  /** Which of the log's logs; those of tenants begin with it. */
  readonly logName: string
  /** The log of a tenant; null for a feed without tenants. */
  logNameOf(tenant: string | null): string
  /** Further paths of the subscription. */
  readonly aliases: readonly string[]
  /** Adds routes of the feed's own. */
  readonly routes: ((host: RouteHost) => void) | undefined
  /** The time that greetings and pings send, in Unix milliseconds; undefined: the clock of the application. */
  readonly nowMs: (() => number) | undefined
  /** Further reasons for `/readyz` why the server should not receive traffic. */
  readonly readiness: ReadinessSource | undefined
  /** How many stored items were found since the start that cannot be read. */
  damagedItems(): number
  /** Whether it may be subscribed to at present; undefined: always. */
  readonly availability: Availability | undefined
  /** Longest time between two pings, in milliseconds; undefined: that of the application. */
  readonly pingMs: number | undefined
  /** A comment line before each ping; undefined: none. */
  readonly pingComment: string | undefined
  /** After how many milliseconds without a write connections end; undefined: by `stallMs` only. */
  readonly staleMs: number | undefined
  /** How many events may wait for a connection before the `delivery` of their types applies; undefined: 100. */
  readonly lookAheadFrames: number | undefined
  /** Which of these topics the caller may not read. */
  forbiddenTopics(identity: Identity, topics: TopicSet): TopicSet | Promise<TopicSet>
  /** An event is sent to the caller only if it has one of these topics; null: every event. */
  ownTopics(identity: Identity): TopicSet | null
  /** Null for a feed without state. */
  readonly snapshot:
    | ((topics: TopicSet, options?: SnapshotOptions) => Promise<FeedSnapshot<FeedItemOf<Feed>>>)
    | null
  /**
   * Appends an event, and applies it to the item it is about: for teams whose own indexer or database is
   * the source of truth. Every subscriber whose topics match receives it, on every server of this log.
   *
   * @returns its position, once it is durable
   * @throws ProtocolError `bad_event` for an event that is not in the table, does not fit its schema,
   *   leads to an item that does not fit its own, or has a key or a topic that no filter can ask for;
   *   nothing is appended then. Refusal `bad_idempotency_key`, `idempotency_conflict`. `bad_tenant` without the `tenant` of a feed that has tenants, or with one of another feed
   * @throws LogError `log_unavailable`, `log_closed`, `bad_append`; `version_conflict` when other processes
   *   kept changing the same item: publish again
   */
  publish(event: FeedEventOf<Feed>, options?: PublishOptions): Promise<Position>
  /**
   * Appends several events in order, in one append: for bridges, whose source has many at a time. With a `source`, a
   * repeat is left out however long ago it was published.
   *
   * @returns how many were appended, once they are durable
   * @throws as `publish`; nothing is appended then, unless events have a `dedupeKey`
   */
  publishAll(
    events: readonly SourcedEvent<FeedEventOf<Feed>>[],
    options?: PublishAllOptions,
  ): Promise<PublishedAll>
  /**
   * Reads an item and decides on it: the event that `decide` returns is appended, applied to the item, and stored
   * together with further states, all in one append. For commands of a team's own.
   *
   * @param decide Called again with a new reading when another process changed the item in between. `null` appends
   *   nothing. What it throws is thrown to the caller, and nothing is appended.
   * @returns the position of the event, once it is durable; null when nothing was appended
   * @throws as `publish`, and ProtocolError `bad_event` for an event about another item, and for a feed that keeps no
   *   items: one without state, or with the option `snapshot`
   */
  change(
    key: string,
    decide: (stored: StoredItem<FeedItemOf<Feed>>) => ItemChange<FeedEventOf<Feed>> | null,
    options?: ChangeOptions,
  ): Promise<Position | null>
}

const optionNames: OptionNames<ServerFeedOptions<ServableFeed>> = {
  log: true,
  logName: true,
  aliases: true,
  forbiddenTopics: true,
  ownTopics: true,
  snapshot: true,
  routes: true,
  complete: true,
  nowMs: true,
  readiness: true,
  damagedItems: true,
  availability: true,
  pingMs: true,
  pingComment: true,
  staleMs: true,
  lookAheadFrames: true,
}

/** @throws ProtocolError `bad_feed` for what is not a log, as only JavaScript can pass it */
export function checkLog(log: EventLog | undefined, feedName: string): void {
  if (typeof log?.append === 'function') return
  throw new ProtocolError(
    'bad_feed',
    `Failed to serve ${feedName}: it has no log. Pass one, such as log: memoryLog().`,
  )
}

/** @throws ProtocolError `bad_feed` */
function checkTiming(
  name: string,
  {
    pingMs = 1_000,
    staleMs = 1_000,
    pingComment = 'ping',
  }: Partial<ServerFeedOptions<ServableFeed>>,
): void {
  const refuse = (reason: string) => {
    throw new ProtocolError('bad_feed', `Failed to serve ${name}: ${reason}`)
  }
  const [least, most] = configRanges.pingMs
  if (!(pingMs >= least && pingMs <= most)) {
    refuse(`pingMs is ${pingMs}. Pass milliseconds from ${least} to ${most}.`)
  }
  if (!(staleMs >= least)) refuse(`staleMs is ${staleMs}. Pass milliseconds from ${least}.`)
  if (!/^[\w-]{1,40}$/.test(pingComment)) refuse('pingComment is no single word. Pass one.')
}

/**
 * Serves a feed: subscription with replay and snapshots, stats, documentation, and `publish`.
 *
 * @throws ProtocolError `bad_feed` without a `log`, for an unknown option, for a setting out of range, and for a
 *   `delivery` that cannot be applied
 * @example
 * const feed = serveFeed(shipments, { log: memoryLog() })
 * const app = createApp({ feeds: [feed] })
 * await feed.publish({ type: 'shipment.moved', id: '7', hub: 'Oslo' })
 */
export function serveFeed<Feed extends ServableFeed>(
  definition: Feed,
  options: ServerFeedOptions<Feed>,
): ServerFeed<Feed> {
  checkOptionNames(options, optionNames, {
    code: 'bad_feed',
    call: 'serveFeed()',
    task: `serve ${definition.name}`,
  })
  const { log, logName = definition.name, aliases = [], routes, forbiddenTopics } = options
  const { readiness, ownTopics } = options
  checkLog(log, definition.name)
  checkTiming(definition.name, options)
  deliveryPoliciesOf(definition, options.lookAheadFrames)
  const logNameOf = (tenant: string | null) =>
    tenant === null ? logName : tenantFeedName(logName, tenant)
  const queue = createKeyedQueue()
  const records = feedRecords()
  const counted = countAppends(log)
  // Without a source of its own, the state is what the events add up to.
  const keepsItems = definition.state !== null && options.snapshot === undefined
  const optionsOf = (tenant: string | null) => {
    // Events and items were made by the definition's own codec and reducers.
    const complete = options.complete as CompleteEvent | undefined
    return { log: counted, logName: logNameOf(tenant), queue, keepsItems, records, complete }
  }
  const itemsOf = (tenant: string | null) => createItemLog(definition, optionsOf(tenant))

  async function readOwnSource(
    read: NonNullable<typeof options.snapshot>,
    topics: TopicSet,
    more: SnapshotOptions,
  ): Promise<FeedSnapshot<FeedItemOf<Feed>>> {
    // Before the read: an event that is appended in between then comes after the snapshot, too.
    const { epoch, top } = await log.bounds(logNameOf(more.tenant ?? null))
    const { items: found, position = { epoch, offset: top } } = await read(topics, more)
    return { items: found, position }
  }

  const { snapshot } = options
  const read = snapshot
    ? (topics: TopicSet, more: SnapshotOptions = {}) => readOwnSource(snapshot, topics, more)
    : (topics: TopicSet, more: SnapshotOptions = {}) =>
        // The items were made by the definition's own codec and reducers.
        itemsOf(more.tenant ?? null).snapshot(topics, more) as Promise<
          FeedSnapshot<FeedItemOf<Feed>>
        >
  return {
    definition,
    log,
    logName,
    logNameOf,
    aliases,
    routes,
    nowMs: options.nowMs,
    readiness,
    damagedItems: () => options.damagedItems?.() ?? 0,
    availability: options.availability,
    pingMs: options.pingMs,
    pingComment: options.pingComment,
    staleMs: options.staleMs,
    lookAheadFrames: options.lookAheadFrames,
    forbiddenTopics: (identity, topics) => forbiddenTopics?.(identity, topics) ?? [],
    ownTopics: (identity) => (identity.isTrusted ? null : (ownTopics?.(identity) ?? null)),
    snapshot: definition.state === null ? null : read,
    publish: async (event, { tenant, ...more } = {}) =>
      itemsOf(tenantOfCall(definition, tenant)).publish(event, more),
    publishAll: async (events, { tenant, source } = {}) =>
      createItemBatch(definition, optionsOf(tenantOfCall(definition, tenant)))(events, source),
    change: async (key, decide, { tenant, ...more } = {}) => {
      const items = itemsOf(tenantOfCall(definition, tenant))
      // The items were made by the definition's own codec and reducers.
      return items.change(key, decide as Parameters<typeof items.change>[1], more)
    },
  }
}
