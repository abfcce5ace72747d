/**
 * A process with one of the servers that are compared:
 *
 *   node bench/losses/serve-peer.ts <name> <port of Redis>
 *
 * Prints the port of its feed, and the port to which events are posted: the body is the event, and it is answered with 204 when
 * the server has accepted it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { IORedisPublisher } from '@orpc/experimental-publisher/ioredis'
import { getEventMeta } from '@orpc/standard-server'
import { createChannel, createSession } from 'better-sse'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { redisLog } from '../../server/log/redis.ts'
import { startOwn } from '../server/peers.ts'

interface ComparedPeer {
  readonly port: number
  /** Resolves when the event is accepted. */
  publish(event: string): Promise<unknown>
}

const room = 'all'
/** For as long as events are kept. */
const keptSeconds = 3_600
const keptEvents = 10_000

const peers: Readonly<Record<string, (redisPort: number) => Promise<ComparedPeer>>> = {
  async streamgauge(redisPort) {
    const { port, publish } = await startOwn(
      await redisLog({ url: `redis://127.0.0.1:${redisPort}` }),
    )
    return { port, publish: async (event) => publish(room, event) }
  },

  /** The publisher as its page shows it, with resume, and with the buffer that is said to lose nothing. */
  async oRPC(redisPort) {
    const publisher = new IORedisPublisher<{ posted: { text: string } }>({
      commander: quiet(new Redis(redisPort, '127.0.0.1')),
      listener: quiet(new Redis(redisPort, '127.0.0.1')),
      resumeRetentionSeconds: keptSeconds,
      maxBufferedEvents: Number.POSITIVE_INFINITY,
    })
    const server = createServer((request, response) => {
      const lastEventId = request.headers['last-event-id']?.toString()
      const leaving = new AbortController()
      response.on('close', () => leaving.abort())
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      const events = publisher.subscribe('posted', { lastEventId, signal: leaving.signal })
      void (async () => {
        for await (const event of events) {
          response.write(`id: ${getEventMeta(event)?.id}\ndata: ${event.text}\n\n`)
        }
      })().catch(() => response.destroy())
    })
    return {
      port: await listen(server),
      publish: (event) => publisher.publish('posted', { text: event }),
    }
  },

  /**
   * It has neither a history nor a way to other processes, but the id from which a session resumes. So: numbers and messages from
   * Redis, and the newest events in the memory of each process.
   */
  async 'better-sse'(redisPort) {
    const socket = { port: redisPort, host: '127.0.0.1' }
    const publisher = createClient({ socket }).on('error', () => {})
    const subscriber = createClient({ socket }).on('error', () => {})
    await Promise.all([publisher.connect(), subscriber.connect()])
    const channel = createChannel()
    const history: { id: number; text: string }[] = []
    await subscriber.subscribe('posts', (message) => {
      const event = JSON.parse(message) as { id: number; text: string }
      history.push(event)
      if (history.length > keptEvents) history.shift()
      channel.broadcast(event.text, 'posted', { eventId: String(event.id) })
    })
    const server = createServer(async (request, response) => {
      const session = await createSession(request, response)
      const last = session.lastId === '' ? null : Number(session.lastId)
      for (const { id, text: missed } of history) {
        if (last !== null && id > last) session.push(missed, 'posted', String(id))
      }
      channel.register(session)
    })
    return {
      port: await listen(server),
      async publish(event) {
        const id = await publisher.incr('posts:id')
        await publisher.publish('posts', JSON.stringify({ id, text: event }))
      },
    }
  },
}

function quiet(redis: Redis): Redis {
  // Without a listener it prints every lost connection.
  return redis.on('error', () => {})
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const [name = '', redisPort] = process.argv.slice(2)
const peer = await peers[name]?.(Number(redisPort))
if (peer === undefined) throw new Error(`There is no peer ${name}.`)
const { port, publish } = peer
const accept = async (request: IncomingMessage, response: ServerResponse) => {
  const event = await text(request)
  const isAccepted = await publish(event).then(
    () => true,
    () => false,
  )
  response.writeHead(isAccepted ? 204 : 503).end()
}
console.log(`${port} ${await listen(createServer((...both) => void accept(...both)))}`)
