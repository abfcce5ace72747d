/**
 * The routes of the company feed besides those of every feed: events over HTTP, the switches of a company, and
 * whether the feed is up.
 */
import { type CompanyEvent, companyDefinition } from '../../../src/feeds/company/company.ts'
import { isTenantName } from '../../../src/feeds/tenant-name.ts'
import { systemClock } from '../../../src/platform/system.ts'
import { type Position, printEventId } from '../../../src/protocol/event-id.ts'
import { idempotencyKeyHeader } from '../../../src/protocol/headers.ts'
import { hasScope } from '../../auth/authenticator.ts'
import { expectScope } from '../../auth/scopes.ts'
import type { EventLog } from '../../log/event-log.ts'
import { refuse } from '../../ops/problem-response.ts'
import { readJsonObject } from '../../ops/request-body.ts'
import { checkFields, checkQuery, readWord } from '../../ops/request-fields.ts'
import type { Handler, RouteContext } from '../../ops/route.ts'
import { queryOf } from '../../ops/routes.ts'
import type { PublishOptions } from '../item-log.ts'
import type { RouteHost } from '../server-feed.ts'
import type { Features } from './features.ts'

/** The scopes of the company feed. Each is for the company of the caller, but for the last. */
export const companyScopes = {
  /** Sends events. */
  write: 'events:write',
  /** Reads and sets the switches. */
  admin: 'companies:admin',
  /** Reads and sets those of every company. */
  adminAll: 'companies:admin:all',
} as const

const eventTypes = Object.keys(companyDefinition.events) as CompanyEvent['type'][]

/** `GET /stream/health`: public, so it says nothing about any company. */
export function answerHealth(options: {
  readonly log: EventLog
  readonly streaming: boolean
}): Handler {
  return async (context) => {
    checkQuery(queryOf(context), [])
    const { status } = await options.log.health().catch(() => ({ status: 'unavailable' }))
    const timestamp = new Date(systemClock.nowMs()).toISOString()
    const isUp = status === 'ok'
    const body = { status: isUp ? 'ok' : 'unavailable', streaming: options.streaming, timestamp }
    return context.json(body, isUp ? 200 : 503)
  }
}

/** `POST /stream/events`: 201 with the position of the event, the first one for a repeated `Idempotency-Key`. */
export function postEvent(
  host: RouteHost,
  publish: (event: CompanyEvent, options: PublishOptions) => Promise<Position>,
): Handler {
  return async (context) => {
    checkQuery(queryOf(context), [])
    // Before the body is read: strangers should cost little.
    expectScope(await host.identify(context.req.raw), companyScopes.write)
    const idempotencyKey = context.req.header(idempotencyKeyHeader)
    const body = await readJsonObject(context.req.raw, host.maxBodyBytes)
    checkFields(body, ['companyId', 'type', 'data'])
    const { identity, tenant } = await host.admit(context.req.raw, String(body['companyId']))
    const event = readEvent(body)
    const position = await publish(event, {
      ...(tenant !== null && { tenant }),
      ...(idempotencyKey !== undefined && { caller: identity.subject ?? '', idempotencyKey }),
    })
    return context.json({ position: printEventId(position) }, 201)
  }
}

function readEvent(body: Record<string, unknown>): CompanyEvent {
  const type = readWord(String(body['type']), 'type', eventTypes)
  const event = companyDefinition.decodeEvent(type, body['data'])
  if (typeof event !== 'string') return event
  throw refuse('invalid_body', `The field data does not fit ${type}: ${event}. Correct it.`)
}

/** `GET /admin/companies/:id/features`. */
export function readFeatures(host: RouteHost, features: Features): Handler {
  return async (context) => {
    const companyId = await admitAdmin(host, context)
    await features.ready()
    return context.json({ companyId, ...features.of(companyId) })
  }
}

/** `PUT /admin/companies/:id/features`: the answer is what is stored now. */
export function setFeatures(host: RouteHost, features: Features): Handler {
  return async (context) => {
    const companyId = await admitAdmin(host, context)
    const body = await readJsonObject(context.req.raw, host.maxBodyBytes)
    checkFields(body, ['streaming'])
    const { streaming } = body
    if (typeof streaming !== 'boolean') {
      throw refuse('invalid_body', 'The field streaming cannot be used. Send true or false.')
    }
    await features.ready()
    await features.set(companyId, { streaming })
    return context.json({ companyId, streaming })
  }
}

/** @returns the company of the path, whose switches the caller may set */
async function admitAdmin(host: RouteHost, context: RouteContext): Promise<string> {
  checkQuery(queryOf(context), [])
  const { raw } = context.req
  const companyId = context.req.param('id') ?? ''
  const identity = await host.identify(raw)
  if (hasScope(identity, companyScopes.adminAll)) {
    if (isTenantName(companyId)) return companyId
  } else expectScope(identity, companyScopes.admin)
  // Refuses the names of no company, and every company but that of the caller.
  await host.admit(raw, companyId)
  return companyId
}
