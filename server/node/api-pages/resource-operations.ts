/** The routes of any resource feed, from its definition. The fields of a resource are shown by its example. */
import type { ResourceRules } from '../../../src/feeds/resource/resource-types.ts'
import type { FeedTenancy } from '../../../src/feeds/tenant-name.ts'
import {
  type JsonSchema,
  type Operations,
  object,
  type ParameterEntry,
  position,
  text,
  whole,
} from './operation.ts'

const idempotencyKey: ParameterEntry = {
  name: 'Idempotency-Key',
  in: 'header',
  meaning: 'Makes the request safe to repeat.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
}
const ifMatch: ParameterEntry = {
  name: 'If-Match',
  in: 'header',
  meaning: 'The ETag of what the change is based on, or `*`. The server may require it.',
  schema: { type: 'string' },
}

const problemsOfWrite = [
  'unknown_parameter',
  'unsupported_media_type',
  'body_too_large',
  'invalid_json',
  'invalid_body',
  'bad_idempotency_key',
  'idempotency_conflict',
  'version_conflict',
  'cross_site_request',
  'insufficient_scope',
  'forbidden_topics',
]
const problemsOfChange = [
  ...problemsOfWrite,
  'not_found',
  'version_mismatch',
  'version_required',
  'item_damaged',
]

const problemsOfTenant = ['tenant_required', 'bad_tenant', 'tenant_mismatch']

/** The operations of one resource. */
export function operationsOfResource(
  { name, plural, path, groups, listFilters, ...rules }: ResourceRules,
  tenant?: FeedTenancy,
) {
  const example = rules.example as Readonly<Record<string, unknown>>
  const one: JsonSchema = {
    type: 'object',
    description: `The ${name}, the time of its last change, and where it was read.`,
    properties: {
      id: text(`Id of the ${name}.`),
      ts: whole('The last change, in Unix milliseconds; its version.'),
      position,
    },
    required: ['id', 'ts', 'position'],
    examples: [{ ...example, ts: 1_790_000_000_000, position: 'k3f9a.42' }],
  }
  const id: ParameterEntry = {
    name: 'id',
    in: 'path',
    meaning: `The ${name}.`,
    schema: { type: 'string' },
  }
  const query = (field: string, meaning: string, schema: JsonSchema): ParameterEntry => ({
    name: field,
    in: 'query',
    meaning,
    schema,
  })
  const operations: Operations = {
    [`GET ${path}`]: {
      summary: `Lists ${plural}`,
      description: 'By ascending id. Events after the position lead to the state as it is.',
      tag: plural,
      parameters: [
        query('ids', 'Repeatable. Only those with these ids.', {
          type: 'array',
          items: { type: 'string' },
        }),
        ...groups.map((group) => query(group, 'Only those of this group.', { type: 'string' })),
        ...listFilters.map((field) =>
          query(field, 'Repeatable. Only those in which this field has one of these values.', {
            type: 'array',
            items: { type: 'string' },
          }),
        ),
        query('limit', 'How many; default 50.', { type: 'integer', minimum: 1, maximum: 500 }),
        query('cursor', '`nextCursor` of the page before.', { type: 'string' }),
      ],
      answers: 'A page.',
      schema: object({
        [plural]: { type: 'array', items: { type: 'object', required: ['id', 'ts'] } },
        position,
        nextCursor: { type: ['string', 'null'] },
      }),
      problems: [
        'unknown_parameter',
        'repeated_parameter',
        'bad_value',
        'filter_required',
        'too_busy',
      ],
    },
    [`POST ${path}`]: {
      summary: `Creates a ${name}`,
      description:
        'Without its id and the fields that the server sets. `Location` has its address.',
      tag: plural,
      parameters: [idempotencyKey],
      body: { type: 'object' },
      status: 201,
      answers: `The new ${name}; \`ETag\` has its version.`,
      schema: one,
      problems: problemsOfWrite,
    },
    [`GET ${path}/{id}`]: {
      summary: `Reads a ${name}`,
      tag: plural,
      parameters: [id],
      answers: `The ${name}; \`ETag\` has its version.`,
      schema: one,
      problems: ['unknown_parameter', 'not_found', 'forbidden_topics', 'item_damaged', 'too_busy'],
    },
    [`PATCH ${path}/{id}`]: {
      summary: `Changes a ${name}`,
      description:
        'A JSON Merge Patch (RFC 7386), as application/merge-patch+json or application/json.',
      tag: plural,
      parameters: [id, ifMatch, idempotencyKey],
      body: { type: 'object', examples: [rules.exampleChange] },
      answers: `The ${name} as it is now; \`ETag\` has its version.`,
      schema: one,
      problems: [...problemsOfChange, 'field_fixed'],
    },
    [`DELETE ${path}/{id}`]: {
      summary: `Deletes a ${name}`,
      tag: plural,
      parameters: [id, ifMatch, idempotencyKey],
      answers: 'It is deleted.',
      schema: object({ id: text(`Id of the ${name}.`), position }),
      problems: problemsOfChange,
    },
  }
  if (tenant === undefined) return operations
  const ofTenant = query(tenant.parameter, 'The tenant.', { type: 'string' })
  return Object.fromEntries(
    Object.entries(operations).map(([key, { parameters = [], problems = [], ...operation }]) => [
      key,
      {
        ...operation,
        parameters: [ofTenant, ...parameters],
        problems: [...new Set([...problems, 'repeated_parameter', ...problemsOfTenant])],
      },
    ]),
  )
}
