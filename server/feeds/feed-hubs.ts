/**
 * The hubs of one feed: one for each tenant, opened when it is needed and closed when it has not been used for
 * some minutes; a feed without tenants has one, which stays open. Counts belong to the feed and survive.
 *
 * T1 Connections of two tenants are never in the same hub, and a hub reads the log of its tenant only.
 * T2 A hub is not closed while something holds it.
 * T3 No more hubs than allowed are open. At the limit, those that nothing holds make room for others.
 */
import { tenantFeedName } from '../../src/feeds/tenant-name.ts'
import type { Cancel, Clock, Random, Timers } from '../../src/platform/ports.ts'
import { createProblem } from '../../src/protocol/errors.ts'
import type { AppConfig } from '../app-config.ts'
import { createHub, type Hub } from '../hub/hub.ts'
import { createHubShared, type HubShared } from '../hub/hub-shared.ts'
import type { Logger } from '../ops/logger.ts'
import { Refusal } from '../ops/problem-response.ts'
import type { Reads } from '../ops/reads.ts'
import { deliveryPoliciesOf } from './declared-delivery.ts'
import type { ServerFeed } from './server-feed.ts'
import { createSharedSnapshots, type SharedSnapshots } from './shared-snapshots.ts'
import type { Tenant } from './tenancy.ts'

/** What connections of one tenant share. */
export interface TenantHub {
  readonly tenant: Tenant
  readonly logName: string
  readonly hub: Hub
  /** Which snapshots are read. */
  readonly snapshots: SharedSnapshots
}

/** A hub that stays open until it is released. */
export interface HeldHub extends TenantHub {
  /** Calling it again does nothing. */
  release(): void
}

/** See the head of this file. */
export interface FeedHubs {
  /** @throws Refusal `too_many_tenants` */
  hold(tenant: Tenant): HeldHub
  /** Null while it is not open. */
  find(tenant: Tenant): TenantHub | null
  /** Those that are open. */
  all(): Iterable<TenantHub>
  /** How many are open. */
  readonly size: number
  /** Counts and times of all of them, closed ones included. */
  readonly shared: HubShared
  /** Ends the connections of all hubs, also of those that are opened later. */
  drain(windowMs: number): Promise<void>
  close(): void
}

/** What hubs are made of. */
export interface FeedHubsOptions {
  readonly feed: ServerFeed
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly logger: Logger
  readonly config: AppConfig
  readonly reads: Reads
  /** The open hubs by name: the feed's, or `<feed>:<tenant>`. */
  readonly byName: Map<string, Hub>
}

/** How long a hub stays open that nothing holds, so that clients that return find it. */
const idleMs = 5 * 60_000
const sweepMs = 60_000

interface OpenHub extends TenantHub {
  holds: number
  /** Since when nothing holds it, on the monotonic clock. */
  idleSinceMs: number
}

export function createFeedHubs(options: FeedHubsOptions): FeedHubs {
  const { feed, clock, timers, random, config, reads, byName } = options
  const { definition, log, pingMs = config.pingMs } = feed
  const policies = deliveryPoliciesOf(definition, feed.lookAheadFrames)
  const hubs = new Map<Tenant, OpenHub>()
  const shared = createHubShared({ clock, timers, pingMs })
  const nameOf = (tenant: Tenant) =>
    tenant === null ? definition.name : tenantFeedName(definition.name, tenant)
  let cancelSweep: Cancel | null = null
  let isClosed = false
  /** While draining: the time on the monotonic clock by which all connections should have ended. */
  let drainedAtMs: number | null = null

  function open(tenant: Tenant): OpenHub {
    const logName = feed.logNameOf(tenant)
    const { pingComment, staleMs } = feed
    const hub = createHub({
      ...options,
      ...config,
      pingMs,
      log,
      logName,
      greeting: definition.greeting,
      turns: reads.turns,
      shared,
      policies,
      ...(pingComment !== undefined && { pingComment }),
      ...(staleMs !== undefined && { unwritableMs: staleMs }),
      // A client takes its time from the server: it has to be the one that the state is reckoned by.
      ...(feed.nowMs && { clock: { ...clock, nowMs: feed.nowMs } }),
      wallNowMs: () => clock.nowMs(),
    })
    const snapshots = createSharedSnapshots({ feed, tenant, ...reads, gate: reads.snapshotGate })
    const opened = { tenant, logName, hub, snapshots, holds: 0, idleSinceMs: clock.monotonicMs() }
    hubs.set(tenant, opened)
    byName.set(nameOf(tenant), hub)
    if (isClosed) hub.close()
    else if (drainedAtMs !== null) {
      void hub.drain(Math.max(0, drainedAtMs - clock.monotonicMs()))
    }
    if (tenant !== null) sweepLater()
    return opened
  }

  function closeHub({ tenant, logName, hub }: OpenHub): void {
    hubs.delete(tenant)
    byName.delete(nameOf(tenant))
    hub.close()
    log.forget?.(logName)
  }

  /** T3. Closes the hub that nothing has held for the longest time. */
  function makeRoom(): boolean {
    let oldest: OpenHub | null = null
    for (const each of hubs.values()) {
      if (each.holds > 0) continue
      if (oldest === null || each.idleSinceMs < oldest.idleSinceMs) oldest = each
    }
    if (oldest === null) return false
    closeHub(oldest)
    return true
  }

  function sweepLater(): void {
    if (isClosed) return
    cancelSweep ??= timers.after(sweepMs, () => {
      cancelSweep = null
      const nowMs = clock.monotonicMs()
      for (const each of [...hubs.values()]) {
        if (each.holds === 0 && nowMs - each.idleSinceMs >= idleMs) closeHub(each)
      }
      if (hubs.size > 0) sweepLater()
    })
  }

  // One for all connections: they keep it for as long as they are open, and nothing closes this hub.
  const only = definition.tenant === undefined ? { ...open(null), release() {} } : null

  return {
    hold(tenant) {
      if (only !== null) return only
      let found = hubs.get(tenant)
      if (found === undefined) {
        if (hubs.size >= config.maxOpenTenants && !makeRoom()) throw tooManyTenants(random)
        found = open(tenant)
      }
      const held = found
      held.holds++
      let isHeld = true
      return {
        tenant,
        logName: held.logName,
        hub: held.hub,
        snapshots: held.snapshots,
        release() {
          if (!isHeld) return
          isHeld = false
          held.holds--
          held.idleSinceMs = clock.monotonicMs()
        },
      }
    },
    find: (tenant) => hubs.get(tenant) ?? null,
    all: () => hubs.values(),
    get size() {
      return hubs.size
    },
    shared,
    async drain(windowMs) {
      const atMs = clock.monotonicMs() + windowMs
      drainedAtMs = Math.min(drainedAtMs ?? Number.POSITIVE_INFINITY, atMs)
      await Promise.all([...hubs.values()].map(({ hub }) => hub.drain(windowMs)))
    },
    close() {
      isClosed = true
      cancelSweep?.()
      cancelSweep = null
      for (const { hub } of hubs.values()) hub.close()
      shared.wheel.close()
    },
  }
}

function tooManyTenants(random: Random): Refusal {
  const detail =
    'No tenant was opened: connections of as many tenants as this server may hold are open. Retry later.'
  return new Refusal(createProblem('too_many_tenants', detail), 10 + Math.floor(random.next() * 10))
}
