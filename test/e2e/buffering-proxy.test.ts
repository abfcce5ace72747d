/**
 * A real nginx that holds responses back until they end, before a real server: the client notices, continues by polls,
 * says so, loses nothing, and connects directly again when the proxy lets it through.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnection } from '../../src/connection/index.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { createDeliveryRecord } from '../support/delivery-record.ts'
import { canUseNginx, type Nginx, type NginxFiles, startNginx } from '../support/nginx.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { until } from '../support/until.ts'
import { alice, bob, token } from '../support/wired.ts'

/**
 * nginx obeys the server's x-accel-buffering: this one, as many proxies of companies, does not. With HTTP/1.1 to the
 * server it would pass on every chunk in spite of its buffers; HTTP/1.0 is its default.
 */
const proxy = (isBuffering: boolean) => (files: NginxFiles) =>
  `
  server {
    listen 127.0.0.1:${files.port};
    location / {
      proxy_pass http://127.0.0.1:${files.targetPorts[0]};
      proxy_set_header Host 127.0.0.1:${files.targetPorts[0]};
      proxy_ignore_headers X-Accel-Buffering;
      proxy_buffering ${isBuffering ? 'on' : 'off'};
    }
  }`

describe.skipIf(!canUseNginx)('a proxy that holds responses back', () => {
  let server: SpawnedServer
  let nginx: Nginx

  beforeAll(async () => {
    server = await spawnServer({ env: { LOG: 'memory', SIMULATE: 'off', PING_MS: '1000' } })
    nginx = await startNginx([server.port], proxy(true))
  })
  afterAll(async () => {
    await nginx?.stop()
    await server?.stop()
  })

  async function createStream(): Promise<Position> {
    const answer = await fetch(`${server.url}/streams`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sender: alice,
        recipient: bob,
        tokenAddress: token,
        ratePerSecond: '1',
        depositedAmount: '1000000',
      }),
    })
    const { position } = (await answer.json()) as { readonly position: string }
    const [epoch = '', offset = ''] = position.split('.')
    return { epoch, offset: Number(offset) }
  }

  it('is noticed, passed by polls, and left when it lets responses through', async () => {
    const log: Position[] = []
    const record = createDeliveryRecord()
    const transports = new Set<string>()
    const connection = createConnection({
      feed: payments,
      url: nginx.url.replace('https://localhost', 'http://127.0.0.1'),
      filter: { all: true },
      poll: { afterMs: 1_000, directAfterMs: 1_000 },
    })
    connection.onFrames((batch) => {
      for (const frame of batch) record.note(frame)
    })
    connection.subscribe(() => {
      const now = connection.getSnapshot()
      if (now.status === 'open' && now.phase === 'live') transports.add(now.transport)
    })
    const untilDelivered = (count: number) =>
      until(() => record.delivered.length === count, 15_000, `${count} events are delivered`)
    connection.open()
    await until(() => transports.has('poll'), 15_000, 'the connection polls')
    for (let n = 0; n < 20; n++) log.push(await createStream())
    await untilDelivered(20)

    nginx.reload(proxy(false))
    const writing = (async () => {
      for (let n = 0; n < 20; n++) {
        log.push(await createStream())
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    })()
    await until(() => transports.has('direct'), 15_000, 'the connection is direct again')
    await writing
    await untilDelivered(40)
    expect(record.faults(log, 0)).toEqual([])
    expect(record.declared).toEqual([])
    expect(connection.getSnapshot()).toMatchObject({ gaps: 0, transport: 'direct' })
    connection.close()
  })
})
