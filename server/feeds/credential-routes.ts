/**
 * Two routes of every feed for its credentials: `POST …/ticket` issues a ticket for a native EventSource, and
 * `POST …/refresh` lets an open connection last as long as fresh credentials do.
 */
import type { Context } from 'hono'
import type { AppEnv } from '../app-env.ts'
import type { Callers } from '../auth/callers.ts'
import { isSameCaller, type Tickets } from '../auth/tickets.ts'
import { refuse } from '../ops/problem-response.ts'
import { readJsonObject } from '../ops/request-body.ts'
import { checkFields, checkQuery } from '../ops/request-fields.ts'
import { queryOf } from '../ops/routes.ts'
import type { FeedHubs } from './feed-hubs.ts'
import type { ServerFeed } from './server-feed.ts'
import { checkRights, grantOf, readRequest, topicsOf } from './subscribe.ts'
import { expectTenant, identifyFor, readTenant, tenantParameters } from './tenancy.ts'

interface CredentialDeps {
  readonly feed: ServerFeed
  readonly callers: Callers
  readonly tickets: Tickets
  readonly maxBodyBytes: number
}

/** The body is the filter: the parameters of a subscription, as a text, a list of texts or a boolean each. */
export async function issueTicket(
  context: Context<AppEnv>,
  { feed, callers, tickets, maxBodyBytes }: CredentialDeps,
): Promise<Response> {
  checkQuery(queryOf(context), [])
  const { definition } = feed
  const identity = await identifyFor(definition, callers, context.req.raw)
  const body = await readJsonObject(context.req.raw, maxBodyBytes)
  const names = [...tenantParameters(definition), 'all', 'snapshot']
  checkFields(body, [], [...names, ...Object.keys(definition.filter)])
  const { topics, snapshot, tenant } = readRequest(feed, identity, parametersOf(body))
  await checkRights(feed, identity, topicsOf({ topics, snapshot }))
  const asked = { topics, snapshot, tenant }
  const address = context.get('clientAddress')
  const issued = await tickets.issue(definition.name, identity, asked, address)
  context.header('cache-control', 'no-store')
  return context.json(issued, 201)
}

/** The body names the connection, by the `clientId` of its greeting. */
export async function renewConnection(
  context: Context<AppEnv>,
  { feed, hubs, callers, tickets, maxBodyBytes }: CredentialDeps & { readonly hubs: FeedHubs },
): Promise<Response> {
  checkQuery(queryOf(context), [])
  const { definition } = feed
  const identity = await identifyFor(definition, callers, context.req.raw)
  const body = await readJsonObject(context.req.raw, maxBodyBytes)
  checkFields(body, ['clientId', ...tenantParameters(definition)])
  const tenant = readTenant(definition, parametersOf(body))
  expectTenant(identity, tenant)
  const { clientId } = body
  const hub = typeof clientId === 'string' ? hubs.find(tenant)?.hub : undefined
  const connection = hub?.find(String(clientId)) ?? null
  // The same answer for a connection of another caller, whose existence must not be revealed.
  if (connection === null || !isSameCaller(connection.grant.identity, identity)) {
    throw refuse(
      'not_found',
      'Nothing was renewed: you have no such connection on this server. Connect again instead.',
    )
  }
  const { topics, snapshotTopics = false } = connection.subscription
  const granted = topicsOf({ topics, snapshot: snapshotTopics })
  await checkRights(feed, identity, granted)
  callers.expectNotRevoked(identity)
  connection.renew(grantOf(feed, identity, granted))
  const cookie = await tickets.renewCookie(context.req.raw, identity)
  if (cookie !== null) context.header('set-cookie', cookie)
  context.header('cache-control', 'no-store')
  return context.json({ expiresAtMs: identity.expiresAtMs ?? null })
}

/** @throws Refusal `invalid_body` */
function parametersOf(body: Record<string, unknown>): URLSearchParams {
  const parameters = new URLSearchParams()
  for (const [name, given] of Object.entries(body)) {
    for (const value of [given].flat()) {
      if (typeof value !== 'string' && typeof value !== 'boolean') {
        throw refuse(
          'invalid_body',
          `The field ${name} cannot be used. Send a text, a list of texts, or true.`,
        )
      }
      parameters.append(name, String(value))
    }
  }
  return parameters
}
