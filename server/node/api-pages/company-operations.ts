/** The routes of the company feed besides those of every feed. */
import { companyDefinition } from '../../../src/feeds/company/company.ts'
import { type Operations, object, type ParameterEntry, position, text } from './operation.ts'

const tag = companyDefinition.name
const companyId = text('Id of a company.', { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })
const id: ParameterEntry = { name: 'id', in: 'path', meaning: 'The company.', schema: companyId }
const features = object({ companyId, streaming: { type: 'boolean' } })
const timestamp = text('When this was read.', { format: 'date-time' })
const healthOf = (status: string) =>
  object({ status: { const: status }, streaming: { type: 'boolean' }, timestamp })
const problemsOfAdmin = [
  'unknown_parameter',
  'bad_tenant',
  'tenant_mismatch',
  'insufficient_scope',
] as const
const problemsOfBody = [
  'unsupported_media_type',
  'body_too_large',
  'invalid_json',
  'invalid_body',
  'cross_site_request',
] as const

export const companyOperations: Operations = {
  'POST /stream/events': {
    summary: 'Sends an event of a company',
    description: 'For senders without a message broker. The token needs the scope `events:write`.',
    tag,
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        meaning: 'Makes the event safe to repeat.',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
    ],
    body: object({
      companyId,
      type: { enum: Object.keys(companyDefinition.events) },
      data: { type: 'object', description: 'The body of the event: see /asyncapi.json.' },
    }),
    status: 201,
    answers: 'Where the event is in the log.',
    schema: object({ position }),
    problems: [
      ...problemsOfAdmin,
      ...problemsOfBody,
      'bad_value',
      'bad_idempotency_key',
      'idempotency_conflict',
    ],
  },
  'GET /stream/health': {
    summary: 'Whether the company feed takes events and streams',
    tag,
    answers: 'It takes events.',
    schema: healthOf('ok'),
    others: { 503: { answers: 'The log is not available.', schema: healthOf('unavailable') } },
    problems: ['unknown_parameter'],
  },
  'GET /admin/companies/{id}/features': {
    summary: 'What is switched on for a company',
    tag,
    parameters: [id],
    answers: 'Its switches.',
    schema: features,
    problems: [...problemsOfAdmin],
  },
  'PUT /admin/companies/{id}/features': {
    summary: 'Switches streaming of a company on or off',
    description: 'The token needs the scope `companies:admin`.',
    tag,
    parameters: [id],
    body: object({ streaming: { type: 'boolean' } }),
    answers: 'What is stored now.',
    schema: features,
    problems: [...problemsOfAdmin, ...problemsOfBody],
  },
}
