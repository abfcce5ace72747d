/**
 * The numbers of `GET …/stats`: connections, and how far the log reaches. Nothing per client; of a feed with tenants
 * those of one, which show nothing about the others, or of all for operators.
 */

import type { Clock } from '../../src/platform/ports.ts'
import { printEventId } from '../../src/protocol/event-id.ts'
import type { Hub } from '../hub/hub.ts'
import type { HubCounts, ResumeOutcome } from '../hub/hub-counts.ts'
import type { EventLog } from '../log/event-log.ts'
import type { ConnectionLimits } from './connection-limits.ts'

/** What was counted since the start. */
interface CountedStats {
  /** Since the start, how cursors were answered. */
  readonly resumes: Readonly<Record<ResumeOutcome, number>>
  readonly gaps: Readonly<Record<string, number>>
  /** Events handed to connections since the start. */
  readonly delivered: number
  /** Events not sent to slow clients since the start, because a newer one of the same key was. */
  readonly conflated: number
  /** Events dropped for slow clients since the start, and declared in gaps. */
  readonly dropped: number
  /** Connections ended since the start, by reason. */
  readonly closed: Readonly<Record<string, number>>
}

/** What is so now. */
interface CurrentStats {
  readonly activeConnections: number
  readonly maxConnections: number
  /** ISO 8601. */
  readonly timestamp: string
}

/** How far the log reaches, and who listens. */
interface LogStats {
  /** The newest event. */
  readonly position: string
  /** The offset of the oldest event kept; one above the newest when none is. */
  readonly oldest: number
  /** Connections now, by what they asked for. */
  readonly connectionsByFilter: Readonly<Record<string, number>>
}

/** Of all connections of the server. */
interface AddressStats {
  /** Different addresses (IPv6: /64 networks) among them. */
  readonly activeIps: number
  /** The most connections one address has held at once since the start. */
  readonly perIpPeakConnections: number
}

/** The body for a feed without tenants. */
export interface Stats extends CurrentStats, AddressStats, LogStats, CountedStats {}

/** The body for one tenant, which its own parameter names as well. */
export interface TenantStats extends CurrentStats, LogStats {}

/** The body for all tenants. */
export interface AllTenantsStats extends CurrentStats, AddressStats, CountedStats {
  /** Tenants that are open now: they have a connection, or had one within the last minutes. */
  readonly openTenants: number
  readonly maxOpenTenants: number
  /** Open connections of each tenant that has any. */
  readonly connectionsByTenant: Readonly<Record<string, number>>
}

interface StatsSources {
  readonly limits: ConnectionLimits
  readonly log: EventLog
  readonly clock: Clock
  readonly maxConnections: number
}

/** A hub and the log that it follows. */
interface Followed {
  readonly hub: Hub
  readonly logName: string
}

/** @throws LogError when the log cannot be reached. */
export async function readStats(sources: StatsSources, followed: Followed): Promise<Stats> {
  const { limits } = sources
  return {
    ...currentOf(sources, limits.active),
    ...addressesOf(limits),
    ...(await logStatsOf(sources, followed)),
    ...countedOf(followed.hub.counts),
  }
}

/** @throws LogError when the log cannot be reached. */
export async function readTenantStats(
  sources: StatsSources,
  followed: Followed,
): Promise<TenantStats> {
  return {
    ...currentOf(sources, followed.hub.connections),
    ...(await logStatsOf(sources, followed)),
  }
}

/** @param tenants those that are open, with their connections */
export function readAllTenantsStats(
  sources: StatsSources,
  tenants: ReadonlyMap<string, number>,
  more: {
    readonly counts: HubCounts
    readonly openTenants: number
    readonly maxOpenTenants: number
  },
): AllTenantsStats {
  const { counts, openTenants, maxOpenTenants } = more
  const active = [...tenants.values()].reduce((sum, connections) => sum + connections, 0)
  return {
    ...currentOf(sources, active),
    ...addressesOf(sources.limits),
    openTenants,
    maxOpenTenants,
    connectionsByTenant: Object.fromEntries(tenants),
    ...countedOf(counts),
  }
}

function currentOf({ clock, maxConnections }: StatsSources, active: number): CurrentStats {
  const timestamp = new Date(clock.nowMs()).toISOString()
  return { activeConnections: active, maxConnections, timestamp }
}

function addressesOf({ activeAddresses, perAddressPeak }: ConnectionLimits): AddressStats {
  return { activeIps: activeAddresses, perIpPeakConnections: perAddressPeak }
}

async function logStatsOf({ log }: StatsSources, { hub, logName }: Followed): Promise<LogStats> {
  const { epoch, oldest, top } = await log.bounds(logName)
  const position = printEventId({ epoch, offset: top })
  return { position, oldest, connectionsByFilter: hub.connectionsByFilter() }
}

function countedOf({
  resumes,
  gaps,
  closed,
  delivered,
  conflated,
  dropped,
}: HubCounts): CountedStats {
  const events = { delivered, conflated, dropped }
  return { resumes: { ...resumes }, gaps: { ...gaps }, ...events, closed: { ...closed } }
}
