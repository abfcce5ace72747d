/** A client of the company feed that does not read for a while, among clients that do, over real sockets. */
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { companyFeed } from '../../../server/feeds/company/company-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { type RunningServer, serve } from '../../../server/node/serve.ts'
import {
  type CompanyEvent,
  type CompanyItem,
  companyDefinition,
} from '../../../src/feeds/company/company.ts'
import { decodeFrame } from '../../../src/protocol/decode.ts'
import { createFrameParser } from '../../../src/protocol/frame-parser.ts'
import { until } from '../../support/until.ts'

const open: RunningServer[] = []
const responses: IncomingMessage[] = []

afterEach(async () => {
  for (const response of responses.splice(0)) response.destroy()
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function subscribe({ port }: RunningServer) {
  const path = '/stream/updates?companyId=acme'
  const [response] = (await once(get({ host: '127.0.0.1', port, path }), 'response')) as [
    IncomingMessage,
  ]
  responses.push(response)
  const events: { readonly offset: number; readonly event: CompanyEvent }[] = []
  const items = new Map<string, CompanyItem>()
  let last = { delivered: 0, conflated: 0, offset: 0 }
  const parser = createFrameParser({
    onFrame(parsed) {
      const frame = decodeFrame(parsed, companyDefinition)
      if (frame.kind === 'ping') {
        const { delivered, conflated = 0, position } = frame
        last = { delivered, conflated, offset: position?.offset ?? 0 }
      }
      if (frame.kind !== 'event') return
      events.push({ offset: frame.position?.offset ?? 0, event: frame.event })
      const key = companyDefinition.state?.keyOfEvent(frame.event) ?? ''
      const item = companyDefinition.state?.reduce(items.get(key), frame.event)
      if (item !== undefined) items.set(key, item)
    },
  })
  return {
    events,
    items,
    get ping() {
      return last
    },
    read: () => response.on('data', (chunk: Buffer) => parser.push(chunk)),
  }
}

it('a client that reads again has the newest values and every flag, and others have waited for nothing', async () => {
  const log = memoryLog({ retentionEvents: 100_000 })
  const feed = companyFeed({ log, pingMs: 1_000 })
  const config = { stallMs: 600_000, maxConnectionsPerIp: 0, connectionRatePerIp: 0 }
  const server = await serve({ port: 0, feeds: [feed], config })
  open.push(server)
  const slow = await subscribe(server)
  const healthy = await Promise.all([1, 2, 3].map(() => subscribe(server)))
  for (const client of healthy) client.read()
  const hub = server.app.hubs.get('company:acme')
  if (hub === undefined) throw new Error('It has connections.')

  // More than the buffers of both sides can hold.
  const topics = ['all', 'key:flag:fill:bytes', 'kind:journey_flag', 'journey:fill']
  const body = { journey: 'fill', flag: 'bytes', isSet: true, padding: 'x'.repeat(60_000) }
  const draft = { topics, type: 'journey_flag_updated', data: JSON.stringify(body) }
  let total = 0
  const othersHaveAll = () => healthy.every(({ events }) => events.length === total)
  for (; total < 200; total++) await log.append('company:acme', draft)
  await until(othersHaveAll, 30_000, 'the other clients had received what fills buffers')
  const keys = ['hours', 'people', 'trees']
  for (let value = 0; value < 3_000; value++) {
    const metric = keys[value % keys.length] ?? ''
    await feed.publish({ type: 'metric_updated', metric, value }, { tenant: 'acme' })
    total++
    if (value % 100 > 0) continue
    const flag = { journey: 'onboarding', flag: 'welcomed', isSet: value % 200 === 0 }
    await feed.publish({ type: 'journey_flag_updated', ...flag }, { tenant: 'acme' })
    total++
    // The event loop is theirs as well: no more than the look-ahead waits for one that reads.
    await until(othersHaveAll, 30_000, `the other clients had received ${total} events`)
  }
  await until(othersHaveAll, 30_000, 'the other clients had received every event')
  expect(slow.events).toEqual([])

  slow.read()
  await until(() => slow.ping.offset === total, 30_000, 'it had received everything')
  const offsets = slow.events.map(({ offset }) => offset)
  expect(offsets).toEqual([...new Set(offsets)].sort((one, other) => one - other))
  const flags = slow.events.filter(({ event }) => event.type === 'journey_flag_updated')
  expect(flags).toHaveLength(230)
  expect(slow.ping).toEqual({
    delivered: slow.events.length,
    conflated: total - slow.events.length,
    offset: total,
  })
  expect(slow.events.length).toBeLessThan(1_500)
  expect(hub.counts).toMatchObject({
    conflated: slow.ping.conflated,
    gaps: { slow_consumer: 0 },
    closed: { client: 0 },
  })
  for (const client of healthy) expect(client.items).toEqual(slow.items)
  expect(slow.items.get('metric:trees')).toMatchObject({ value: 2_999, previousValue: 2_996 })
}, 90_000)
