/** Pages of other sites and rebound names: who may send commands, and under which host names. */
import { describe, expect, it } from 'vitest'
import { createWired } from '../../support/wired.ts'
import { appOrigins } from '../origins.ts'

const listed = 'https://app.example'
const foreign = 'https://evil.example'
const json = { 'content-type': 'application/json' }

/** A server with one stream, and the answer to a body-less command on it. */
async function createTarget(config: NonNullable<Parameters<typeof createWired>[0]>['config'] = {}) {
  const wired = createWired({ config })
  await wired.createStream()
  const cancel = async (headers: Record<string, string> = {}, init: RequestInit = {}) => {
    const response = await wired.fetch('/streams/1/cancel', { method: 'POST', headers, ...init })
    const { code } = (await response.json()) as { code?: string }
    return { status: response.status, ...(code !== undefined && { code }) }
  }
  const isCancelled = async () =>
    (await wired.server.ledger.read('1')).stream.status === 'cancelled'
  return { ...wired, cancel, isCancelled }
}

describe('a command without a body', () => {
  it.each([
    ['as JSON, from a program', json],
    ['as JSON with a charset', { 'content-type': 'Application/JSON; charset=utf-8' }],
    ['from a page of the same origin', { origin: 'http://wired.test' }],
    ['from the same host behind TLS', { origin: 'https://wired.test' }],
    ['from a listed origin', { origin: listed, 'sec-fetch-site': 'cross-site' }],
    ['from a page that the browser calls its own', { ...json, 'sec-fetch-site': 'same-origin' }],
  ])('is carried out %s', async (_, headers) => {
    const { cancel, isCancelled } = await createTarget({ corsOrigins: [listed] })
    expect(await cancel(headers)).toEqual({ status: 200 })
    expect(await isCancelled()).toBe(true)
  })

  it.each([
    ['from a foreign origin', { origin: foreign }],
    ['from a foreign origin that declares JSON', { ...json, origin: foreign }],
    ['from an opaque origin', { origin: 'null' }],
    ['from the same host on another port', { origin: 'http://wired.test:8080' }],
    ['from an origin that only begins like a listed one', { origin: `${listed}.evil.example` }],
    ['that the browser calls cross-site', { ...json, 'sec-fetch-site': 'cross-site' }],
    ['that the browser calls same-site only', { ...json, 'sec-fetch-site': 'same-site' }],
  ])('is refused %s', async (_, headers) => {
    const { cancel, isCancelled } = await createTarget({ corsOrigins: [listed] })
    expect(await cancel(headers)).toMatchObject({ status: 403, code: 'cross_site_request' })
    expect(await isCancelled()).toBe(false)
  })

  it.each([
    ['nothing', {}, {}],
    ['a form', {}, { body: new URLSearchParams('a=1') }],
    ['plain text', { 'content-type': 'text/plain' }, { body: '{}' }],
  ])('is refused when it declares %s and names no origin', async (_, headers, init) => {
    const { cancel, isCancelled } = await createTarget()
    expect(await cancel(headers, init)).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    })
    expect(await isCancelled()).toBe(false)
  })

  it.each(appOrigins)('is carried out from a listed app: %s', async (origin) => {
    const { cancel, isCancelled } = await createTarget({ corsOrigins: [origin] })
    expect(await cancel({ origin, 'sec-fetch-site': 'cross-site' })).toEqual({ status: 200 })
    expect(await isCancelled()).toBe(true)
  })

  it.each([
    ['another app', 'capacitor://other'],
    ['another scheme', 'ionic://localhost'],
    ['another port', 'capacitor://localhost:8100'],
    ['an opaque origin', 'null'],
  ])('is refused from %s than the listed one', async (_, origin) => {
    const { cancel, isCancelled } = await createTarget({ corsOrigins: ['capacitor://localhost'] })
    expect(await cancel({ origin })).toMatchObject({ status: 403, code: 'cross_site_request' })
    expect(await isCancelled()).toBe(false)
  })

  it('is carried out from any origin where every origin is listed', async () => {
    const { cancel } = await createTarget({ corsOrigins: ['*'] })
    expect(await cancel({ origin: foreign })).toEqual({ status: 200 })
  })
})

describe('a read', () => {
  it('is answered for every origin; CORS decides which pages may read it', async () => {
    const { fetch } = await createTarget()
    const headers = { origin: foreign, 'sec-fetch-site': 'cross-site' }
    expect((await fetch('/streams', { headers })).status).toBe(200)
  })
})

describe('the host of a request', () => {
  const statusFor = async (host: string, allowedHosts: readonly string[] = []) => {
    const { server } = createWired({ config: { allowedHosts } })
    const request = new Request(`http://${host}/healthz`)
    const response = await server.app.fetch(request)
    return response.status === 200 ? 200 : ((await response.json()) as { code: string }).code
  }

  it.each([
    'localhost',
    'localhost:3001',
    'LOCALHOST',
    'localhost.',
    'app.localhost:5173',
    '127.0.0.1:3001',
    '127.8.9.1',
    '[::1]:3001',
    '[0:0:0:0:0:0:0:1]',
  ])('may be the loopback name %s', async (host) => {
    expect(await statusFor(host)).toBe(200)
  })

  it.each([
    'evil.example',
    'localhost.evil.example',
    'notlocalhost',
    '127.0.0.1.evil.example',
    '192.168.1.5:3001',
    '[2001:db8::1]',
    '0.0.0.0',
  ])('is refused as %s', async (host) => {
    expect(await statusFor(host)).toBe('host_not_allowed')
  })

  it.each([
    ['api.example', 'api.example:8443'],
    ['API.example', 'api.example'],
    ['*.example', 'eu.api.example'],
    ['192.168.1.5', '192.168.1.5:3001'],
    ['2001:db8::1', '[2001:db8:0::1]:80'],
    ['0.0.0.0', '192.168.1.5:3001'],
    ['::', '[2001:db8::1]:3001'],
    ['*', 'anything.example'],
  ])('with %s allowed may be %s', async (allowed, host) => {
    expect(await statusFor(host, [allowed])).toBe(200)
  })

  it.each([
    ['*.example', 'example'],
    ['*.example', 'badexample'],
    ['0.0.0.0', 'evil.example'],
    ['api.example', 'api.example.evil.test'],
  ])('with %s allowed may not be %s', async (allowed, host) => {
    expect(await statusFor(host, [allowed])).toBe('host_not_allowed')
  })

  it('is looked at in the header as well as in the address', async () => {
    const { server } = createWired()
    const headers = { host: 'evil.example' }
    const response = await server.app.fetch(new Request('http://localhost/healthz', { headers }))
    expect(await response.json()).toMatchObject({ status: 403, code: 'host_not_allowed' })
  })

  it('is checked for every kind of request', async () => {
    const { server } = createWired()
    for (const [method, path] of [
      ['GET', '/events/subscribe?all=true'],
      ['GET', '/nowhere'],
      ['OPTIONS', '/streams'],
      ['POST', '/streams/1/cancel'],
    ] as const) {
      const request = new Request(`http://evil.example${path}`, { method, headers: json })
      const response = await server.app.fetch(request)
      expect(response.status, path).toBe(403)
      expect(await response.text()).toContain('host_not_allowed')
    }
  })
})

describe('a refusal of a caller', () => {
  it('names the setting of a program and the variable of the process', async () => {
    const { server, fetch } = createWired()
    const host = await server.app.fetch(new Request('http://evil.example/healthz'))
    expect(await host.text()).toContain('config.allowedHosts (variable ALLOWED_HOSTS)')
    const post = await fetch('/streams/1/cancel', { method: 'POST', headers: { origin: foreign } })
    expect(await post.text()).toContain('config.corsOrigins (variable CORS_ORIGINS)')
  })
})

describe('a request from the same process', () => {
  it('has no host and no origin to check', async () => {
    const { server, createStream } = createWired()
    await createStream()
    const request = new Request('https://api.example/streams/1/cancel', { method: 'POST' })
    const response = await server.app.fetch(request, { isInProcess: true })
    expect(response.status).toBe(200)
  })
})
