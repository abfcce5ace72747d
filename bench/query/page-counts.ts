/** What the page of this bench can be, and what it counts: for the page and for what measures it. */

/** How queries are kept current: by `useOrderStream`, or by `invalidateQueries` for every event. */
export type Way = 'streamgauge' | 'invalidate'

/** What the page has done so far. */
export interface PageCounts {
  renders: number
  /** Requests of queries. */
  requests: number
  /** Subscriptions. */
  subscriptions: number
}

/** How many orders the list shows. */
export const listLength = 50
