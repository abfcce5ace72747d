/**
 * The answer to a request that the front has read. To the adapter (@hono/node-server) it is a `ServerResponse`: it
 * has what the adapter uses of one, and writes the same bytes. It lives until the head of a feed, or an answer
 * that is no feed, has been sent.
 */
import { EventEmitter } from 'node:events'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { OpenSink } from '../hub/sink.ts'
import { chunkOf, lastChunk } from './chunks.ts'

/** Headers as the adapter has them: those of `set-cookie` are several. */
type HeaderRecord = Readonly<Record<string, string | readonly string[]>>

export interface FrontResponseOptions {
  readonly keepAliveMs: number
  /** The answer has left. */
  readonly onFinish: () => void
  readonly openSink: OpenSink
}

/** See the head of this file. Emits `drain`, and `close` once. */
export class FrontResponse extends EventEmitter {
  /** Opens the sink of a feed on the connection, after which there is nothing more to be done here. */
  readonly openSink: OpenSink
  headersSent = false
  writableFinished = false
  destroyed = false
  readonly #socket: Socket
  readonly #keepAliveMs: number
  readonly #onFinish: () => void
  #isChunked = false

  constructor(socket: Socket, { keepAliveMs, onFinish, openSink }: FrontResponseOptions) {
    super()
    this.openSink = openSink
    this.#socket = socket
    this.#keepAliveMs = keepAliveMs
    this.#onFinish = onFinish
  }

  get writable(): boolean {
    return !this.destroyed
  }

  writeHead(status: number, headers: HeaderRecord = {}): this {
    if (this.destroyed) return this
    this.headersSent = true
    const isEmpty = status === 204 || status === 304
    this.#isChunked = !(isEmpty || 'content-length' in headers)
    const lines = [
      statusLine(status),
      ...headerLines(headers),
      `Date: ${httpDate()}`,
      'Connection: keep-alive',
      `Keep-Alive: timeout=${Math.floor(this.#keepAliveMs / 1_000)}`,
      ...(this.#isChunked ? ['Transfer-Encoding: chunked'] : []),
    ]
    this.#socket.cork()
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
    process.nextTick(() => this.#socket.uncork())
    return this
  }

  write(bytes: Uint8Array): boolean {
    if (this.destroyed) return false
    return this.#socket.write(this.#isChunked ? chunkOf(bytes) : bytes)
  }

  end(bytes?: Uint8Array | string): void {
    if (this.destroyed) return
    if (bytes !== undefined) this.write(Buffer.from(bytes as Uint8Array))
    this.#socket.write(this.#isChunked ? lastChunk : '', () => {
      if (this.destroyed) return
      this.writableFinished = true
      this.#onFinish()
      this.close()
    })
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Nothing more can be sent: it has all been, or the connection is closed. */
  close(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }
}

/** The head of a feed. Without `Connection`, which no feed may carry; the connection persists all the same. */
export function feedHeadBytes({ status, headers }: Response): Buffer {
  const lines = [
    statusLine(status),
    ...headerLines(Object.fromEntries(headers)),
    `Date: ${httpDate()}`,
    'Transfer-Encoding: chunked',
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

function statusLine(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}`
}

function headerLines(headers: HeaderRecord): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}`),
  )
}

let dateAtSecond = 0
let dateText = ''

/** The time as `Date` has it, printed once a second. */
function httpDate(): string {
  const nowMs = Date.now()
  const second = Math.floor(nowMs / 1_000)
  if (second !== dateAtSecond) {
    dateAtSecond = second
    dateText = new Date(nowMs).toUTCString()
  }
  return dateText
}
