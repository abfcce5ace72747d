/** The page of metrics, read from a server that listens. */
import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createLoopLag } from '../../../server/node/loop-lag.ts'
import { prometheusMetrics } from '../../../server/node/metrics.ts'
import { metricsTable } from '../../../server/node/metrics-table.ts'
import { type RunningServer, type ServeOptions, serve } from '../../../server/node/serve.ts'
import type { Bridge } from '../../../server/ops/bridge.ts'
import { notReadyReasons } from '../../../server/ops/readiness.ts'
import { alice, bob, token } from '../../support/wired.ts'

const servers: RunningServer[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

async function start(options: ServeOptions = {}): Promise<RunningServer> {
  const server = await serve({ port: 0, ...options })
  servers.push(server)
  return server
}

interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** The samples of a page, by the rules of the text format. */
function readSamples(text: string): readonly Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] =
        /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, key = '', text = '']) => [key, text])),
        value: Number(value),
      }
    })
}

async function readMetrics(url: string): Promise<readonly Sample[]> {
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  return readSamples(await answer.text())
}

/** A source of events that has done a little of everything. */
const bridge: Bridge = {
  name: 'chain',
  prepare: async () => {},
  start: () => {},
  close: async () => {},
  readiness: { check: () => [] },
  measure: () => ({
    events: { applied: 2 },
    failures: { network: 1 },
    ...{ held: 1, pending: 3, gaps: 1, position: 42 },
  }),
}

const createStream = (url: string) =>
  fetch(`${url}/streams`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      sender: alice,
      recipient: bob,
      tokenAddress: token,
      ratePerSecond: '1',
      depositedAmount: '1000',
    }),
  })

/** Referenced: fetch aborts a response that is garbage-collected. */
const feeds: Response[] = []

/** A server that has done a little of everything that is counted. */
async function startBusy(options: ServeOptions): Promise<RunningServer> {
  const server = await start({ ...options, bridges: [bridge] })
  const feed = await fetch(`${server.url}/events/subscribe?all=true`)
  feeds.push(feed)
  const reader = feed.body?.getReader()
  await reader?.read()
  await createStream(server.url)
  await reader?.read()
  await fetch(`${server.url}/events/subscribe`)
  await fetch(`${server.url}/nowhere`)
  return server
}

describe('the page of metrics', () => {
  it('has every metric of the table with its documented labels, and no other of this server', async () => {
    const server = await startBusy({ metrics: true })
    const samples = await readMetrics(`${server.url}/metrics`)
    const own = samples.filter(({ name }) => name.startsWith('streamgauge_'))
    const labelsOf = new Map<string, Set<string>>()
    for (const { name, labels } of own) {
      const base = name.replace(/_(bucket|sum|count)$/, '')
      const found = labelsOf.get(base in metricsTable ? base : name) ?? new Set()
      for (const label of Object.keys(labels)) if (label !== 'le') found.add(label)
      labelsOf.set(base in metricsTable ? base : name, found)
    }
    // Nothing has failed here: those two have no samples, but are announced.
    const silent = ['streamgauge_append_failures_total']
    expect([...labelsOf.keys(), ...silent].sort()).toEqual(Object.keys(metricsTable).sort())
    for (const [name, labels] of labelsOf) {
      expect([...labels].sort(), name).toEqual([...(metricsTable[name]?.labels ?? [])].sort())
    }
  })

  it('announces the type and the meaning of each', async () => {
    const server = await start({ metrics: true })
    const text = await (await fetch(`${server.url}/metrics`)).text()
    for (const [name, { type, meaning }] of Object.entries(metricsTable)) {
      expect(text).toContain(`# HELP ${name} ${meaning}\n# TYPE ${name} ${type}\n`)
    }
  })

  it('counts what happened', async () => {
    const server = await startBusy({ metrics: true })
    const samples = await readMetrics(`${server.url}/metrics`)
    const numberOf = (name: string, labels: Readonly<Record<string, string>> = {}) =>
      samples.find(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([key, text]) => sample.labels[key] === text),
      )?.value
    const feed = 'payments'
    expect({
      ready: numberOf('streamgauge_ready'),
      connections: numberOf('streamgauge_connections', { feed }),
      accepted: numberOf('streamgauge_connects_total', { feed, result: 'accepted' }),
      refused: numberOf('streamgauge_connects_total', { feed, result: 'filter_required' }),
      notFound: numberOf('streamgauge_refusals_total', { code: 'not_found' }),
      appended: numberOf('streamgauge_appended_total'),
      delivered: numberOf('streamgauge_delivered_total', { feed }),
      fresh: numberOf('streamgauge_resumes_total', { feed, outcome: 'none' }),
      lags: numberOf('streamgauge_delivery_lag_seconds_count', { feed }),
      appends: numberOf('streamgauge_append_seconds_count'),
    }).toEqual({
      ready: 1,
      connections: 1,
      accepted: 1,
      refused: 1,
      notFound: 1,
      appended: 1,
      delivered: 1,
      fresh: 1,
      lags: 1,
      appends: 1,
    })
    expect(numberOf('process_resident_memory_bytes')).toBeGreaterThan(1e7)
  })

  it('has histograms whose buckets only grow, up to the count', async () => {
    const server = await startBusy({ metrics: true })
    const samples = await readMetrics(`${server.url}/metrics`)
    for (const [name, { type }] of Object.entries(metricsTable)) {
      if (type !== 'histogram') continue
      const buckets = samples.filter((sample) => sample.name === `${name}_bucket`)
      const values = buckets.map(({ value }) => value)
      expect(values.length, name).toBeGreaterThan(10)
      expect(values, name).toEqual([...values].sort((one, other) => one - other))
      expect(buckets.at(-1)?.labels['le'], name).toBe('+Inf')
      expect(samples.find((sample) => sample.name === `${name}_count`)?.value).toBe(values.at(-1))
    }
  })

  it('has a series for every reason why a server can be not ready', async () => {
    const server = await start({ metrics: true })
    const samples = await readMetrics(`${server.url}/metrics`)
    const reasons = samples.filter(({ name }) => name === 'streamgauge_not_ready')
    expect(reasons.map(({ labels }) => labels['reason'])).toEqual(Object.keys(notReadyReasons))
    expect(reasons.map(({ value }) => value)).toEqual(reasons.map(() => 0))
  })
})

describe('who may read metrics', () => {
  it('is no caller at all unless they are asked for', async () => {
    const server = await start()
    expect(server.metricsUrl).toBeNull()
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
  })

  it.each([
    [403, []],
    [200, ['stats:read']],
  ])('is answered with %i to a caller with the scopes %j', async (status, scopes) => {
    const identity = { subject: alice, isTrusted: false, scopes }
    const { app, close } = createApp({
      feeds: [paymentsFeed({ log: memoryLog() })],
      metrics: await prometheusMetrics(),
      authenticator: { name: 'test', authenticate: async () => ({ ok: true, identity }) },
    })
    const answer = await app.fetch(new Request('http://localhost/metrics'))
    expect(answer.status).toBe(status)
    close()
  })

  it('is everyone that reaches their own port, and then not that of the server', async () => {
    const server = await start({ metrics: { port: 0 } })
    expect(server.metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
    const samples = await readMetrics(server.metricsUrl ?? '')
    expect(samples.some(({ name }) => name === 'streamgauge_ready')).toBe(true)
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
  })

  it('is no page that rebinds its name, and nothing else is behind that port', async () => {
    const server = await start({ metrics: { port: 0 } })
    const own = new URL(server.metricsUrl ?? '')
    const statusOf = (path: string, method: string, host?: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = host === undefined ? {} : { host }
        request({ port: own.port, path, method, headers }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
          .on('error', reject)
          .end()
      })
    expect(await statusOf('/metrics', 'GET', 'evil.example')).toBe(403)
    expect(await statusOf('/streams', 'GET')).toBe(404)
    expect(await statusOf('/metrics', 'POST')).toBe(405)
  })

  it('ends with the server', async () => {
    const server = await start({ metrics: { port: 0 } })
    await server.close()
    await expect(fetch(server.metricsUrl ?? '')).rejects.toThrow()
  })
})

describe('the lag of the event loop', () => {
  it('is a reason to get no traffic while the loop was blocked lately for more than two seconds', async () => {
    const lag = createLoopLag()
    const turn = () => new Promise((resolve) => setTimeout(resolve, 30))
    await turn()
    expect(lag.check()).toEqual([])
    // Blocks this thread, as a computation would.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_150)
    await turn()
    expect(lag.worstMs()).toBeGreaterThan(2_000)
    expect(lag.check()).toEqual(['loop_lag'])
    lag.close()
  })
})
