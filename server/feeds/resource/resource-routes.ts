/**
 * The routes of a resource: a list, and reads, patches and deletions of single ones. They read requests and
 * write answers; what a write does is decided by resource-store.ts.
 */
import type {
  ResourceFeedDefinition,
  ResourceItem,
  ResourceRules,
  ResourceValue,
} from '../../../src/feeds/resource/resource-types.ts'
import { quoteValue } from '../../../src/protocol/errors.ts'
import { type Position, printEventId } from '../../../src/protocol/event-id.ts'
import { etagHeader, idempotencyKeyHeader, ifMatchHeader } from '../../../src/protocol/headers.ts'
import type { Identity } from '../../auth/authenticator.ts'
import { subjectKey } from '../../auth/caller-key.ts'
import { refuse } from '../../ops/problem-response.ts'
import { expectNoBody, readJsonObject } from '../../ops/request-body.ts'
import { checkQuery, readLimit } from '../../ops/request-fields.ts'
import type { RouteContext } from '../../ops/route.ts'
import { queryOf } from '../../ops/routes.ts'
import type { RouteHost } from '../server-feed.ts'
import { tenantParameters } from '../tenancy.ts'
import type { ResourceRights } from './resource-rights.ts'
import { type ListQuery, notFound, type ResourceStore } from './resource-store.ts'

/** The media type of a merge patch (RFC 7386). */
const mergePatchMediaType = 'application/merge-patch+json'
const longestPage = 500
const usualPage = 50

export interface ResourceRoutesOptions<Value extends ResourceValue> {
  readonly definition: ResourceFeedDefinition<string, Value>
  readonly store: ResourceStore<Value>
  readonly rights: ResourceRights<Value>
  readonly requireIfMatch: boolean
}

export function addResourceRoutes<Value extends ResourceValue>(
  host: RouteHost,
  options: ResourceRoutesOptions<Value>,
): void {
  const { definition, store, rights, requireIfMatch } = options
  const { resource: rules } = definition
  const lastSegment = rules.path.slice(rules.path.lastIndexOf('/') + 1)
  const tenantNames = tenantParameters(definition)

  function answer(
    context: RouteContext,
    item: ResourceItem<Value>,
    position: Position,
    status: 200 | 201 = 200,
  ): Response {
    context.header(etagHeader, etagOf(item))
    context.header('cache-control', 'no-store')
    const body = { ...(definition.encodeItem(item) as object), position: printEventId(position) }
    return context.json(body, status)
  }

  /** Who asks, and for which tenant. */
  async function admit(context: RouteContext) {
    if (definition.tenant === undefined) {
      return { identity: await host.identify(context.req.raw), ofTenant: {} }
    }
    const { identity, tenant } = await host.admit(context.req.raw)
    return { identity, ofTenant: tenant === null ? {} : { tenant } }
  }

  async function writeOptions(context: RouteContext) {
    const { identity, ofTenant } = await admit(context)
    rights.expectMayWrite(identity)
    const idempotencyKey = context.req.header(idempotencyKeyHeader)
    return {
      ...ofTenant,
      caller: subjectKey(identity) ?? '',
      check: (item: ResourceItem<Value>) => rights.expectVisible(identity, item),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    }
  }

  function versionsOf(context: RouteContext) {
    const header = context.req.header(ifMatchHeader)
    if (header !== undefined) return header.trim() === '*' ? {} : { versions: readVersions(header) }
    if (!requireIfMatch) return {}
    throw refuse(
      'version_required',
      `The ${rules.name} was not changed: the request does not name a version. ` +
        'Send If-Match with the ETag of what the change is based on, or with *.',
    )
  }

  host.route(rules.path, {
    GET: async (context) => {
      const { identity, ofTenant } = await admit(context)
      const query = queryOf(context)
      checkQuery(
        query,
        ['limit', 'cursor', ...rules.groups, ...tenantNames],
        ['ids', ...rules.listFilters],
      )
      const page = readListQuery(definition, query, rights.ownTopics(identity))
      const { nextTurn } = host
      const { items, position, nextCursor } =
        page === null
          ? { ...(await store.list({ ids: [], limit: 1, ...ofTenant })), nextCursor: null }
          : await store.list({ ...page, ...ofTenant }, { nextTurn })
      return host.answerList(context, {
        name: rules.plural,
        // A list is filtered, not refused: it has what the caller may see of what was asked for.
        items: items.filter((item) => isWanted(definition, query, identity, item, rights)),
        print: (item) => definition.encodeItem(item),
        rest: { position: printEventId(position), nextCursor },
      })
    },
    POST: async (context) => {
      checkQuery(queryOf(context), tenantNames)
      const given = await writeOptions(context)
      const document = await readJsonObject(context.req.raw, host.maxBodyBytes)
      const { item, position } = await store.create(document, given)
      if (item === null) throw new RangeError('A created resource is missing.')
      // Relative to the address of this request: the application may be mounted below any path.
      const query = new URLSearchParams(tenantNames.map((name) => [name, given.tenant ?? '']))
      const place = `${lastSegment}/${encodeURIComponent(item.id)}`
      context.header('location', query.size === 0 ? place : `${place}?${query}`)
      return answer(context, item, position, 201)
    },
  })

  host.route(`${rules.path}/:id`, {
    GET: async (context) => {
      checkQuery(queryOf(context), tenantNames)
      const { identity, ofTenant } = await admit(context)
      const id = idOf(context)
      const { item, position } = await store.read(id, ofTenant)
      if (item === undefined) throw notFound(rules, id)
      rights.expectVisible(identity, item)
      return answer(context, item, position)
    },
    PATCH: async (context) => {
      checkQuery(queryOf(context), tenantNames)
      const given = { ...(await writeOptions(context)), ...versionsOf(context) }
      const patch = await readJsonObject(context.req.raw, host.maxBodyBytes, [
        mergePatchMediaType,
        'application/json',
      ])
      const { item, position } = await store.patch(idOf(context), patch, given)
      if (item === null) throw new RangeError('A patched resource is missing.')
      return answer(context, item, position)
    },
    DELETE: async (context) => {
      checkQuery(queryOf(context), tenantNames)
      const given = { ...(await writeOptions(context)), ...versionsOf(context) }
      await expectNoBody(context.req.raw, host.maxBodyBytes)
      const id = idOf(context)
      const { position } = await store.remove(id, given)
      return context.json({ id, position: printEventId(position) })
    },
  })
}

/** The version of a resource as an entity tag. */
function etagOf({ ts }: { readonly ts: number }): string {
  return `"${ts}"`
}

/** The versions that an `If-Match` names. [spec] RFC 9110, 13.1.1: weak tags never match. */
function readVersions(header: string): readonly number[] {
  return header.split(',').flatMap((tag) => {
    const digits = /^\s*"(\d{1,16})"\s*$/.exec(tag)?.[1]
    return digits === undefined ? [] : [Number(digits)]
  })
}

function idOf(context: RouteContext): string {
  return context.req.param('id') ?? ''
}

/**
 * @param own the topics of the caller; null: all
 * @returns null when the caller may see nothing of what was asked for
 */
function readListQuery(
  { resource: rules, filter }: ResourceFeedDefinition,
  query: URLSearchParams,
  own: readonly string[] | null,
): ListQuery | null {
  const limit = readLimit(query.get('limit'), longestPage, usualPage)
  const cursor = query.get('cursor')
  if (cursor !== null) checkValue(cursor, rules.isId(cursor), 'cursor')
  const fields = readFields(rules, query)
  const paging = { limit, ...(cursor !== null && { after: cursor }), ...(fields && { fields }) }
  const ids = query.getAll('ids')
  for (const id of ids) checkValue(id, rules.isId(id), 'ids')
  if (ids.length > longestPage) {
    throw refuse('bad_value', `The query names ${ids.length} ids and ${longestPage} are allowed.`)
  }
  const topics = rules.groups.flatMap((name) => {
    const value = query.get(name)
    if (value === null) return []
    const field = filter[name as keyof typeof filter]
    checkValue(value, field?.accepts?.(value) ?? /^[!-~]{1,128}$/.test(value), name)
    return [`${field?.topic}:${value}`]
  })
  if (ids.length > 0) return { ...paging, ids }
  const [topic] = topics
  if (topic !== undefined) {
    return own === null || own.includes(topic) ? { ...paging, topic } : null
  }
  if (own === null) return paging
  if (own.length > 1) {
    throw refuse(
      'filter_required',
      `The query does not say which of several groups. Add ${rules.groups.join(' or ')}.`,
    )
  }
  return own[0] === undefined ? null : { ...paging, topic: own[0] }
}

/** The conditions on fields; null for none. */
function readFields(rules: ResourceRules, query: URLSearchParams): ListQuery['fields'] | null {
  const named = rules.listFilters.filter((name) => query.has(name))
  for (const name of named) {
    for (const value of query.getAll(name)) checkValue(value, rules.canHave(name, value), name)
  }
  return named.length === 0
    ? null
    : Object.fromEntries(named.map((name) => [name, query.getAll(name)]))
}

function checkValue(value: string, isAccepted: boolean, name: string): void {
  if (isAccepted) return
  throw refuse(
    'bad_value',
    `The value ${quoteValue(value)} of ${name} cannot be used. Use one that an earlier answer has.`,
  )
}

function isWanted<Value extends ResourceValue>(
  { resource: rules }: ResourceFeedDefinition<string, Value>,
  query: URLSearchParams,
  identity: Identity,
  item: ResourceItem<Value>,
  rights: ResourceRights<Value>,
): boolean {
  const groups = rules.groupsOf(item)
  const isInGroups = rules.groups.every((name) => {
    const value = query.get(name)
    return value === null || value === groups[name]
  })
  return isInGroups && rights.isVisible(identity, item)
}
