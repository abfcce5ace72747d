/**
 * Every metric of this server: its name, what it means, and where its values come from. docs/operations.md
 * prints this table, and a test compares it with what `/metrics` answers. Labels are names that code
 * defines, never a tenant, a user or an address.
 */
import type { BridgeMeasurements } from '../ops/bridge.ts'
import { type DurationReading, durationBoundsMs } from '../ops/duration-histogram.ts'
import type { AppMeasurements, CountsByName, FeedMeasurements } from '../ops/measurements.ts'
import { type NotReady, notReadyReasons } from '../ops/readiness.ts'

/** What is printed: the numbers of the application, and those of its process. */
export interface Measurements extends AppMeasurements {
  /** The longest that the event loop was blocked lately, in ms. */
  readonly loopLagMs: number
}

/** One line of the page. */
export interface MetricValue {
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
  /** Default: the name of the metric. Histograms have `_bucket`, `_sum` and `_count`. */
  readonly metricName?: string
}

export interface MetricEntry {
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** What it counts or measures; the page prints it as help. */
  readonly meaning: string
  readonly labels: readonly string[]
  read(measurements: Measurements, name: string): readonly MetricValue[]
}

/** Every metric by its name. Names are public: dashboards and alerts depend on them. */
export const metricsTable: Readonly<Record<string, MetricEntry>> = {
  streamgauge_ready: {
    type: 'gauge',
    meaning: 'Whether the server should get traffic, as /readyz answers: 1 or 0.',
    labels: [],
    read: ({ notReady }) => [one(notReady.length === 0 ? 1 : 0)],
  },
  streamgauge_not_ready: {
    type: 'gauge',
    meaning: 'Each reason of /readyz: 1 while it applies.',
    labels: ['reason'],
    read: ({ notReady }) =>
      (Object.keys(notReadyReasons) as NotReady[]).map((reason) => ({
        labels: { reason },
        value: notReady.includes(reason) ? 1 : 0,
      })),
  },
  streamgauge_connections: {
    type: 'gauge',
    meaning: 'Connections that are open.',
    labels: ['feed'],
    read: ofFeeds(({ connections }) => connections),
  },
  streamgauge_open_tenants: {
    type: 'gauge',
    meaning: 'Tenants that are open: with a connection now, or within the last minutes.',
    labels: ['feed'],
    read: ofFeeds(({ openTenants }) => openTenants),
  },
  streamgauge_connections_limit: {
    type: 'gauge',
    meaning: 'Maximum number of open connections.',
    labels: [],
    read: ({ maxConnections }) => [one(maxConnections)],
  },
  streamgauge_limits_local: {
    type: 'gauge',
    meaning: 'Whether limits that servers share are counted by this one alone: 1 or 0.',
    labels: [],
    read: ({ isCountingAlone }) => [one(isCountingAlone ? 1 : 0)],
  },
  streamgauge_connects_total: {
    type: 'counter',
    meaning: 'Subscription requests by result: accepted, or the code of the problem.',
    labels: ['feed', 'result'],
    read: countsOfFeeds('result', ({ connects }) => connects),
  },
  streamgauge_disconnects_total: {
    type: 'counter',
    meaning: 'Connections that ended, by reason; client: closed by the client or the network.',
    labels: ['feed', 'reason'],
    read: countsOfFeeds('reason', ({ disconnects }) => disconnects),
  },
  streamgauge_refusals_total: {
    type: 'counter',
    meaning: 'Requests of any kind that were answered with a problem, by code.',
    labels: ['code'],
    read: ({ refusals }) => counts('code', refusals),
  },
  streamgauge_appended_total: {
    type: 'counter',
    meaning: 'Events that this process has appended.',
    labels: [],
    read: ({ appended }) => [one(appended)],
  },
  streamgauge_append_failures_total: {
    type: 'counter',
    meaning: 'Appends that failed, by the code of the log; version_conflict is retried.',
    labels: ['code'],
    read: ({ appendFailures }) => counts('code', appendFailures),
  },
  streamgauge_append_seconds: {
    type: 'histogram',
    meaning: 'Time from the call of an append until the log has confirmed it.',
    labels: [],
    read: ({ appendLatency }, name) => histogram(name, {}, appendLatency),
  },
  streamgauge_delivered_total: {
    type: 'counter',
    meaning: 'Events written to connections, counted once for each connection.',
    labels: ['feed'],
    read: ofFeeds(({ delivered }) => delivered),
  },
  streamgauge_conflated_total: {
    type: 'counter',
    meaning:
      'Events not sent to slow clients because a newer one of the same key was, counted once for each connection.',
    labels: ['feed'],
    read: ofFeeds(({ conflated }) => conflated),
  },
  streamgauge_dropped_total: {
    type: 'counter',
    meaning:
      'Events dropped for slow clients and declared as gaps, counted once for each connection.',
    labels: ['feed'],
    read: ofFeeds(({ dropped }) => dropped),
  },
  streamgauge_delivery_lag_seconds: {
    type: 'histogram',
    meaning:
      'Time from the append of an event until it was offered to the last matching connection.',
    labels: ['feed'],
    read: histogramsOfFeeds(({ deliveryLag }) => deliveryLag),
  },
  streamgauge_fan_out_seconds: {
    type: 'histogram',
    meaning: 'Time between offering an event to the first matching connection and to the last.',
    labels: ['feed'],
    read: histogramsOfFeeds(({ fanOut }) => fanOut),
  },
  streamgauge_resumes_total: {
    type: 'counter',
    meaning:
      'Accepted subscriptions by how they resumed: exact, gap, reset; none: without a cursor.',
    labels: ['feed', 'outcome'],
    read: countsOfFeeds('outcome', ({ resumes }) => resumes),
  },
  streamgauge_gaps_total: {
    type: 'counter',
    meaning: 'Gaps declared to connections, by reason.',
    labels: ['feed', 'reason'],
    read: countsOfFeeds('reason', ({ gaps }) => gaps),
  },
  streamgauge_buffered_bytes: {
    type: 'gauge',
    meaning: 'Bytes written to connections that their sockets have not taken yet.',
    labels: ['feed'],
    read: ofFeeds(({ bufferedBytes }) => bufferedBytes),
  },
  streamgauge_damaged_items_total: {
    type: 'counter',
    meaning: 'Stored items that were found damaged. Lists and snapshots omit them.',
    labels: ['feed'],
    read: ofFeeds(({ damagedItems }) => damagedItems),
  },
  streamgauge_log_damaged_total: {
    type: 'counter',
    meaning: 'Damaged rows found since the log was opened: entry (declared as a gap) or state.',
    labels: ['kind'],
    read: ({ logs }) => counts('kind', { entry: logs.damagedEntries, state: logs.damagedStates }),
  },
  streamgauge_log_new_epochs_total: {
    type: 'counter',
    meaning: 'New epochs begun since the log was opened: each makes clients receive a reset.',
    labels: [],
    read: ({ logs }) => [one(logs.newEpochs)],
  },
  streamgauge_log_bytes: {
    type: 'gauge',
    meaning: 'Size of the log on disk.',
    labels: [],
    read: ({ logs }) => [one(logs.bytes)],
  },
  streamgauge_log_free_bytes: {
    type: 'gauge',
    meaning: 'Unused part of that size: it is reused, or returned to the file system.',
    labels: [],
    read: ({ logs }) => [one(logs.freeBytes)],
  },
  streamgauge_bridge_events_total: {
    type: 'counter',
    meaning: 'Events that a bridge has read, by what became of them.',
    labels: ['bridge', 'outcome'],
    read: countsOfBridges('outcome', ({ events }) => events),
  },
  streamgauge_bridge_failures_total: {
    type: 'counter',
    meaning: 'Failed attempts of a bridge to read, by reason.',
    labels: ['bridge', 'reason'],
    read: countsOfBridges('reason', ({ failures }) => failures),
  },
  streamgauge_bridge_held: {
    type: 'gauge',
    meaning: 'Events that wait for one before them.',
    labels: ['bridge'],
    read: ofBridges(({ held }) => held),
  },
  streamgauge_bridge_gaps_total: {
    type: 'counter',
    meaning: 'How often a source no longer had the events that a bridge wanted to read.',
    labels: ['bridge'],
    read: ofBridges(({ gaps }) => gaps),
  },
  streamgauge_bridge_position: {
    type: 'gauge',
    meaning: 'How far a bridge has read its source: the number of the last ledger or message.',
    labels: ['bridge'],
    read: ofBridges(({ position }) => position),
  },
  streamgauge_bridge_pending: {
    type: 'gauge',
    meaning: 'Events in the source of a bridge that have not been read yet, as last reported.',
    labels: ['bridge'],
    read: ofBridges(({ pending }) => pending),
  },
  streamgauge_event_loop_lag_seconds: {
    type: 'gauge',
    meaning: 'The longest time that the event loop was blocked within the last 10 s.',
    labels: [],
    read: ({ loopLagMs }) => [one(loopLagMs / 1_000)],
  },
}

function one(value: number): MetricValue {
  return { labels: {}, value }
}

function counts(label: string, byName: CountsByName): readonly MetricValue[] {
  return Object.entries(byName).map(([name, value]) => ({ labels: { [label]: name }, value }))
}

function ofFeeds(read: (feed: FeedMeasurements) => number): MetricEntry['read'] {
  return ({ feeds }) =>
    Object.entries(feeds).map(([feed, measured]) => ({ labels: { feed }, value: read(measured) }))
}

function countsOfFeeds(
  label: string,
  read: (feed: FeedMeasurements) => CountsByName,
): MetricEntry['read'] {
  return ({ feeds }) =>
    Object.entries(feeds).flatMap(([feed, measured]) =>
      Object.entries(read(measured)).map(([name, value]) => ({
        labels: { feed, [label]: name },
        value,
      })),
    )
}

function ofBridges(read: (bridge: BridgeMeasurements) => number | undefined): MetricEntry['read'] {
  return ({ bridges }) =>
    Object.entries(bridges).flatMap(([bridge, measured]) => {
      const value = read(measured)
      return value === undefined ? [] : [{ labels: { bridge }, value }]
    })
}

function countsOfBridges(
  label: string,
  read: (bridge: BridgeMeasurements) => CountsByName,
): MetricEntry['read'] {
  return ({ bridges }) =>
    Object.entries(bridges).flatMap(([bridge, measured]) =>
      Object.entries(read(measured)).map(([name, value]) => ({
        labels: { bridge, [label]: name },
        value,
      })),
    )
}

function histogramsOfFeeds(read: (feed: FeedMeasurements) => DurationReading): MetricEntry['read'] {
  return ({ feeds }, name) =>
    Object.entries(feeds).flatMap(([feed, measured]) => histogram(name, { feed }, read(measured)))
}

/** In seconds, as is usual there. */
function histogram(
  name: string,
  labels: MetricValue['labels'],
  { upTo, count, sumMs }: DurationReading,
): readonly MetricValue[] {
  return [
    ...durationBoundsMs.map((boundMs, index) => ({
      labels: { ...labels, le: boundMs / 1_000 },
      value: upTo[index] ?? 0,
      metricName: `${name}_bucket`,
    })),
    { labels: { ...labels, le: '+Inf' }, value: count, metricName: `${name}_bucket` },
    { labels, value: sumMs / 1_000, metricName: `${name}_sum` },
    { labels, value: count, metricName: `${name}_count` },
  ]
}
