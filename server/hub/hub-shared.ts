/**
 * What the hubs of one feed have in common, however many tenants it has: one timer for all connections, and
 * counts that continue when the hub of a tenant is closed.
 */
import type { Clock, Timers } from '../../src/platform/ports.ts'
import { createDeadlineWheel, type DeadlineWheel } from './deadline-wheel.ts'
import { createDispatchHistograms, type DispatchHistograms } from './dispatch-times.ts'
import { createHubCounts, type HubCounts } from './hub-counts.ts'
import type { Member } from './member.ts'

/** See the head of this file. The part that creates it closes its wheel. */
export interface HubShared {
  readonly counts: HubCounts
  readonly histograms: DispatchHistograms
  readonly wheel: DeadlineWheel<Member>
}

export function createHubShared(options: {
  readonly clock: Clock
  readonly timers: Timers
  readonly pingMs: number
}): HubShared {
  const { clock, timers, pingMs } = options
  return {
    counts: createHubCounts(),
    histograms: createDispatchHistograms(),
    wheel: createDeadlineWheel<Member>({
      clock,
      timers,
      stepMs: Math.max(10, Math.min(250, Math.floor(pingMs / 40))),
      onDeadline: (member, nowMs) => member.onDeadline(nowMs),
    }),
  }
}
