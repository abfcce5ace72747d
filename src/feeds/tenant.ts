/**
 * Feeds with tenants: one definition, and for each tenant a log, connections, cursors and a store of its own.
 * A page binds the definition to one tenant, and uses the result as any other feed; a server keeps them apart
 * (server/feeds/tenancy.ts). Knows no feed, and decides nothing about rights.
 */
import { ProtocolError, quoteValue } from '../protocol/errors.ts'
import type { FeedDefinition } from './definition.ts'
import { isTenantName, tenantFeedName, tenantNoun } from './tenant-name.ts'

const bound = new WeakMap<FeedDefinition, Map<string, FeedDefinition>>()
/** A page shows few tenants; a server that renders pages may have any number. */
const mostBound = 1_000

/**
 * The feed of one tenant: with a name of its own, so that cursors, stores, sessions and connections between
 * tabs are those of this tenant. Every request names it.
 *
 * @returns the same object for the same tenant, so that it can be called in a render
 * @throws ProtocolError `bad_tenant` for a name that no tenant can have, and for a feed without tenants
 * @example
 * const feed = forTenant(shipments, 'acme')
 * const session = createFeedSession({ feed, url: 'https://api.example.com', filter: { all: true } })
 */
export function forTenant<Feed extends FeedDefinition>(feed: Feed, tenant: string): Feed {
  const { tenant: rule } = feed
  if (rule === undefined) throw refuse(feed, 'it has no tenants. Add `tenant` to its definition.')
  if (!isTenantName(tenant)) {
    throw refuse(feed, `${quoteValue(`${tenant}`)} cannot name a tenant. Use ${tenantNoun}.`)
  }
  let feeds = bound.get(feed)
  if (feeds === undefined || feeds.size >= mostBound) {
    feeds = new Map()
    bound.set(feed, feeds)
  }
  let found = feeds.get(tenant)
  if (found === undefined) {
    const name = tenantFeedName(feed.name, tenant)
    found = { ...(feed as FeedDefinition), name, tenant: { ...rule, id: tenant } }
    feeds.set(tenant, found)
  }
  // The same definition, with another name.
  return found as Feed
}

function refuse({ name }: FeedDefinition, reason: string): ProtocolError {
  return new ProtocolError('bad_tenant', `Failed to bind the feed ${name} to a tenant: ${reason}`)
}
