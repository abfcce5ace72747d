/** Answers of the front that are no feeds, such as in-band refusals, when the client does not read them. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { FetchHandler } from '../../../server/app.ts'
import { createHttpServer } from '../../../server/node/http-server.ts'

const path = '/events/subscribe'
/** More than the buffers of both ends hold. */
const largeBytes = 16_000_000
const idleTimeoutMs = 500

const open: (() => void)[] = []

afterEach(() => {
  for (const close of open.splice(0)) close()
})

async function listen(answer: () => Response | Promise<Response>): Promise<Server> {
  const app: FetchHandler = { routes: [], fetch: answer }
  const { server, front } = createHttpServer({ app: { app }, paths: [path], idleTimeoutMs })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => {
    front.close()
    server.closeAllConnections()
    server.close()
  })
  return server
}

/** Asks for a feed, and reads nothing yet. */
async function ask(server: Server): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  open.push(() => socket.destroy())
  await once(socket, 'connect')
  socket.pause()
  socket.write(`GET ${path}?all=1&errors=inline HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  return socket
}

/** The same as a body that is made as fast as it is taken. */
function inPieces(): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(64_000)
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      sent += piece.byteLength
      controller.enqueue(piece)
      if (sent >= largeBytes) controller.close()
    },
  })
}

const connectionsOf = (server: Server) =>
  new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))

describe('an answer of the front', () => {
  it('that is not read is dropped with a reset, so that the kernel keeps nothing of it', async () => {
    const server = await listen(() => new Response('x'.repeat(largeBytes)))
    const socket = await ask(server)
    const failure = once(socket, 'error')
    await expect.poll(() => connectionsOf(server), { timeout: 10_000 }).toBe(0)
    socket.resume()
    expect((await failure)[0]).toMatchObject({ code: 'ECONNRESET' })
  })

  it('that is read slowly arrives whole', async () => {
    const server = await listen(() => new Response(inPieces()))
    const socket = await ask(server)
    let bytes = 0
    let paused = 0
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      // Four pauses, which together are longer than the timeout, and each is shorter.
      if (bytes < paused * 4_000_000) return
      paused++
      socket.pause()
      setTimeout(() => socket.resume(), 350)
    })
    socket.resume()
    await expect.poll(() => bytes, { timeout: 10_000 }).toBeGreaterThanOrEqual(largeBytes)
  })

  it('that does not come is dropped, as by node:http', async () => {
    const server = await listen(() => new Promise(() => {}))
    const socket = await ask(server)
    const closed = once(socket, 'close')
    socket.resume()
    await closed
    expect(await connectionsOf(server)).toBe(0)
  })
})
