/**
 * A proxy loses one frame of a connection on which events never stop. Only the count in a ping can show it, so the
 * server has to send pings while events flow.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { createConnection } from '../../src/connection/index.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { createSwallowingProxy, type SwallowingProxy } from '../support/swallowing-proxy.ts'
import { until } from '../support/until.ts'
import { createProducer } from './producer.ts'

const pingMs = 1_000

const servers = new Set<SpawnedServer>()
const proxies = new Set<SwallowingProxy>()

afterEach(async () => {
  for (const proxy of proxies) await proxy.close()
  for (const server of servers) await server.stop()
  proxies.clear()
  servers.clear()
})

describe('a frame that a proxy swallows on a busy connection', () => {
  it('is declared by the client within two ping intervals, and no other loss is', async () => {
    const server = await spawnServer({
      env: { LOG: 'memory', SIMULATE: 'off', PING_MS: String(pingMs) },
    })
    servers.add(server)
    const proxy = await createSwallowingProxy(server.port)
    proxies.add(proxy)
    const producer = await createProducer(server.url, 50)
    const gaps: { readonly atMs: number; readonly reason: string }[] = []
    const connection = createConnection({
      feed: payments,
      url: `http://127.0.0.1:${proxy.port}`,
      filter: { all: true },
    })
    connection.onFrames((batch) => {
      for (const frame of batch) {
        if (frame.kind === 'gap') gaps.push({ atMs: performance.now(), reason: frame.reason })
      }
    })
    connection.open()
    await until(() => connection.getSnapshot().status === 'open', 10_000, 'it is connected')
    producer.start()
    // Long enough for several pings that agree.
    await new Promise((resolve) => setTimeout(resolve, 2 * pingMs))
    expect(gaps).toEqual([])

    const swallowedAtMs = performance.now()
    proxy.swallow('stream.topped_up')
    await until(() => gaps.length > 0, 4 * pingMs, 'the loss is declared')
    expect(proxy.swallowed()).toBe(1)
    expect(gaps[0]?.reason).toBe('count_mismatch')
    expect((gaps[0]?.atMs ?? 0) - swallowedAtMs).toBeLessThan(2 * pingMs)
    await new Promise((resolve) => setTimeout(resolve, 2 * pingMs))
    expect(gaps).toHaveLength(1)

    connection.close()
    await producer.stop()
  }, 30_000)
})
