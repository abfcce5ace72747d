/**
 * The metrics of a running application, collected on request, for `/metrics`. They contain no tenant, user or address.
 * Nothing is measured here: each part counts for itself.
 */
import type { Hub } from '../hub/hub.ts'
import type { HubShared } from '../hub/hub-shared.ts'
import type { EventLog, LogHealth } from '../log/event-log.ts'
import { appendCountsOf } from './append-counts.ts'
import type { Bridge, BridgeMeasurements } from './bridge.ts'
import { addReadings, type DurationReading } from './duration-histogram.ts'
import { readHealth } from './log-health.ts'
import type { NotReady, Readiness } from './readiness.ts'
import type { RequestCounts } from './request-counts.ts'

/** Counts by name, such as a reason or a code. */
export type CountsByName = Readonly<Record<string, number>>

/** The numbers of one feed. Counts are since the start. */
export interface FeedMeasurements {
  /** Connections that are open now. */
  readonly connections: number
  /** Tenants that are open now; 0 for a feed without tenants. */
  readonly openTenants: number
  /** Answers to subscriptions: `accepted`, or the code of the problem. */
  readonly connects: CountsByName
  /** Ended connections, by reason. */
  readonly disconnects: CountsByName
  /** Events written to connections, each connection counted. */
  readonly delivered: number
  /** Events not sent to slow clients because a newer one of the same key was, each connection counted. */
  readonly conflated: number
  /** Events dropped for slow clients and declared in gaps, each connection counted. */
  readonly dropped: number
  /** How cursors were answered: `none`, `exact`, `gap`, `reset`. */
  readonly resumes: CountsByName
  /** Events declared missing, by reason. */
  readonly gaps: CountsByName
  /** Bytes that sockets have not taken yet. */
  readonly bufferedBytes: number
  /** Stored items that were found damaged. Lists and snapshots omit them. */
  readonly damagedItems: number
  /** Time from the append of an event until it was offered to the last matching connection. */
  readonly deliveryLag: DurationReading
  /** Time between offering an event to the first matching connection and to the last. */
  readonly fanOut: DurationReading
}

/** The result of {@link App.measure}. Counts are since the start. */
export interface AppMeasurements {
  /** The metrics of each feed, by its name. */
  readonly feeds: Readonly<Record<string, FeedMeasurements>>
  /** Maximum number of open connections. */
  readonly maxConnections: number
  /** Whether limits that servers share are counted by this one alone at present. */
  readonly isCountingAlone: boolean
  /** Answers with a problem, by its code. */
  readonly refusals: CountsByName
  /** Events that this process appended. */
  readonly appended: number
  /** Appends that failed, by the code of the log. */
  readonly appendFailures: CountsByName
  /** Time from the call of an append until it was confirmed. */
  readonly appendLatency: DurationReading
  /** Why the server is not ready; empty when it is. */
  readonly notReady: readonly NotReady[]
  /** The health of all logs, added up. */
  readonly logs: LogMeasurements
  /** The metrics of each bridge, by its name. */
  readonly bridges: Readonly<Record<string, BridgeMeasurements>>
}

/** The health of all logs, added up. Counts are since they were opened. */
export interface LogMeasurements {
  /** Entries found damaged. They are declared as gaps. */
  readonly damagedEntries: number
  /** Keyed states found damaged. */
  readonly damagedStates: number
  /** How often a log began a new epoch. */
  readonly newEpochs: number
  /** Size on disk, in bytes; 0 for logs in memory. */
  readonly bytes: number
  /** Unused bytes among them. */
  readonly freeBytes: number
}

/** A feed with the hubs of its tenants, or with its only one. */
interface MeasuredFeed {
  readonly feed: {
    readonly definition: { readonly name: string; readonly tenant?: object | undefined }
  }
  readonly hubs: {
    all(): Iterable<{ readonly hub: Hub }>
    readonly size: number
    readonly shared: HubShared
  }
}

/** What the numbers are collected from. */
export interface MeasuredParts {
  readonly feeds: readonly MeasuredFeed[]
  /** Damaged items of each feed, by its name. */
  readonly damagedItems: CountsByName
  readonly logs: readonly EventLog[]
  readonly bridges: readonly Bridge[]
  readonly requests: RequestCounts
  readonly readiness: Readiness
  readonly maxConnections: number
  readonly isCountingAlone: boolean
}

/** Collects the numbers. Sends a readiness probe if none was sent within the last two seconds. */
export async function measureApp(parts: MeasuredParts): Promise<AppMeasurements> {
  const { feeds, damagedItems, requests, readiness, maxConnections, isCountingAlone } = parts
  const notReady = await readiness.check()
  const appends = parts.logs.map(appendCountsOf)
  const health = await Promise.all(parts.logs.map(readHealth))
  const failures = new Map<string, number>()
  for (const { failed } of appends) {
    for (const [code, count] of failed) failures.set(code, (failures.get(code) ?? 0) + count)
  }
  return {
    feeds: Object.fromEntries(
      feeds.map((each) => {
        const { name } = each.feed.definition
        const measured = measureFeed(each, requests.connects(name))
        return [name, { ...measured, damagedItems: damagedItems[name] ?? 0 }]
      }),
    ),
    maxConnections,
    isCountingAlone,
    refusals: requests.refusals(),
    appended: appends.reduce((sum, { appended }) => sum + appended, 0),
    appendFailures: Object.fromEntries(failures),
    appendLatency: addReadings(appends.map(({ latency }) => latency.read())),
    notReady,
    logs: addHealth(health.filter((each) => each !== null)),
    bridges: Object.fromEntries(parts.bridges.map((bridge) => [bridge.name, bridge.measure()])),
  }
}

function addHealth(health: readonly LogHealth[]): LogMeasurements {
  const sum = (read: (each: LogHealth) => number | null) =>
    health.reduce((total, each) => total + (read(each) ?? 0), 0)
  return {
    damagedEntries: sum(({ damagedEntries }) => damagedEntries),
    damagedStates: sum(({ damagedStates }) => damagedStates),
    newEpochs: sum(({ newEpochs }) => newEpochs),
    bytes: sum(({ bytes }) => bytes),
    freeBytes: sum(({ freeBytes }) => freeBytes),
  }
}

function measureFeed(
  { feed, hubs }: MeasuredFeed,
  connects: CountsByName,
): Omit<FeedMeasurements, 'damagedItems'> {
  const { counts, histograms } = hubs.shared
  const open = [...hubs.all()].map(({ hub }) => hub)
  const sum = (read: (hub: Hub) => number) => open.reduce((total, hub) => total + read(hub), 0)
  return {
    connections: sum(({ connections }) => connections),
    openTenants: feed.definition.tenant === undefined ? 0 : hubs.size,
    connects,
    disconnects: { ...counts.closed },
    delivered: counts.delivered,
    conflated: counts.conflated,
    dropped: counts.dropped,
    resumes: { ...counts.resumes },
    gaps: { ...counts.gaps },
    bufferedBytes: sum((hub) => hub.bufferedBytes()),
    deliveryLag: histograms.deliveryLag.read(),
    fanOut: histograms.fanOut.read(),
  }
}
