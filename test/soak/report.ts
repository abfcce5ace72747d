/**
 * What a soak came to, as lines and as a verdict. The bounds stand here with their reasons.
 */
import type { Subscription } from '../support/front-door.ts'
import type { SoakReport } from './soak.ts'

/**
 * Subscriptions of one connection within a minute. Only a connection that lasted 5 s (`minUptimeMs`)
 * resets the backoff: 12 a minute. Failures in a row wait for the server's `retry:` (3 s on
 * average) and half of a ceiling that doubles (1, 2, 4, 8, 16, 30 s): 6 or 7 fill a minute. The
 * rest is for what asks at once: fresh credentials, a page that comes back, a network that does.
 */
const requestsPerMinute = 30

/** Tabs that came, went or woke within a minute: each costs a request at most. */
const changesPerMinute = 10

/** What a page may have grown by after the warm-up, whatever the length: the engine's own noise. */
const heapGrowthBytes = 1_000_000

/** One sentence per broken promise; empty when all is well. */
export function findFaults(report: SoakReport, isShared: boolean): readonly string[] {
  const { lostByServer, subscriptions, tabs } = report
  const busiestMinute = countBusiestMinute(subscriptions)
  const bound = requestsPerMinute * (isShared ? 1 : 5) + changesPerMinute
  return [
    ...tabs.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`)),
    ...tabs.flatMap(({ name, heapBytes }) => {
      const growth = heapBytes ? heapBytes[1] - heapBytes[0] : 0
      return growth > heapGrowthBytes ? [`${name}: its heap grew by ${growth} bytes`] : []
    }),
    ...(lostByServer > 0 ? [`the server lost ${lostByServer} acknowledged commands`] : []),
    ...(busiestMinute > bound
      ? [`${busiestMinute} subscriptions within a minute, more than ${bound}`]
      : []),
  ]
}

export function printSoak(
  report: SoakReport,
  { seconds, seed, isShared }: { seconds: number; seed: number; isShared: boolean },
): void {
  console.log(
    `\nsoak: ${seconds} s, seed ${seed}, ${isShared ? 'one connection for all tabs' : 'a connection a tab'}, ` +
      `${report.events} events in the log, ${report.cuts} sockets cut at a random byte`,
  )
  console.log(
    `subscriptions by answer ${JSON.stringify(countByStatus(report.subscriptions))}, ` +
      `${countBusiestMinute(report.subscriptions)} in the busiest minute, ${report.connections} TCP connections`,
  )
  console.table(report.disturbances)
  console.table(
    Object.fromEntries(
      report.tabs.map((tab) => [
        tab.name,
        {
          ended: tab.ended,
          seconds: tab.seconds,
          delivered: tab.delivered,
          missing: tab.missing,
          gaps: tab.declaredGaps,
          reconnects: tab.reconnects,
          duplicates: tab.duplicatesDropped,
          requests: tab.requests,
          heapKb: tab.heapBytes?.map((bytes) => Math.round(bytes / 1000)).join(' → ') ?? '',
          faults: tab.faults.length,
        },
      ]),
    ),
  )
  const statuses: Record<string, number> = {}
  for (const tab of report.tabs) {
    for (const [words, times] of Object.entries(tab.statuses)) {
      statuses[words] = (statuses[words] ?? 0) + times
    }
  }
  console.log('statuses entered, all tabs:', JSON.stringify(statuses))
}

/** 0: none before the end. */
function countByStatus(subscriptions: readonly Subscription[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of subscriptions) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** The most within any 60 seconds. */
function countBusiestMinute(subscriptions: readonly Subscription[]): number {
  const times = subscriptions.map(({ atMs }) => atMs)
  let most = 0
  let first = 0
  for (const [index, atMs] of times.entries()) {
    while (atMs - (times[first] ?? atMs) > 60_000) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}
