/**
 * The routes of an application as an OpenAPI 3.1 document. The routes come from the application, their parameters and
 * answers from the tables next to this file. A route without an entry, such as one of a team's own feed, is listed with
 * its method and path only.
 */
import { companyProblems } from '../../../src/feeds/company/problems.ts'
import { paymentsProblems } from '../../../src/feeds/payments/problems.ts'
import type { ResourceFeedDefinition } from '../../../src/feeds/resource/resource-types.ts'
import { problemCodes } from '../../../src/protocol/errors.ts'
import { problemMediaType } from '../../../src/protocol/headers.ts'
import type { FetchHandler } from '../../app.ts'
import type { ServerFeed } from '../../feeds/server-feed.ts'
import { version } from '../../ops/package-version.ts'
import { appOperations, commonSchemas, operationsOfFeed } from './common-operations.ts'
import { companyOperations } from './company-operations.ts'
import type { OperationEntry, Operations } from './operation.ts'
import { paymentsOperations, paymentsSchemas } from './payments-operations.ts'
import { problemsOf } from './problem-groups.ts'
import { operationsOfResource } from './resource-operations.ts'

const statusOf: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries({ ...problemCodes, ...paymentsProblems, ...companyProblems }).map(
    ([code, { status }]) => [code, status],
  ),
)

/** What the pages about an API describe. */
export interface DescribedApp {
  /** The feeds that it serves. */
  readonly feeds: readonly ServerFeed[]
  /** The routes that it has: `routes` of its handler. */
  readonly routes: FetchHandler['routes']
}

/** The document of `GET /openapi.json`. */
export function describeApi({ feeds, routes }: DescribedApp): object {
  const known: Operations = {
    ...appOperations,
    ...Object.assign(
      {},
      ...feeds.map(({ definition, aliases }) => operationsOfFeed(definition, aliases)),
    ),
    ...(feeds.some((feed) => 'ledger' in feed) && paymentsOperations),
    ...Object.assign(
      {},
      ...feeds
        .map(({ definition }) => definition)
        .filter(isResource)
        .map(({ resource, tenant }) => operationsOfResource(resource, tenant)),
    ),
    ...(feeds.some((feed) => 'setStreaming' in feed) && companyOperations),
  }
  const paths: Record<string, Record<string, object>> = {}
  for (const { method, path } of routes) {
    if (!['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method) || path.includes('*')) continue
    const template = path.replace(/:(\w+)/g, '{$1}')
    const entry = known[`${method} ${template}`] ?? unknownOperation(template)
    paths[template] = {
      ...paths[template],
      [method.toLowerCase()]: describe(method, template, entry),
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Streamgauge',
      version,
      description: 'Commands, reads and feeds. The events of feeds are in /asyncapi.json.',
    },
    // Relative to this document, so that it is right below any path that the application is mounted at.
    servers: [{ url: '.' }],
    paths,
    components: {
      schemas: { ...commonSchemas, ...paymentsSchemas },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'With AUTH=jwt.' },
      },
    },
    security: [{}, { bearer: [] }],
  }
}

function isResource(definition: object): definition is ResourceFeedDefinition {
  return 'resource' in definition
}

function unknownOperation(path: string): OperationEntry {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return {
    summary: path,
    tag: 'other',
    parameters: names.map((name) => ({
      name,
      in: 'path',
      meaning: 'A part of the path.',
      schema: { type: 'string' },
    })),
    answers: 'An answer of the route itself.',
    schema: {},
  }
}

function describe(method: string, path: string, entry: OperationEntry): object {
  const { summary, description, tag, parameters = [], body, status = 200 } = entry
  const { answers, mediaType = 'application/json', schema, alsoAs = {}, others = {} } = entry
  const also = Object.entries(alsoAs).map(([type, ofType]) => [type, { schema: ofType }])
  return {
    operationId: operationIdOf(method, path),
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    ...(parameters.length > 0 && {
      parameters: parameters.map(({ name, in: place, meaning, schema: ofValue }) => ({
        name,
        in: place,
        description: meaning,
        required: place === 'path',
        schema: ofValue,
      })),
    }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
    }),
    responses: {
      [status]: {
        description: answers,
        content: { [mediaType]: { schema }, ...Object.fromEntries(also) },
      },
      ...Object.fromEntries(
        Object.entries(others).map(([other, { answers: means, schema: ofOther }]) => [
          other,
          {
            description: means,
            ...(ofOther && { content: { 'application/json': { schema: ofOther } } }),
          },
        ]),
      ),
      ...describeProblems(method, entry),
    },
  }
}

function describeProblems(method: string, entry: OperationEntry): object {
  const { others = {} } = entry
  const codesByStatus = new Map<number, string[]>()
  for (const code of problemsOf(method, entry)) {
    const status = statusOf[code]
    if (status === undefined || status in others) continue
    codesByStatus.set(status, [...(codesByStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...codesByStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function operationIdOf(method: string, path: string): string {
  const words = path.replace(/\.\w+$/, '').match(/\w+/g) ?? ['root']
  return [method.toLowerCase(), ...words].join('_')
}
