/** The routes that every application has, and those that every feed has. */
import type { ServableFeed } from '../../../src/feeds/definition.ts'
import { type FilterField, nounOf } from '../../../src/feeds/filter-query.ts'
import { feedMediaType } from '../../../src/protocol/headers.ts'
import { appPaths, durablePath, snapshotPath, statsPath } from '../../feeds/feed-paths.ts'
import { notReadyReasons } from '../../ops/readiness.ts'
import { durableOperation } from './durable-operation.ts'
import {
  type JsonSchema,
  type Operations,
  object,
  type ParameterEntry,
  position,
  ref,
  text,
  whole,
} from './operation.ts'

const counts: JsonSchema = {
  type: 'object',
  additionalProperties: { type: 'integer', minimum: 0 },
}

/** What restricts a server that can be used. */
const warnings: JsonSchema = { type: 'array', minItems: 1, items: { enum: ['limits_local'] } }

/** What was not sent to slow clients. */
const slowCounts = {
  conflated: whole('Events not sent to slow clients because a newer one of the same key was.', {
    minimum: 0,
  }),
  dropped: whole('Events dropped for slow clients and declared as gaps.', { minimum: 0 }),
}

/** Bodies that several routes have. */
export const commonSchemas: Readonly<Record<string, JsonSchema>> = {
  Problem: {
    type: 'object',
    description: 'What failed, why, and what to do (RFC 9457). Decide by `code`.',
    properties: {
      type: text('`urn:streamgauge:problem:<code>`.', {
        pattern: '^urn:streamgauge:problem:\\w+$',
      }),
      title: text('What the code means, the same for every occurrence.'),
      status: whole('The HTTP status.', { minimum: 400, maximum: 599 }),
      code: text('Stable; docs/errors.md lists all.'),
      detail: text('For a person.'),
      requestId: text('What to quote when asking the operator.'),
      topics: {
        type: 'array',
        items: { type: 'string' },
        description: 'Those that may not be read.',
      },
      reason: text('With `offset_gone`: `trimmed`, `epoch` or `ahead`.'),
      from: whole('The first offset that is no longer kept.', { minimum: 1 }),
      to: whole('The last one.', { minimum: 1 }),
    },
    required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  },
  Stats: object({
    activeConnections: whole('Connections of the server now.', { minimum: 0 }),
    activeIps: whole('Different addresses among them.', { minimum: 0 }),
    perIpPeakConnections: whole('The most that one address has held at once.', { minimum: 0 }),
    maxConnections: whole('The most that the server takes.', { minimum: 1 }),
    timestamp: text('When this was read.', { format: 'date-time' }),
    position,
    oldest: whole('The offset of the oldest event that is kept.', { minimum: 0 }),
    connectionsByFilter: counts,
    resumes: counts,
    gaps: counts,
    delivered: whole('Events written to connections since the start.', { minimum: 0 }),
    ...slowCounts,
    closed: counts,
  }),
  TenantStats: {
    type: 'object',
    description: 'Of one tenant, whose name is in the parameter that names it.',
    properties: {
      activeConnections: whole('Connections of the tenant now.', { minimum: 0 }),
      maxConnections: whole('The most that the server takes.', { minimum: 1 }),
      timestamp: text('When this was read.', { format: 'date-time' }),
      position,
      oldest: whole('The offset of the oldest event that is kept.', { minimum: 0 }),
      connectionsByFilter: counts,
    },
    required: ['activeConnections', 'position', 'oldest', 'connectionsByFilter'],
  },
  AllTenantsStats: object({
    activeConnections: whole('Connections of the feed now.', { minimum: 0 }),
    activeIps: whole('Different addresses that are connected to the server.', { minimum: 0 }),
    perIpPeakConnections: whole('The most that one address has held at once.', { minimum: 0 }),
    maxConnections: whole('The most that the server takes.', { minimum: 1 }),
    timestamp: text('When this was read.', { format: 'date-time' }),
    openTenants: whole('Tenants that are open now.', { minimum: 0 }),
    maxOpenTenants: whole('The most that may be.', { minimum: 1 }),
    connectionsByTenant: counts,
    resumes: counts,
    gaps: counts,
    delivered: whole('Events written to connections since the start.', { minimum: 0 }),
    ...slowCounts,
    closed: counts,
  }),
}

/** Health and documents. */
export const appOperations: Operations = {
  [`GET ${appPaths.health}`]: {
    summary: 'Whether the event loop turns',
    tag: 'operations',
    answers: 'It does.',
    schema: object({ status: { const: 'ok' } }),
    passes: [],
  },
  [`GET ${appPaths.readiness}`]: {
    summary: 'Whether the server should get traffic',
    description: 'Sends an event all the way round, at most every 2 s.',
    tag: 'operations',
    answers: 'It should.',
    schema: object({ status: { const: 'ready' }, warnings }, ['warnings']),
    others: {
      503: {
        answers: 'It should not, for these reasons.',
        schema: object(
          {
            status: { const: 'not_ready' },
            reasons: {
              type: 'array',
              minItems: 1,
              items: { enum: Object.keys(notReadyReasons) },
            },
            warnings,
          },
          ['warnings'],
        ),
      },
    },
    passes: [],
  },
  [`GET ${appPaths.metrics}`]: {
    summary: 'Metrics for Prometheus',
    description: 'With AUTH=jwt the token needs the scope `stats:read`.',
    tag: 'operations',
    answers: 'The metrics in the text format.',
    mediaType: 'text/plain',
    schema: { type: 'string' },
    problems: ['insufficient_scope'],
    passes: ['credentials'],
  },
  [`GET ${appPaths.documentation}`]: {
    summary: 'The feeds as an AsyncAPI 3 document',
    tag: 'documents',
    answers: 'The document.',
    schema: { type: 'object', required: ['asyncapi', 'channels'] },
    passes: [],
  },
}

const tenantName = text('The name of a tenant.', { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })
const withoutRequired = (parameter: ParameterEntry): ParameterEntry => ({
  ...parameter,
  meaning: 'The tenant. Default: that of the caller, or all for callers who may read all.',
})

const problemsOfFilter = [
  'filter_required',
  'unknown_parameter',
  'repeated_parameter',
  'bad_boolean',
  'bad_value',
  'too_many_topics',
  'forbidden_topics',
]

export const problemsOfBody = ['body_too_large', 'invalid_json', 'invalid_body']

/** The routes of a feed, at its path and its aliases. */
export function operationsOfFeed(feed: ServableFeed, aliases: readonly string[]): Operations {
  const fields = Object.entries<FilterField>(feed.filter)
  const filter: readonly ParameterEntry[] = fields.map(([name, field]) => ({
    name,
    in: 'query',
    meaning: `Repeatable. Each is ${nounOf(field)}.`,
    schema: { type: 'array', items: { type: 'string' } },
  }))
  const all: ParameterEntry = {
    name: 'all',
    in: 'query',
    meaning: 'Everything.',
    schema: { type: 'boolean' },
  }
  const { tenant } = feed
  const tenants: readonly ParameterEntry[] =
    tenant === undefined
      ? []
      : [
          {
            name: tenant.parameter,
            in: 'query',
            meaning: 'The tenant. Required.',
            schema: tenantName,
          },
        ]
  const hasState = feed.collection !== null
  const tag = feed.name
  const filterProblems = [
    ...problemsOfFilter,
    ...(tenant === undefined ? [] : ['tenant_required', 'bad_tenant', 'tenant_mismatch']),
    ...fields.flatMap(([, { problem }]) => (typeof problem === 'object' ? [problem.code] : [])),
  ]
  const subscription = {
    summary: `Subscribes to ${feed.name}`,
    description:
      'Server-Sent Events; /asyncapi.json describes them. Answers `Last-Event-ID` with exactly what was missed.',
    tag,
    parameters: [
      ...tenants,
      all,
      ...filter,
      ...(hasState
        ? [
            {
              name: 'snapshot',
              in: 'query' as const,
              meaning: '`true`, `always`, or a list of names: begins with the state.',
              schema: { type: 'string' },
            },
          ]
        : []),
      {
        name: 'lastEventId',
        in: 'query' as const,
        meaning: 'The cursor, for clients that cannot set the header.',
        schema: { type: 'string' },
      },
      {
        name: 'errors',
        in: 'query' as const,
        meaning: '`inline` answers refusals as an event, for a native EventSource.',
        schema: { enum: ['status', 'inline'] },
      },
      {
        name: 'Last-Event-ID',
        in: 'header' as const,
        meaning: 'The id of the last event that was received.',
        schema: { type: 'string' },
      },
    ],
    answers: 'Events, until one side ends it.',
    mediaType: feedMediaType,
    schema: { type: 'string' },
    problems: [
      ...filterProblems,
      ...(tenant === undefined ? [] : ['too_many_tenants']),
      'ticket_invalid',
      'cross_site_request',
      'too_many_connections',
      'too_many_user_connections',
      'connecting_too_fast',
      'server_full',
      'draining',
      'too_many_reads',
      'too_busy',
    ],
    passes: ['credentials'] as const,
  }
  const near = (name: string) => feed.path.replace(/[^/]*$/, name)
  return {
    [`GET ${feed.path}`]: subscription,
    ...Object.fromEntries(
      aliases.map((path) => [`GET ${path}`, { ...subscription, summary: `Alias of ${feed.path}` }]),
    ),
    [`GET ${statsPath(feed.path)}`]: {
      summary: `Numbers of ${feed.name}`,
      tag,
      ...(tenants.length > 0 && { parameters: tenants.map(withoutRequired) }),
      answers: 'The numbers; no client is named.',
      schema:
        tenant === undefined
          ? ref('Stats')
          : { anyOf: [ref('TenantStats'), ref('AllTenantsStats')] },
      problems: [
        ...['unknown_parameter', 'insufficient_scope'],
        ...(tenant === undefined ? [] : ['bad_tenant', 'tenant_mismatch']),
      ],
      passes: ['credentials', 'limits'],
    },
    [`GET ${snapshotPath(feed.path)}`]: {
      summary: `The state of ${feed.name}`,
      description: 'What a subscription with the same filter would begin with.',
      tag,
      parameters: [...tenants, all, ...filter],
      answers: 'The items, and the position to subscribe from.',
      schema: object({
        position,
        topics: { type: 'array', items: { type: 'string' } },
        ...(tenant && { [tenant.parameter]: tenantName }),
        [feed.collection ?? 'items']: { type: 'array', items: { type: 'object' } },
      }),
      problems: filterProblems,
    },
    [`GET ${durablePath(feed.path)}`]: durableOperation(feed, [all, ...filter], filterProblems),
    [`POST ${near('ticket')}`]: {
      summary: 'Makes a ticket for a native EventSource',
      description: 'Used once, within 30 s, as the parameter `ticket`. The body is the filter.',
      tag,
      body: { type: 'object' },
      status: 201,
      answers: 'The ticket.',
      schema: { type: 'object', required: ['ticket'] },
      problems: [...filterProblems, ...problemsOfBody, 'too_many_tickets'],
    },
    [`POST ${near('refresh')}`]: {
      summary: 'Lets an open connection last as long as fresh credentials',
      tag,
      body: object({
        clientId: text('From the `connected` frame.'),
        ...(tenant && { [tenant.parameter]: tenantName }),
      }),
      answers: 'When it ends now.',
      schema: { type: 'object', required: ['expiresAtMs'] },
      problems: ['unknown_parameter', ...problemsOfBody, 'forbidden_topics', 'not_found'],
    },
  }
}
