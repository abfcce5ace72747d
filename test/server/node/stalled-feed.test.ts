/** Subscribers that do not read, or hardly, over real sockets whose buffers are full. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { type RunningServer, serve } from '../../../server/node/serve.ts'

const open: RunningServer[] = []
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(open.splice(0).map((server) => server.close()))
})

/** A server that has written to a subscriber until every buffer was full. */
async function startFull({ stallMs }: { readonly stallMs: number }) {
  const log = memoryLog()
  const server = await serve({ port: 0, feeds: [paymentsFeed({ log })], config: { stallMs } })
  open.push(server)
  const socket = connect(server.port, '127.0.0.1')
  sockets.push(socket)
  const failure = once(socket, 'error').then(([error]) => (error as NodeJS.ErrnoException).code)
  failure.catch(() => {})
  await once(socket, 'connect')
  socket.pause()
  socket.write('GET /events/subscribe?all=1 HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const hub = server.app.hubs.get('payments')
  while (hub?.connections !== 1) await new Promise((resolve) => setImmediate(resolve))
  const data = JSON.stringify('x'.repeat(60_000))
  // What the buffers of both sides can hold at most is less.
  for (let count = 0; count < 200; count++) {
    await log.append('payments', { topics: ['all'], type: 'big', data })
  }
  return { server, hub, socket, failure }
}

/** Sockets of the server's side with bytes that the other side has not taken. */
function fullSockets({ port }: RunningServer): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  return readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, from = '', , , queues = '']) =>
        `${from} `.endsWith(local) && !queues.startsWith('00000000'),
    ).length
}

const isLinux = existsSync('/proc/net/tcp')

describe('a subscriber that never reads', () => {
  it('is reset when it is stalled, so that the kernel keeps nothing for it', async () => {
    const { server, hub, socket, failure } = await startFull({ stallMs: 2_000 })
    while (isLinux && fullSockets(server) === 0)
      await new Promise((resolve) => setImmediate(resolve))
    while (hub.connections > 0) await new Promise((resolve) => setImmediate(resolve))
    expect(hub.counts.closed.stalled).toBe(1)
    socket.resume()
    expect(await failure).toBe('ECONNRESET')
    if (isLinux) expect(fullSockets(server)).toBe(0)
  }, 60_000)
})
