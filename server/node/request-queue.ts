/**
 * How many requests of one connection are carried out at the same time. A client may send requests without
 * waiting for answers (pipelining), and node:http starts each as soon as it has read it: 64 KB of short requests
 * are more than a thousand answers, all of them in memory until the client reads.
 *
 * Those above the limit wait, in their order, and the socket is not read meanwhile. Node has parsed what had
 * arrived by then; a client that makes it more than a hundred is dropped.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { NodeListener } from './node-listener.ts'

const maxInFlight = 4
const maxWaiting = 100

interface SocketRequests {
  readonly inFlight: Set<ServerResponse>
  waiting: (readonly [IncomingMessage, ServerResponse])[]
}

/** See the head of this file. */
export interface RequestQueue {
  /** The listener, within the limit. */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void
  /** Whether the head of an answer has been sent on the socket, and its end has not. */
  isAnswering(socket: Socket): boolean
}

export function createRequestQueue(listener: NodeListener): RequestQueue {
  const requestsOf = new WeakMap<Socket, SocketRequests>()

  function start(
    requests: SocketRequests,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    requests.inFlight.add(response)
    response.once('close', () => {
      requests.inFlight.delete(response)
      startNext(requests, request.socket)
    })
    void listener(request, response)
  }

  function startNext(requests: SocketRequests, socket: Socket): void {
    if (requests.waiting.length === 0) return
    if (socket.destroyed) requests.waiting = []
    while (requests.inFlight.size < maxInFlight) {
      const next = requests.waiting.shift()
      if (next === undefined) break
      start(requests, ...next)
    }
    if (requests.waiting.length === 0) socket.resume()
  }

  return {
    listener(request, response) {
      const { socket } = request
      const requests = requestsOf.get(socket) ?? { inFlight: new Set(), waiting: [] }
      requestsOf.set(socket, requests)
      if (requests.inFlight.size < maxInFlight) {
        start(requests, request, response)
        return
      }
      if (socket.destroyed) return
      requests.waiting.push([request, response])
      if (requests.waiting.length > maxWaiting) {
        requests.waiting = []
        socket.resetAndDestroy()
        return
      }
      socket.pause()
    },
    isAnswering(socket) {
      const [current] = requestsOf.get(socket)?.inFlight ?? []
      return current?.headersSent ?? false
    },
  }
}
