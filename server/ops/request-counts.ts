/** How requests ended, counted since the start: subscriptions by feed and result, refusals by code. */

export interface RequestCounts {
  /** A subscription was answered. @param result `accepted`, or the code of the problem. */
  connected(feed: string, result: string): void
  /** A request was answered with a problem. */
  refused(code: string): void
  connects(feed: string): Readonly<Record<string, number>>
  refusals(): Readonly<Record<string, number>>
}

/** Codes are few. An application that makes them up at run time must not fill the memory. */
const mostCodes = 200

export function createRequestCounts(): RequestCounts {
  const connects = new Map<string, Map<string, number>>()
  const refusals = new Map<string, number>()

  return {
    connected(feed, result) {
      let counts = connects.get(feed)
      if (counts === undefined) {
        counts = new Map()
        connects.set(feed, counts)
      }
      add(counts, result)
    },
    refused: (code) => add(refusals, code),
    connects: (feed) => Object.fromEntries(connects.get(feed) ?? []),
    refusals: () => Object.fromEntries(refusals),
  }
}

function add(counts: Map<string, number>, name: string): void {
  const key = counts.has(name) || counts.size < mostCodes ? name : 'other'
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
