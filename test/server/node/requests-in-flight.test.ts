/** A server that is asked to end while it carries out commands. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { type RunningServer, serve } from '../../../server/node/serve.ts'
import { untilRefused } from '../../support/until-refused.ts'
import { alice, bob, token } from '../../support/wired.ts'

const commands = 64
const longDrainMs = 60_000

const body = JSON.stringify({
  sender: alice,
  recipient: bob,
  tokenAddress: token,
  ratePerSecond: '1000',
  depositedAmount: '1000000000',
})
const create =
  'POST /streams HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
  `Content-Length: ${body.length}\r\n\r\n${body}`
const health = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'

const open: RunningServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

/** Waits for the network, which no test can move, by turns of the event loop. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}

/** A server whose commands are not finished before `release`. */
async function startHeld() {
  const log = memoryLog()
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let appends = 0
  const held: typeof log = {
    ...log,
    async appendAll(name, entries, changes) {
      appends++
      await released
      return log.appendAll(name, entries, changes)
    },
  }
  const feed = paymentsFeed({ log: held })
  const server = await serve({ port: 0, feeds: [feed], config: { commandRatePerIp: 0 } })
  open.push(server)
  return { server, release, appends: () => appends }
}

interface Client {
  readonly socket: Socket
  read(): string
}

async function connectTo(server: RunningServer): Promise<Client> {
  const socket = connect(server.port, '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return { socket, read: () => received }
}

const connectAll = (server: RunningServer, count: number) =>
  Promise.all(Array.from({ length: count }, () => connectTo(server)))

describe('a server that is closed with commands in flight', () => {
  it('answers every one of them, and ends their connections', async () => {
    const { server, release, appends } = await startHeld()
    const clients = await connectAll(server, commands)
    for (const { socket } of clients) socket.write(create)
    await until(() => appends() === commands)
    const closed = server.close(longDrainMs)
    await untilRefused(server.port)
    release()
    await Promise.all([closed, ...clients.map(({ socket }) => once(socket, 'close'))])
    for (const { read } of clients) {
      expect(read()).toMatch(/^HTTP\/1\.1 201 /)
      expect(read()).toMatch(/\r\nconnection: close\r\n/i)
    }
  }, 20_000)

  it('takes no new connection meanwhile, and refuses requests on those that are open', async () => {
    const { server, release, appends } = await startHeld()
    const [first, idle] = await connectAll(server, 2)
    if (first === undefined || idle === undefined) throw new Error('There are two.')
    idle.socket.write(health)
    await until(() => idle.read().includes('"ok"'))
    first.socket.write(create)
    await until(() => appends() === 1)
    const closed = server.close(longDrainMs)
    await untilRefused(server.port)
    idle.socket.write(create)
    await once(idle.socket, 'close')
    const [, refusal = ''] = idle.read().split('"ok"}')
    expect(refusal).toMatch(/^HTTP\/1\.1 503 /)
    expect(refusal).toMatch(/\r\nconnection: close\r\n/i)
    expect(refusal).toMatch(/\r\nretry-after: \d+\r\n/i)
    expect(refusal).toContain('"code":"draining"')
    expect(appends()).toBe(1)
    release()
    await Promise.all([closed, once(first.socket, 'close')])
    expect(first.read()).toContain('201 Created')
  }, 20_000)

  it('says on an open connection that it is not ready, and still answers health checks', async () => {
    const { server, release, appends } = await startHeld()
    const [first, health1, ready] = await connectAll(server, 3)
    first?.socket.write(create)
    for (const client of [health1, ready]) {
      client?.socket.write(health)
      await until(() => client?.read().includes('"ok"') === true)
    }
    await until(() => appends() === 1)
    const closed = server.close(longDrainMs)
    await untilRefused(server.port)
    health1?.socket.write(health)
    ready?.socket.write(health.replace('healthz', 'readyz'))
    await until(() => ready?.read().includes('draining') === true)
    await until(() => health1?.read().split('"ok"').length === 3)
    release()
    await closed
  }, 20_000)

  it('drops them when the time is over', async () => {
    const { server, appends } = await startHeld()
    const [client] = await connectAll(server, 1)
    client?.socket.write(create)
    await until(() => appends() === 1)
    await server.close(50)
    expect(client?.read()).toBe('')
  }, 20_000)

  it.each([
    ['at once', async () => {}],
    ['later', (server: RunningServer) => untilRefused(server.port)],
  ])(
    'drops them when it is asked again %s',
    async (_, waitFor) => {
      const { server, appends } = await startHeld()
      const [client] = await connectAll(server, 1)
      client?.socket.write(create)
      await until(() => appends() === 1)
      const closed = server.close(longDrainMs)
      await waitFor(server)
      await server.close()
      await closed
      expect(client?.read()).toBe('')
    },
    20_000,
  )

  it('does not wait for connections without a request', async () => {
    const { server } = await startHeld()
    const clients = await connectAll(server, 8)
    clients[0]?.socket.write(health)
    await until(() => clients[0]?.read().includes('"ok"') === true)
    clients[1]?.socket.write('GET /streams HT')
    await server.close(longDrainMs)
  }, 20_000)
})

describe('a server that is closed at once', () => {
  it('lets Node print no warning', async () => {
    const warnings: Error[] = []
    const note = (warning: Error) => warnings.push(warning)
    process.on('warning', note)
    const server = await serve({ port: 0 })
    // Leaves a connection that is kept for the next request.
    await (await fetch(`${server.url}/healthz`)).text()
    await server.close(0)
    // Warnings are emitted in a later turn.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', note)
    expect(warnings.map(String)).toEqual([])
  })
})
