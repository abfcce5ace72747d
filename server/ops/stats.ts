/** The numbers of `GET /events/stats`: connections, and how far the log reaches. Nothing per client. */

import type { Clock } from '../../src/platform/ports.ts'
import { printEventId } from '../../src/protocol/event-id.ts'
import type { Hub } from '../hub/hub.ts'
import type { ResumeOutcome } from '../hub/hub-counts.ts'
import type { EventLog } from '../log/event-log.ts'
import type { ConnectionLimits } from './connection-limits.ts'

/** The body of `GET /events/stats`. */
export interface Stats {
  readonly activeConnections: number
  /** Different addresses (IPv6: /64 networks) among them. */
  readonly activeIps: number
  /** The most connections one address has held at once since the start. */
  readonly perIpPeakConnections: number
  readonly maxConnections: number
  /** ISO 8601. */
  readonly timestamp: string
  /** The newest event. */
  readonly position: string
  /** The offset of the oldest event kept; one above the newest when none is. */
  readonly oldest: number
  /** Connections now, by what they asked for. */
  readonly connectionsByFilter: Readonly<Record<string, number>>
  /** Since the start, how cursors were answered. */
  readonly resumes: Readonly<Record<ResumeOutcome, number>>
  readonly gaps: Readonly<Record<string, number>>
  /** Events handed to connections since the start. */
  readonly delivered: number
  /** Connections ended since the start, by reason. */
  readonly closed: Readonly<Record<string, number>>
}

/** Collects the numbers. @throws LogError when the log cannot be reached. */
export async function readStats(
  sources: {
    readonly hub: Hub
    readonly limits: ConnectionLimits
    readonly log: EventLog
    readonly clock: Clock
  },
  settings: { readonly logName: string; readonly maxConnections: number },
): Promise<Stats> {
  const { hub, limits, log, clock } = sources
  const { epoch, oldest, top } = await log.bounds(settings.logName)
  const { resumes, gaps, delivered, closed } = hub.counts
  return {
    activeConnections: limits.active,
    activeIps: limits.activeAddresses,
    perIpPeakConnections: limits.perAddressPeak,
    maxConnections: settings.maxConnections,
    timestamp: new Date(clock.nowMs()).toISOString(),
    position: printEventId({ epoch, offset: top }),
    oldest,
    connectionsByFilter: hub.connectionsByFilter(),
    resumes: { ...resumes },
    gaps: { ...gaps },
    delivered,
    closed: { ...closed },
  }
}
