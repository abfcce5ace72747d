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

interface Turns {
  readonly inFlight: Set<ServerResponse>
  waiting: (readonly [IncomingMessage, ServerResponse])[]
}

/** See the head of this file. */
export interface RequestTurns {
  /** The listener, within the limit. */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void
  /** Whether the head of an answer has been sent on the socket, and its end has not. */
  isAnswering(socket: Socket): boolean
}

export function createRequestTurns(listener: NodeListener): RequestTurns {
  const turnsOf = new WeakMap<Socket, Turns>()

  function start(turns: Turns, request: IncomingMessage, response: ServerResponse): void {
    turns.inFlight.add(response)
    response.once('close', () => {
      turns.inFlight.delete(response)
      startNext(turns, request.socket)
    })
    void listener(request, response)
  }

  function startNext(turns: Turns, socket: Socket): void {
    if (turns.waiting.length === 0) return
    if (socket.destroyed) turns.waiting = []
    while (turns.inFlight.size < maxInFlight) {
      const next = turns.waiting.shift()
      if (next === undefined) break
      start(turns, ...next)
    }
    if (turns.waiting.length === 0) socket.resume()
  }

  return {
    listener(request, response) {
      const { socket } = request
      const turns = turnsOf.get(socket) ?? { inFlight: new Set(), waiting: [] }
      turnsOf.set(socket, turns)
      if (turns.inFlight.size < maxInFlight) {
        start(turns, request, response)
        return
      }
      if (socket.destroyed) return
      turns.waiting.push([request, response])
      if (turns.waiting.length > maxWaiting) {
        turns.waiting = []
        socket.resetAndDestroy()
        return
      }
      socket.pause()
    },
    isAnswering(socket) {
      const [current] = turnsOf.get(socket)?.inFlight ?? []
      return current?.headersSent ?? false
    },
  }
}
