/**
 * Which tenant a request belongs to: the query parameter names it, and the claim of an identified caller has to
 * agree. Every door of a feed (subscription, ticket, renewal, state, statistics, routes of its own) asks here.
 */
import type { ServableFeed } from '../../src/feeds/definition.ts'
import { isTenantName, tenantNoun } from '../../src/feeds/tenant-name.ts'
import { ProtocolError, quoteValue } from '../../src/protocol/errors.ts'
import { type Identity, tenantClaim } from '../auth/authenticator.ts'
import type { Callers } from '../auth/callers.ts'
import { type Refusal, refuse } from '../ops/problem-response.ts'

/** What names a tenant: its id; null for a feed without tenants. */
export type Tenant = string | null

type Definition = Pick<ServableFeed, 'name' | 'tenant'>

/** The caller of a request, whose `tenant` is that of this feed. Its other claims are not kept. */
export async function identifyFor(
  { tenant: rule }: Definition,
  callers: Pick<Callers, 'identify'>,
  request: Request,
): Promise<Identity> {
  const { claims, ...identity } = await callers.identify(request)
  if (rule === undefined) return identity
  const named = rule.claim === tenantClaim ? identity.tenant : ownOf(claims, rule.claim)
  // What is no name belongs to no tenant.
  const isName = typeof named === 'string' && isTenantName(named)
  return { ...identity, tenant: isName ? named : null }
}

function ownOf(claims: Identity['claims'] = {}, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : null
}

/**
 * The tenant that a query names.
 *
 * @throws Refusal `tenant_required`, `bad_tenant`, `repeated_parameter`
 */
export function readTenant({ tenant: rule }: Definition, query: URLSearchParams): Tenant {
  if (rule === undefined) return null
  const { parameter } = rule
  const [named, ...others] = query.getAll(parameter)
  if (named === undefined) {
    throw refuse('tenant_required', `The request names no tenant. Add ${parameter}=….`)
  }
  if (others.length > 0) {
    throw refuse(
      'repeated_parameter',
      `The parameter ${parameter} has several values. Give one: a connection has one tenant.`,
    )
  }
  return checkTenantName(named, parameter)
}

/** @throws Refusal `bad_tenant` */
export function checkTenantName(text: string, parameter: string): string {
  if (isTenantName(text)) return text
  throw refuse(
    'bad_tenant',
    `The value ${quoteValue(text)} of ${parameter} cannot name a tenant. Use ${tenantNoun}.`,
  )
}

/**
 * Callers act for their own tenant only. Trusted ones have none, and may act for all.
 *
 * @param identity from {@link identifyFor}
 * @throws Refusal `tenant_mismatch`
 */
export function expectTenant(identity: Identity, tenant: Tenant): void {
  if (tenant === null || identity.isTrusted || identity.tenant === tenant) return
  throw tenantMismatch()
}

/** The answer to a request for another tenant. */
export function tenantMismatch(): Refusal {
  return refuse(
    'tenant_mismatch',
    'The request was refused: these credentials belong to another tenant, or to none. ' +
      'Name the tenant that they were issued for.',
  )
}

/** The query without the parameter that names the tenant, as filters are read from it. */
export function withoutTenant({ tenant }: Definition, query: URLSearchParams): URLSearchParams {
  if (tenant === undefined) return query
  const rest = new URLSearchParams(query)
  rest.delete(tenant.parameter)
  return rest
}

/** The parameter that names the tenant, in a list; empty for a feed without tenants. */
export function tenantParameters({ tenant }: Definition): readonly string[] {
  return tenant === undefined ? [] : [tenant.parameter]
}

/**
 * The tenant that a program names in a call.
 *
 * @throws ProtocolError `bad_tenant` where a feed has tenants and none is named, or the other way round
 */
export function tenantOfCall(feed: Definition, given: string | undefined): Tenant {
  const refuseCall = (reason: string) =>
    new ProtocolError('bad_tenant', `Failed to use the feed ${feed.name}: ${reason}`)
  if (feed.tenant === undefined) {
    if (given === undefined) return null
    throw refuseCall('it has no tenants. Leave `tenant` out.')
  }
  if (typeof given === 'string' && isTenantName(given)) return given
  throw refuseCall(
    `${quoteValue(`${given}`)} cannot name a tenant. Pass it as \`tenant\`, with ${tenantNoun}.`,
  )
}
