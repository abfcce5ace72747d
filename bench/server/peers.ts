/**
 * The servers that are compared, each as its examples use it, with the quicker way where that leaves a choice: one
 * frame is printed for all connections, and a map from room to connections finds those of an event.
 */
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Channel, createChannel, createSession } from 'better-sse'
import express from 'express'
import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { jwtAuthenticator } from '../../server/auth/jwt.ts'
import { type EventLog, memoryLog, serve, serveFeed } from '../../server/index.ts'
import { defineFeed, event, fields, shortTextField } from '../../src/feeds/index.ts'

/** A server that listens on 127.0.0.1. */
export interface Peer {
  readonly port: number
  /** Sends an event to every connection of the room. */
  publish(room: string, data: string): void
}

/** The path that every peer is asked for. */
export const feedPath = '/events?rooms='
/** Of the tokens that the clients of the server with authentication send. */
export const jwtSecret = 'a secret of the bench, and only of the bench'

const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }
const frameOf = (data: string) => Buffer.from(`event: posted\ndata: ${data}\n\n`)
const roomOf = (url = '') => new URL(url, 'http://localhost').searchParams.get('rooms') ?? ''

function createRooms<Connection>() {
  const rooms = new Map<string, Set<Connection>>()
  return {
    enter(room: string, connection: Connection): () => void {
      const members = rooms.get(room) ?? new Set()
      rooms.set(room, members.add(connection))
      return () => members.delete(connection)
    },
    membersOf: (room: string): Iterable<Connection> => rooms.get(room) ?? [],
  }
}

type Listening = { address(): AddressInfo | string | null }

async function portOf(
  server: Listening & { listen(port: number, host: string, done: () => void): unknown },
) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

export const peers: Readonly<Record<string, () => Promise<Peer>>> = {
  streamgauge: () => startOwn(memoryLog()),

  'streamgauge with JWT': () => startOwn(memoryLog(), { isAuthenticated: true }),

  'raw net': startRawPeer,

  'node:http': async () => {
    const rooms = createRooms<ServerResponse>()
    const server = createServer((request, response) => {
      response.writeHead(200, headers).write(': connected\n\n')
      response.on('close', rooms.enter(roomOf(request.url), response))
    })
    return { port: await portOf(server), publish: publishTo(rooms) }
  },

  Express: async () => {
    const rooms = createRooms<ServerResponse>()
    const app = express().get('/events', (request, response) => {
      response.set(headers).flushHeaders()
      response.write(': connected\n\n')
      response.on('close', rooms.enter(String(request.query['rooms']), response))
    })
    return { port: await portOf(createServer(app)), publish: publishTo(rooms) }
  },

  'better-sse': async () => {
    const channels = new Map<string, Channel>()
    const server = createServer(async (request, response) => {
      const room = roomOf(request.url)
      const channel = channels.get(room) ?? createChannel()
      channels.set(room, channel)
      const session = await createSession(request, response, { serializer: String })
      channel.register(session)
      session.push('connected')
    })
    return {
      port: await portOf(server),
      publish: (room, data) => void channels.get(room)?.broadcast(data, 'posted'),
    }
  },

  'Hono streamSSE': async () => {
    const rooms = createRooms<SSEStreamingApi>()
    const app = new Hono().get('/events', (context) =>
      streamSSE(context, async (stream) => {
        await stream.writeSSE({ event: 'greeting', data: 'connected' })
        const leave = rooms.enter(context.req.query('rooms') ?? '', stream)
        await new Promise<void>((resolve) => stream.onAbort(resolve))
        leave()
      }),
    )
    return {
      port: await portOf(createServer(getRequestListener(app.fetch))),
      publish(room, data) {
        for (const stream of rooms.membersOf(room)) void stream.writeSSE({ event: 'posted', data })
      },
    }
  },
}

/** The least that Node can do: sockets that are written to, and requests that are hardly read. */
export async function startRawPeer(): Promise<Peer> {
  const rooms = createRooms<Socket>()
  const head = Object.entries(headers).map((pair) => pair.join(': '))
  const answer = `HTTP/1.1 200 OK\r\n${head.join('\r\n')}\r\n\r\n: connected\n\n`
  const server = createSocketServer((socket) => {
    socket.once('data', (request) => {
      const leave = rooms.enter(roomOf(request.toString('latin1').split(' ')[1]), socket)
      socket.write(answer)
      socket.on('close', leave).resume()
    })
    socket.on('error', () => {})
  })
  return {
    port: await portOf(server),
    publish(room, data) {
      const frame = frameOf(data)
      for (const socket of rooms.membersOf(room)) socket.write(frame)
    },
  }
}

function publishTo(rooms: ReturnType<typeof createRooms<ServerResponse>>): Peer['publish'] {
  return (room, data) => {
    const frame = frameOf(data)
    for (const response of rooms.membersOf(room)) response.write(frame)
  }
}

/** This package, with its checks and its limits. */
export async function startOwn(log: EventLog, { isAuthenticated = false } = {}): Promise<Peer> {
  const posts = defineFeed({
    name: 'posts',
    path: '/events',
    events: {
      posted: event({
        body: fields<{ room: string; text: string }>({
          room: shortTextField,
          text: shortTextField,
        }),
        meaning: 'Someone posted in a room.',
        example: { room: 'lobby', text: 'Good morning' },
      }),
    },
    filter: { rooms: { topic: 'room' } },
    topicsOf: ({ room }) => [`room:${room}`],
  })
  const feed = serveFeed(posts, { log })
  const authenticator = jwtAuthenticator({ secret: jwtSecret, issuer: 'bench', audience: 'bench' })
  const { port } = await serve({
    port: 0,
    feeds: [feed],
    // The limits are on, above what one machine's clients do together.
    config: {
      maxConnections: 20_000,
      maxConnectionsPerIp: 20_000,
      maxConnectionsPerUser: 20_000,
      connectionRatePerIp: 20_000,
      commandRate: 20_000,
      commandRatePerIp: 20_000,
      commandRatePerUser: 20_000,
      maxReadsPerIp: 20_000,
    },
    ...(isAuthenticated && { authenticator }),
  })
  return {
    port,
    publish: (room, text) => void feed.publish({ type: 'posted', room, text }),
  }
}
