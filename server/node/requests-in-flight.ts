/**
 * The requests that `node:http` has handed in and whose answers have not left yet, so that a server can end
 * without cutting an answer off from what was carried out for it.
 *
 *   open ──stop()──► stopped: requests that still come are refused by the application, each answer ends its
 *                    connection, and finish() waits for the last one ──giveUp()──► it does not wait any more
 *
 * Feeds are among them as far as node:http serves them; their hub ends them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { longestDelayMs } from '../../src/platform/timer-limit.ts'
import type { NodeListener } from './node-listener.ts'

/** See the head of this file. */
export interface RequestsInFlight {
  /** The same listener, whose requests are counted. */
  track(listener: NodeListener): NodeListener
  /** Refuses new connections, and ends each of those that are open with its next answer. */
  stop(server: NetServer, withinMs: number): Promise<void>
  /** Resolves when every answer has left, after `withinMs`, or when it is given up. */
  finish(server: NetServer, withinMs: number): Promise<void>
  /** Ends waiting. */
  giveUp(): void
}

/** A turn of the event loop that is shorter leaves next to no time for anything to arrive. */
const shortTurnMs = 2
/** How long to wait for such a turn, or for one that accepts no connection. */
const maxTurnsMs = 2_000
/** How often a request that is still arriving is looked at. */
const receiveMs = 5
/** How long connections without a request are kept after the last answer. */
const lingerMs = 250

export function createRequestsInFlight(): RequestsInFlight {
  const open = new Set<ServerResponse>()
  let isStopped = false
  let isGivenUp = false
  let onEmpty = () => endWait()
  let endWait = () => {}

  /** Until {@link endWait}, or the time is over. */
  function wait(forMs: number): Promise<void> {
    return new Promise((resolve) => {
      // What is left of a time can be negative, and Node warns of that.
      const timer = setTimeout(resolve, Math.min(Math.max(forMs, 0), longestDelayMs))
      endWait = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    track: (listener) => (request, response) => {
      open.add(response)
      // Node's way to say `Connection: close`, and to end the socket after the last byte.
      if (isStopped) response.shouldKeepAlive = false
      response.once('close', () => {
        open.delete(response)
        if (open.size === 0) onEmpty()
      })
      // Closed with bytes that were not read, a socket is reset, and its client may never see the answer.
      if (response.shouldKeepAlive || isReceived(request)) return listener(request, response)
      return receive(request).then(() => listener(request, response))
    },
    async stop(server, withinMs) {
      await acceptWaiting(server, withinMs)
      isStopped = true
      // Not http.Server's: that would also cut off connections that are idle for node:http while a request of
      // their client is on its way. The answer to it ends them.
      NetServer.prototype.close.call(server)
      for (const response of open) {
        if (!response.headersSent) response.shouldKeepAlive = false
      }
    },
    async finish(server, withinMs) {
      const endsAtMs = performance.now() + withinMs
      const leftMs = () => endsAtMs - performance.now()
      if (open.size > 0 && !isGivenUp) await wait(withinMs)
      // A proxy sends the next request on a connection that it finds open, at any time until it has been ended.
      if (isGivenUp || !(await hasConnections(server))) return
      onEmpty = () => {}
      await wait(Math.min(leftMs(), lingerMs))
      // What has arrived by now is read, even if something else has kept the process busy for all of that time.
      await turnUntil(leftMs(), (turnMs) => turnMs < shortTurnMs)
      onEmpty = () => endWait()
      if (open.size > 0 && leftMs() > 0) await wait(leftMs())
    },
    giveUp() {
      isGivenUp = true
      endWait()
    },
  }
}

/** All of it, or as much as fits: the rest is read while it is worked on, or never. */
function isReceived(request: IncomingMessage): boolean {
  return (
    request.complete || request.destroyed || request.readableLength >= request.readableHighWaterMark
  )
}

/** Waits for the body of a request, for a short time: there is no event for it that does not also read it. */
async function receive(request: IncomingMessage): Promise<void> {
  const endsAtMs = performance.now() + lingerMs
  while (!isReceived(request) && performance.now() < endsAtMs) await delay(receiveMs)
}

function hasConnections(server: NetServer): Promise<boolean> {
  return new Promise((resolve) =>
    server.getConnections((error, count) => resolve(error === null && count > 0)),
  )
}

/**
 * Accepts the connections that the kernel has already made: those that are left when a server stops listening are
 * reset, with the requests that their clients have sent by then. Node accepts one a turn of the event loop, so the
 * last one is accepted when a turn brings none.
 */
async function acceptWaiting(server: NetServer, withinMs: number): Promise<void> {
  let accepted = 0
  const count = () => {
    accepted++
  }
  server.on('connection', count)
  await turnUntil(withinMs, () => {
    const isLast = accepted === 0
    accepted = 0
    return isLast
  })
  server.off('connection', count)
}

/** Lets the event loop turn until a whole turn was as it has to be, or the time is over. */
async function turnUntil(withinMs: number, isDone: (turnMs: number) => boolean): Promise<void> {
  const endsAtMs = performance.now() + Math.min(withinMs, maxTurnsMs)
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  // The first one began in the middle of a turn.
  await turn()
  for (let beganAtMs = performance.now(); beganAtMs < endsAtMs; ) {
    await turn()
    const endedAtMs = performance.now()
    if (isDone(endedAtMs - beganAtMs)) return
    beganAtMs = endedAtMs
  }
}
