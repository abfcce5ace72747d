/** The problems that the OpenAPI document lists for each operation, next to what the server really answers. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { companyFeed } from '../../../server/feeds/company/company-feed.ts'
import { ordersFeed } from '../../../server/feeds/orders/orders-feed.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { describeApi } from '../../../server/node/api-pages/openapi.ts'
import { version } from '../../../server/ops/package-version.ts'
import { paymentsProblems } from '../../../src/feeds/payments/problems.ts'
import { problemCodes } from '../../../src/protocol/errors.ts'

interface Operation {
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}
interface Api {
  readonly info: { readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const feeds = [
  paymentsFeed({ log: memoryLog() }),
  companyFeed({ log: memoryLog() }),
  ordersFeed({ log: memoryLog() }),
]
const metrics = async () => ({ contentType: 'text/plain', text: '' })
const { app } = createApp({ feeds, metrics })
const api = describeApi({ feeds, routes: app.routes }) as Api

function codesOf({ responses }: Operation, status?: string): readonly string[] {
  const listed = Object.entries(responses).filter(([own]) => status === undefined || own === status)
  return listed.flatMap(([, { description }]) => description.match(/(?<=`)\w+(?=`)/g) ?? [])
}

/** The operations that a request belongs to: those of its method, or of its path if it has no such method. */
function operationsFor(method: string, path: string): readonly Operation[] {
  const [template] = Object.keys(api.paths)
    .filter((each) => new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    // `/streams/{id}` is not `/streams/7`, if there were such a path.
    .sort((one, other) => one.split('{').length - other.split('{').length)
  const methods = template === undefined ? {} : (api.paths[template] ?? {})
  const own = methods[method.toLowerCase()]
  return own ? [own] : Object.values(methods)
}

/** Rows of docs/bad-input.md, which a test fills with the answers of real servers. */
const rows = readFileSync('docs/bad-input.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, what = '', request = '', status = '', code = ''] = line.split(/(?<!\\) ?\| ?/)
    const [, method = '', path = ''] = /^`([A-Z]+) (\/[^\s?`…]*)/.exec(request) ?? []
    // What node:http refuses by itself belongs to no operation.
    if (method === '' || request.includes('⏎')) return []
    return [{ what, method, path, status, code: code.replaceAll('`', '') }]
  })

/** Answered before any operation is known, or for a path that there is not. */
const ofNoOperation = ['bad_request', 'expectation_failed', 'headers_too_large', 'request_timeout']

describe('the problems of an operation in OpenAPI', () => {
  it('are compared with enough answers', () => {
    expect(rows.length).toBeGreaterThan(80)
  })

  it.each(rows)('contain $code for $method $path: $what', ({ method, path, status, code }) => {
    if (ofNoOperation.includes(code)) return
    const operations = operationsFor(method, path)
    // A path that the server does not have.
    if (operations.length === 0) expect(code).toBe('not_found')
    for (const operation of operations) expect(codesOf(operation, status)).toContain(code)
  })

  it('are, all together, every code that a server can answer', () => {
    const documented = new Set(
      Object.values(api.paths).flatMap((methods) =>
        Object.values(methods).flatMap((each) => codesOf(each)),
      ),
    )
    const known = Object.keys({ ...problemCodes, ...paymentsProblems })
    expect(known.filter((code) => !documented.has(code))).toEqual([])
  })

  it.each([
    ['GET', '/streams', ['too_busy', 'too_many_reads', 'keys_unavailable', 'token_expired']],
    ['GET', '/streams/1', ['forbidden_topics', 'item_damaged', 'too_busy']],
    ['GET', '/streams/1/claimable', ['forbidden_topics', 'item_damaged']],
    ['GET', '/events', ['forbidden_topics', 'too_busy']],
    ['POST', '/streams', ['too_many_streams', 'clock_unsure', 'insufficient_scope']],
    ['POST', '/streams/1/pause', ['clock_unsure', 'insufficient_scope', 'item_damaged']],
    ['POST', '/streams/1/top-up', ['too_many_commands', 'server_busy', 'draining']],
    ['POST', '/events/ticket', ['too_many_commands', 'too_many_tickets', 'invalid_json']],
    ['POST', '/events/refresh', ['too_many_commands', 'server_busy', 'body_too_large']],
    ['GET', '/events/subscribe', ['too_busy', 'ticket_invalid', 'connecting_too_fast']],
  ])('of %s %s contain %o', (method, path, codes) => {
    const [operation = { responses: {} }] = operationsFor(method, path)
    expect(codesOf(operation)).toEqual(expect.arrayContaining(codes))
  })

  it.each(['/healthz', '/readyz', '/asyncapi.json'])(
    'of %s contain nothing about credentials: it is public',
    (path) => {
      const [operation = { responses: {} }] = operationsFor('GET', path)
      expect(Object.keys(operation.responses)).not.toContain('401')
    },
  )
})

it('the documents about the API have the version of the package', async () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(version).toBe(manifest.version)
  expect(api.info.version).toBe(manifest.version)
  const answer = await app.fetch(new Request('http://localhost/asyncapi.json'))
  expect(((await answer.json()) as Api).info.version).toBe(manifest.version)
})
