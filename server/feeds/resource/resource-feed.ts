/**
 * A resource feed as a server runs it: the shared definition, storage in the log's keyed state, and routes to
 * read and change it. For the resources of this package and for those of other teams.
 */
import type {
  ResourceFeedDefinition,
  ResourceValue,
} from '../../../src/feeds/resource/resource-types.ts'
import type { Clock, Random, Timers } from '../../../src/platform/ports.ts'
import { systemClock, systemRandom } from '../../../src/platform/system.ts'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import type { TopicSet } from '../../../src/protocol/topic-set.ts'
import type { Identity } from '../../auth/authenticator.ts'
import type { EventLog } from '../../log/event-log.ts'
import { turnTimers } from '../../ops/turn-timers.ts'
import { checkOptionNames, type OptionNames } from '../../option-names.ts'
import { feedRecords } from '../feed-records.ts'
import { type RouteHost, type ServerFeed, serveFeed } from '../server-feed.ts'
import { createResourceRights } from './resource-rights.ts'
import { addResourceRoutes } from './resource-routes.ts'
import { createResourceStore, type ResourceStore } from './resource-store.ts'

/** Options of {@link resourceFeed}. */
export interface ResourceFeedOptions<Value extends ResourceValue = ResourceValue> {
  /** Where events and resources live. The caller closes it, after the application. */
  readonly log: EventLog
  /** Which of the log's logs. Default: the name of the feed. */
  readonly logName?: string
  /** Further paths of the subscription. */
  readonly aliases?: readonly string[]
  /** What new ids begin with, before an underscore. Default: the name of the resource. */
  readonly idPrefix?: string
  /** Makes the id of a new resource. Default: `idPrefix`, an underscore, and letters and digits that ascend with time. */
  readonly createId?: () => string
  /** Fields that callers cannot set; `derive` does. `id` is always one of them. Default: none. */
  readonly readOnly?: readonly (keyof Value & string)[]
  /**
   * Sets the fields of {@link ResourceFeedOptions.readOnly} on every change. In a new resource they have the values of
   * the example until then. Pure: it may be called again. Default: changes nothing.
   */
  readonly derive?: (
    resource: Value,
    change: {
      /** The time of the change, in Unix milliseconds. */
      readonly ts: number
      /** The resource before it; undefined for a new one. */
      readonly before: Value | undefined
    },
  ) => Value
  /** Whether PATCH and DELETE need `If-Match`; without it they are then refused with 428. Default `optional`. */
  readonly ifMatch?: 'optional' | 'required'
  /**
   * Updates of one resource within this time become one event, in milliseconds, from 0 to 10000. The first is carried
   * out at once; those that follow are confirmed when the time has passed and their event is durable. Default 0:
   * every update is an event.
   */
  readonly coalesceMs?: number
  /**
   * The topics of what a caller may read and change, such as `hub:OSL`; null: everything. Not called for trusted
   * callers, and for those with the scope `<plural>:read:all`. Of a feed with tenants it is about the tenant of the
   * caller. Default: everything.
   */
  readonly ownTopics?: (identity: Identity) => TopicSet | null
  /** Adds further routes. */
  readonly routes?: (host: RouteHost) => void
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Ends the windows of `coalesceMs`. Default: those of the runtime. */
  readonly timers?: Timers
  /** Chooses ids. Default: `Math.random`. */
  readonly random?: Random
}

/** A resource feed, with its commands and reads. */
export interface ResourceFeed<
  Name extends string,
  Value extends ResourceValue,
  Group extends string,
> extends ServerFeed<ResourceFeedDefinition<Name, Value, Group>> {
  /** Commands and reads, without HTTP. */
  readonly store: ResourceStore<Value>
}

const optionNames: OptionNames<ResourceFeedOptions> = {
  log: true,
  logName: true,
  aliases: true,
  idPrefix: true,
  createId: true,
  readOnly: true,
  derive: true,
  ifMatch: true,
  coalesceMs: true,
  ownTopics: true,
  routes: true,
  clock: true,
  timers: true,
  random: true,
}

/** The longest window: writers wait for it. */
export const longestCoalesceMs = 10_000

/**
 * Serves a resource: subscriptions as every feed, lists and reads, and `POST`, `PATCH` and `DELETE` below
 * `resourcePath` of the definition. With credentials that have scopes, writing needs `<plural>:write`. Of a feed with
 * tenants every request names one, and every call of the `store` has to.
 *
 * @throws ProtocolError `bad_feed` without a `log`, for an unknown option, and for `coalesceMs` out of range
 * @example
 * const feed = resourceFeed(parcels, { log: memoryLog() })
 * const app = createApp({ feeds: [feed] })
 * await feed.store.create({ hub: 'OSL' })
 */
export function resourceFeed<
  Name extends string,
  Value extends ResourceValue,
  Group extends string = never,
>(
  definition: ResourceFeedDefinition<Name, Value, Group>,
  options: ResourceFeedOptions<Value>,
): ResourceFeed<Name, Value, Group> {
  checkOptionNames(options, optionNames, {
    code: 'bad_feed',
    call: 'resourceFeed()',
    task: `serve ${definition.name}`,
  })
  const { log, logName, aliases, readOnly = [], derive = (resource) => resource } = options
  const { clock = systemClock, timers = turnTimers, random = systemRandom } = options
  const { coalesceMs = 0, ifMatch = 'optional', idPrefix = definition.resource.name } = options
  if (!(coalesceMs >= 0 && coalesceMs <= longestCoalesceMs)) {
    throw new ProtocolError(
      'bad_feed',
      `Failed to serve ${definition.name}: coalesceMs is ${coalesceMs}. Pass 0 to ${longestCoalesceMs} milliseconds.`,
    )
  }
  // Name and groups matter to the types of events and filters only.
  const general = definition as unknown as ResourceFeedDefinition<string, Value>
  const rights = createResourceRights(general, options.ownTopics)
  const feed: ServerFeed<ResourceFeedDefinition<string, Value>> = serveFeed(general, {
    log,
    ...(logName !== undefined && { logName }),
    ...(aliases !== undefined && { aliases }),
    ...(options.ownTopics && {
      ownTopics: rights.ownTopics,
      forbiddenTopics: (identity, topics) => rights.forbiddenTopics(store, identity, topics),
    }),
    routes(host) {
      const requireIfMatch = ifMatch === 'required'
      addResourceRoutes(host, { definition: general, store, rights, requireIfMatch })
      options.routes?.(host)
    },
  })
  const store = createResourceStore<Value>({
    feed,
    log,
    records: feedRecords(),
    clock,
    timers,
    coalesceMs,
    fields: { readOnly, derive },
    createId: options.createId ?? ascendingIds(idPrefix, clock, random),
  })
  return { ...(feed as unknown as ServerFeed<ResourceFeedDefinition<Name, Value, Group>>), store }
}

/** Ids that ascend with time, so that lists are in the sequence of creation; the rest is random. */
function ascendingIds(prefix: string, clock: Clock, random: Random): () => string {
  let lastMs = 0
  return () => {
    // Two of one process never share a millisecond; those of others differ in the random part.
    lastMs = Math.max(Math.floor(clock.nowMs()), lastMs + 1)
    const letters = Array.from({ length: 10 }, () => Math.floor(random.next() * 36).toString(36))
    return `${prefix}_${lastMs.toString(36).padStart(9, '0')}${letters.join('')}`
  }
}
