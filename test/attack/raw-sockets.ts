/** Raw TCP sockets for attacks, which send any bytes, valid HTTP or not. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawSocket {
  readonly socket: Socket
  /** Text that has arrived. */
  readonly received: string
  readonly isClosed: boolean
}

/** @param text sent at once */
export async function openRawSocket(port: number, text: string): Promise<RawSocket> {
  const socket = connect(port, '127.0.0.1')
  const state = { received: '', isClosed: false }
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    state.received += chunk
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    state.isClosed = true
  })
  await once(socket, 'connect')
  socket.write(text, 'latin1')
  return {
    socket,
    get received() {
      return state.received
    },
    get isClosed() {
      return state.isClosed
    },
  }
}

export const subscribeText = 'GET /events/subscribe?all=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
