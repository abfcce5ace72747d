/**
 * One connection of the front (front.ts): from its first bytes to the end of its feed. It is the sink of the feed
 * as well, so that a feed costs this object and no closure: the listeners are functions that all sockets share.
 */
import type { Socket } from 'node:net'
import type { OpenSink, Sink, SinkEvents } from '../hub/sink.ts'
import { chunkOf, cork, drop, lastChunk } from './chunks.ts'
import { FrontResponse, feedHeadBytes } from './front-response.ts'
import { type PlainRequest, readPlainRequest } from './plain-request.ts'
import type { BlockedConnection, SendQueues } from './send-queues.ts'
import { alreadySent } from './socket-sink.ts'
import type { TurnQueue } from './turn-queue.ts'

/** What the front is to its connections. */
export interface FrontHost {
  /** The paths that are answered here. */
  readonly paths: ReadonlySet<string>
  /** How long a connection is kept after an answer. */
  readonly keepAliveMs: number
  /** How long an answer that is not a feed may make no progress. */
  readonly answerMs: number
  /** Calls {@link FrontConnection.onSilence} after so many milliseconds. */
  wait(connection: FrontConnection, forMs: number): void
  stopWaiting(connection: FrontConnection): void
  answer(request: PlainRequest, socket: Socket, response: FrontResponse): void
  /** Reports to connections that are blocked how much the other side has not taken. */
  readonly sendQueues: SendQueues
  /** Gives the socket to node:http. */
  passOn(socket: Socket): void
  /** Does the work that sockets bring, a bounded amount of it in each turn of the event loop. */
  readonly work: TurnQueue
}

/** A connection that stays silent for so long is for node:http, which has the time-outs for it. */
const firstBytesMs = 1_000
/** A client waits for as long as it was promised; what it sends then may be on its way. */
const keepAliveGraceMs = 1_000
/** Bytes that may arrive before their turn: as many as node:http takes for a head. */
const maxEarlyBytes = 16_384
/** Time for the last bytes of a connection that the client has closed. */
const lingerMs = 5_000

const connectionKey = Symbol('front connection')

interface FrontSocket extends Socket {
  [connectionKey]?: FrontConnection
}

/** See the head of this file. */
export class FrontConnection implements Sink, BlockedConnection {
  readonly socket: FrontSocket
  readonly #host: FrontHost
  /** `new` and `idle` wait for a request, `ending` for the last bytes of a feed to leave. */
  #state: 'new' | 'idle' | 'answering' | 'streaming' | 'ending' | 'closed' = 'new'
  #response: FrontResponse | null = null
  #events: SinkEvents | null = null
  /** Bytes in the kernel that the client has not taken. Null: not known, or it takes them. */
  #sendQueue: number | null = null
  /** What arrived while the request before it was being answered. */
  #early: Buffer | null = null

  constructor(socket: FrontSocket, host: FrontHost) {
    this.socket = socket
    this.#host = host
    socket[connectionKey] = this
    for (const [event, listener] of listeners) socket.on(event, listener)
    host.wait(this, firstBytesMs)
  }

  onData(chunk: Buffer): void {
    if (this.#state === 'new' || this.#state === 'idle') this.#onRequest(chunk)
    else this.#keepForLater(chunk)
  }

  /** Silent for as long as it may be. */
  onSilence(): void {
    if (this.#state === 'new') this.#passOn(null)
    else if (this.#state === 'idle') this.socket.destroy()
    else if (this.#state === 'answering') drop(this.socket)
  }

  onDrain(): void {
    this.#unblock()
    if (this.#state === 'streaming') this.#events?.onDrain()
    else if (this.#state === 'answering') {
      this.#host.wait(this, this.#host.answerMs)
      this.#response?.emit('drain')
    }
  }

  /** The client will send nothing more. Like node:http, this takes it as the end in both directions. */
  onEnd(): void {
    this.#host.work.run(() => this.#hangUp(), true)
  }

  onClose(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#early = null
    this.#unblock()
    this.#host.stopWaiting(this)
    this.#response?.close()
    this.#response = null
    const events = this.#events
    this.#events = null
    if (events !== null) this.#host.work.run(() => events.onClose(), true)
  }

  write(frame: Uint8Array): boolean {
    if (this.#state !== 'streaming') return false
    cork(this.socket)
    if (this.socket.write(chunkOf(frame))) return true
    this.#host.sendQueues.watch(this)
    return false
  }

  pendingBytes(): number {
    return this.socket.writableLength
  }

  untakenBytes(): number {
    // Any number that becomes known is less than that: the client is given another period.
    return this.socket.writableLength + (this.#sendQueue ?? Number.POSITIVE_INFINITY)
  }

  onSendQueue(bytes: number): void {
    this.#sendQueue = bytes
  }

  end(): void {
    if (this.#state !== 'streaming') return
    this.#state = 'ending'
    this.socket.write(lastChunk, () => {
      if (this.#state !== 'ending') return
      const events = this.#events
      this.#events = null
      this.#waitForNext()
      events?.onClose()
    })
  }

  destroy(): void {
    drop(this.socket)
  }

  #hangUp(): void {
    if (this.socket.writableLength === 0) {
      // The system sends what it has and closes the connection properly. To end it first would cost twice as much.
      this.socket.destroy()
    } else {
      this.socket.setTimeout(lingerMs, onTimeout)
      this.socket.end()
    }
    this.onClose()
  }

  #unblock(): void {
    this.#sendQueue = null
    this.#host.sendQueues.unwatch(this)
  }

  #onRequest(chunk: Buffer): void {
    const request = readPlainRequest(chunk, this.#host.paths)
    if (request === null) {
      this.#passOn(chunk)
      return
    }
    this.#state = 'answering'
    // Also for in-band refusals, which can be left unread: the kernel would keep megabytes of them.
    this.#host.wait(this, this.#host.answerMs)
    this.#host.work.run(() => this.#answer(request))
  }

  #answer(request: PlainRequest): void {
    // The client hung up while its request waited.
    if (this.#state !== 'answering') return
    const response = new FrontResponse(this.socket, {
      keepAliveMs: this.#host.keepAliveMs,
      onFinish: () => {
        this.#response = null
        if (this.#state === 'answering') this.#waitForNext()
      },
      openSink: (head, events) => this.#openSink(head, events),
    })
    this.#response = response
    this.#host.answer(request, this.socket, response)
  }

  #openSink(...[head, events]: Parameters<OpenSink>): ReturnType<OpenSink> {
    this.#response = null
    if (this.#state === 'answering') {
      this.#state = 'streaming'
      this.#events = events
      this.#host.stopWaiting(this)
      cork(this.socket)
      this.socket.write(feedHeadBytes(head))
    } else {
      // The client hung up while it was being identified, which will not be announced again.
      events.onClose()
    }
    return { sink: this, response: alreadySent() }
  }

  #waitForNext(): void {
    this.#state = 'idle'
    this.#host.wait(this, this.#host.keepAliveMs + keepAliveGraceMs)
    const early = this.#early
    this.#early = null
    if (early !== null) this.#onRequest(early)
  }

  #keepForLater(chunk: Buffer): void {
    if (this.#state === 'closed') return
    const early = this.#early === null ? chunk : Buffer.concat([this.#early, chunk])
    if (early.byteLength > maxEarlyBytes) this.socket.resetAndDestroy()
    else this.#early = early
  }

  /** @param chunk what was read and is to be read again */
  #passOn(chunk: Buffer | null): void {
    const socket = this.socket
    this.#state = 'closed'
    this.#host.stopWaiting(this)
    // Otherwise a flowing socket might have nothing that makes it deliver the chunk again.
    socket.pause()
    for (const [event, listener] of listeners) socket.off(event, listener)
    delete socket[connectionKey]
    if (chunk !== null) socket.unshift(chunk)
    this.#host.passOn(socket)
    socket.resume()
  }
}

const listeners = Object.entries({
  data(this: FrontSocket, chunk: Buffer) {
    this[connectionKey]?.onData(chunk)
  },
  end(this: FrontSocket) {
    this[connectionKey]?.onEnd()
  },
  drain(this: FrontSocket) {
    this[connectionKey]?.onDrain()
  },
  close(this: FrontSocket) {
    this[connectionKey]?.onClose()
  },
  // `close` follows.
  error() {},
})

function onTimeout(this: Socket): void {
  drop(this)
}
