/**
 * The same application behind sockets in two ways: node:http alone, and with the front before it. Time stands
 * still and randomness is constant, so both send the same bytes but for `Date`.
 */
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { feedPaths } from '../../server/feeds/feed-paths.ts'
import { paymentsFeed } from '../../server/feeds/payments/payments-feed.ts'
import { openFront } from '../../server/node/front.ts'
import { createNodeListener } from '../../server/node/node-listener.ts'
import { createWired, type Wired, type WiredOptions } from './wired.ts'

export interface SocketHost extends Wired {
  readonly port: number
  /** Connections that node:http has read from. */
  readonly readByNode: number
  /** Sockets that are open. */
  connections(): Promise<number>
  close(): Promise<void>
}

export interface SocketHostOptions extends WiredOptions {
  readonly hasFront: boolean
  readonly headersTimeout?: number
  readonly keepAliveTimeout?: number
}

export async function openSocketHost(options: SocketHostOptions): Promise<SocketHost> {
  const { hasFront, headersTimeout = 60_000, keepAliveTimeout = 5_000 } = options
  const wired = createWired(options)
  const timeouts = { headersTimeout, keepAliveTimeout, connectionsCheckingInterval: 100 }
  const server = createServer(timeouts, createNodeListener(wired.server))
  const paths = feedPaths([paymentsFeed({ log: wired.log })])
  let readByNode = 0
  const accept = server.listeners('connection')[0] as (socket: Socket) => void
  server.off('connection', accept).on('connection', (socket) => {
    readByNode++
    accept.call(server, socket)
  })
  const front = hasFront ? openFront(server, { app: wired.server, paths }) : null
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408' : '400'
    if (socket.writable) socket.end(`HTTP/1.1 ${status} \r\nConnection: close\r\n\r\n`)
    else socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...wired,
    port: (server.address() as AddressInfo).port,
    get readByNode() {
      return readByNode
    },
    connections: () =>
      new Promise((resolve, reject) => {
        // In a turn of its own: loops that wait must let the sockets have theirs.
        setImmediate(() =>
          server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
        )
      }),
    async close() {
      wired.server.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      front?.close()
      await closed
    },
  }
}

/** A socket, and what it has received. */
export interface Conversation {
  readonly socket: Socket
  readonly received: string
  /** Closed by the server, or reset. */
  readonly isClosed: boolean
  send(text: string): void
  /** Waits for the network, which no test can move, by turns of the event loop. */
  until(isTrue: (received: string) => boolean): Promise<void>
  /** Until a whole answer has arrived, or the first frames of a feed, or the connection is closed. */
  answer(): Promise<string>
}

/** Speaks plain HTTP, to see what is really on the wire. */
export function converse({ port }: { readonly port: number }, text = ''): Conversation {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  let isClosed = false
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
  })
  socket.on('end', () => {
    isClosed = true
  })
  if (text !== '') socket.write(text, 'latin1')
  const until = async (isTrue: (received: string) => boolean) => {
    while (!isTrue(received)) await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    socket,
    get received() {
      return received
    },
    get isClosed() {
      return isClosed
    },
    send: (more) => void socket.write(more, 'latin1'),
    until,
    async answer() {
      await until((so) => isClosed || isWhole(so))
      return received
    },
  }
}

function isWhole(received: string): boolean {
  const [head, ...rest] = received.split('\r\n\r\n')
  if (head === undefined || rest.length === 0) return false
  const body = rest.join('\r\n\r\n')
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (length !== undefined) return body.length >= Number(length)
  return /"type":"connected"[\s\S]*\n\n/.test(body) || body.endsWith('0\r\n\r\n')
}
