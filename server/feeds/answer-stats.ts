/**
 * `GET …/stats` of a feed: who may read which numbers. A caller of a tenant reads those of its own; those of all
 * tenants take a scope of their own.
 */
import type { Context } from 'hono'
import type { AppConfig } from '../app-config.ts'
import type { AppEnv } from '../app-env.ts'
import { hasScope, type Identity } from '../auth/authenticator.ts'
import { allStatsScope, expectScope, statsScope } from '../auth/scopes.ts'
import { checkQuery } from '../ops/request-fields.ts'
import { queryOf } from '../ops/routes.ts'
import { readAllTenantsStats, readStats, readTenantStats } from '../ops/stats.ts'
import type { FeedHubs } from './feed-hubs.ts'
import type { FeedDeps } from './subscribe.ts'
import {
  expectTenant,
  identifyFor,
  readTenant,
  tenantMismatch,
  tenantParameters,
} from './tenancy.ts'

export interface StatsDeps extends Pick<FeedDeps, 'feed' | 'hubs' | 'limits' | 'callers'> {
  readonly clock: Parameters<typeof readStats>[0]['clock']
  readonly config: AppConfig
}

export async function answerStats(
  context: Context<AppEnv>,
  { feed, hubs, limits, callers, clock, config }: StatsDeps,
): Promise<Response> {
  const { definition, log } = feed
  const { maxConnections, maxOpenTenants } = config
  const query = queryOf(context)
  checkQuery(query, tenantParameters(definition))
  const identity = await identifyFor(definition, callers, context.req.raw)
  expectScope(identity, statsScope)
  const sources = { limits, log, clock, maxConnections }
  const tenant = tenantAsked(feed, identity, query)
  if (tenant === 'all') {
    const { shared, size: openTenants } = hubs
    const more = { counts: shared.counts, openTenants, maxOpenTenants }
    return context.json(readAllTenantsStats(sources, connectionsOf(hubs), more))
  }
  const held = hubs.hold(tenant.id)
  try {
    if (tenant.id === null) return context.json(await readStats(sources, held))
    const names = tenantParameters(definition).map((parameter) => [parameter, tenant.id])
    return context.json({ ...Object.fromEntries(names), ...(await readTenantStats(sources, held)) })
  } finally {
    held.release()
  }
}

/** Open connections of each tenant that has any; of a feed without tenants under the empty text. */
export function connectionsOf(hubs: FeedHubs): ReadonlyMap<string, number> {
  const open = [...hubs.all()].filter(({ hub }) => hub.connections > 0)
  return new Map(open.map(({ tenant, hub }) => [tenant ?? '', hub.connections]))
}

/** @throws Refusal `tenant_mismatch` */
function tenantAsked(
  { definition }: StatsDeps['feed'],
  identity: Identity,
  query: URLSearchParams,
): { readonly id: string | null } | 'all' {
  if (definition.tenant === undefined) return { id: null }
  const mayReadAll = hasScope(identity, allStatsScope)
  if (query.has(definition.tenant.parameter)) {
    const id = readTenant(definition, query)
    if (!mayReadAll) expectTenant(identity, id)
    return { id }
  }
  if (mayReadAll) return 'all'
  if (identity.tenant == null) throw tenantMismatch()
  return { id: identity.tenant }
}
