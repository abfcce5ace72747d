/**
 * Clients of several servers, as sockets that do what the protocol asks and nothing more: each checks that every offset
 * comes once and in order, and connects to another server with its cursor as soon as its own one is gone.
 */
import { connect, type Socket } from 'node:net'

export interface StormClients {
  /** Resolves when all of them are connected for the first time. */
  readonly connected: Promise<void>
  /** Clients of a server, by its place in the list. */
  readonly countAt: (server: number) => number
  /** Starts the clock: the server is being killed. Its clients use the others from now on. */
  lose(server: number): void
  /** When the clients that lost their server had an answer, and when the next event, in milliseconds after `lose`. */
  readonly answeredMs: readonly number[]
  readonly liveMs: readonly number[]
  /** How many have every event up to this one. */
  countUpTo(offset: number): number
  /** A sentence for each offset that was not the next one, and for whatever else was not expected. */
  readonly faults: readonly string[]
  stop(): void
}

interface Client {
  server: number
  socket: Socket | null
  epoch: string
  offset: number
  /** Lost its server, and has no event since. */
  isBehind: boolean
}

const eventOrReset = /event: (reset|gap)\n|id: (\w+)\.(\d+)\nevent: stream\./g

/**
 * @param atOnce how many may wait for an answer at the same time: as many connect in one instant
 */
export function openStormClients(options: {
  readonly ports: readonly number[]
  readonly path: string
  readonly count: number
  readonly cursor: string
  readonly atOnce: number
}): StormClients {
  const { ports, path, count, cursor, atOnce } = options
  const [epoch = '', offset = '0'] = cursor.split('.')
  const answeredMs: number[] = []
  const liveMs: number[] = []
  const faults: string[] = []
  const lost = new Set<number>()
  let lostAtMs = 0
  let isStopped = false
  const waiting: number[] = []
  let asking = 0
  let connectedCount = 0
  let onConnected = () => {}
  const connected = new Promise<void>((resolve) => {
    onConnected = resolve
  })
  const clients = Array.from({ length: count }, (_, index): Client => {
    const server = index % ports.length
    return { server, socket: null, epoch, offset: Number(offset), isBehind: false }
  })

  function fill(): void {
    while (asking < atOnce && waiting.length > 0 && !isStopped) open(waiting.shift() as number)
  }

  function enqueue(index: number): void {
    waiting.push(index)
    fill()
  }

  function open(index: number): void {
    const client = clients[index] as Client
    if (lost.has(client.server)) {
      const others = ports.map((_, at) => at).filter((at) => !lost.has(at))
      client.server = others[index % others.length] as number
    }
    asking++
    const socket = connect({
      port: ports[client.server] as number,
      host: '127.0.0.1',
      // Ports of one address would be few for some systems.
      localAddress: `127.0.0.${2 + (index % 10)}`,
    })
    client.socket = socket
    let isAnswered = false
    let rest = ''
    const answered = () => {
      isAnswered = true
      asking--
      fill()
    }
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: ${client.epoch}.${client.offset}\r\n\r\n`,
    )
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      if (!isAnswered) {
        answered()
        if (!chunk.startsWith('HTTP/1.1 200')) faults.push(`refused: ${chunk.slice(0, 60)}`)
        if (lostAtMs === 0) {
          connectedCount++
          if (connectedCount === count) onConnected()
        } else if (client.isBehind) answeredMs.push(performance.now() - lostAtMs)
      }
      const text = rest + chunk
      // What follows the last whole pair of lines is looked at again with the next chunk.
      let readTo = 0
      for (const match of text.matchAll(eventOrReset)) {
        readTo = match.index + match[0].length
        receive(client, match)
      }
      rest = text.slice(Math.max(readTo, text.length - 60))
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      if (!isAnswered) answered()
      if (isStopped) return
      if (!lost.has(client.server)) faults.push('a server that runs has closed a connection')
      client.isBehind = true
      enqueue(index)
    })
  }

  function receive(client: Client, [, declared, ofEpoch, at]: RegExpMatchArray): void {
    if (declared !== undefined) {
      faults.push(`${declared} at ${client.epoch}.${client.offset}`)
      return
    }
    if (ofEpoch !== client.epoch || Number(at) !== client.offset + 1) {
      faults.push(`${ofEpoch}.${at} after ${client.epoch}.${client.offset}`)
    }
    client.offset = Number(at)
    if (!client.isBehind) return
    client.isBehind = false
    liveMs.push(performance.now() - lostAtMs)
  }

  for (let index = 0; index < count; index++) enqueue(index)
  return {
    connected,
    countAt: (server) => clients.filter((client) => client.server === server).length,
    lose(server) {
      lostAtMs = performance.now()
      lost.add(server)
    },
    answeredMs,
    liveMs,
    countUpTo: (to) => clients.filter((client) => client.offset >= to).length,
    faults,
    stop() {
      isStopped = true
      for (const { socket } of clients) socket?.destroy()
    },
  }
}
