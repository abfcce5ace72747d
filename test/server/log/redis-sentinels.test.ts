/** Sentinels that do not answer, scripted on sockets: one that is frozen accepts connections and is silent. */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { canUseRedis } from '../../support/redis-server.ts'
import { draft, openServer, redisForTest } from './redis-world.ts'

vi.setConfig({ testTimeout: 30_000 })

/** Listens until the test ends. Returns the port. */
async function listen(onText: (text: string, socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => onText(bytes.toString(), socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Answers as a sentinel that knows the server at this port, and nothing else. */
function listenAsSentinel(port: number): Promise<number> {
  return listen((text, socket) => {
    for (const command of text.split(/(?=^\*\d+\r\n)/m)) {
      const isQuestion = /GET-MASTER-ADDR-BY-NAME/i.test(command)
      const answer = `*2\r\n$9\r\n127.0.0.1\r\n$${`${port}`.length}\r\n${port}\r\n`
      socket.write(isQuestion ? answer : '+OK\r\n')
    }
  })
}

describe.skipIf(!canUseRedis)('a sentinel that is frozen', () => {
  it('is passed over for the next one', async () => {
    const redis = await redisForTest()
    const silent = await listen(() => undefined)
    const answering = await listenAsSentinel(redis.port)
    const url = `redis+sentinel://127.0.0.1:${silent},127.0.0.1:${answering}/main`
    const log = await openServer({ url })
    expect((await log.append('a', draft('one'))).offset).toBe(1)
  })

  it('is an error that says so when there is no other', async () => {
    const silent = await listen(() => undefined)
    const url = `redis+sentinel://127.0.0.1:${silent}/main`
    await expect(openServer({ url })).rejects.toThrow(/did not answer within 1000 ms/)
  })
})
