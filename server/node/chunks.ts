/**
 * Frames as chunks of HTTP/1.1, and writing them. The framing is made once per event and shared by all
 * sockets, and all frames that a socket is given in one turn leave in one system call.
 */
import type { Socket } from 'node:net'

const encoder = new TextEncoder()
const lineEnd = encoder.encode('\r\n')

/** The end of a body in chunks. */
export const lastChunk = encoder.encode('0\r\n\r\n')

/** Frames → the same with their chunk framing. Weak: it lives as long as a connection holds the frame. */
const chunked = new WeakMap<Uint8Array, Uint8Array>()

/** The frame as one chunk; the same bytes for the same frame. */
export function chunkOf(bytes: Uint8Array): Uint8Array {
  const known = chunked.get(bytes)
  if (known !== undefined) return known
  const size = encoder.encode(`${bytes.byteLength.toString(16)}\r\n`)
  const chunk = new Uint8Array(size.byteLength + bytes.byteLength + lineEnd.byteLength)
  chunk.set(size, 0)
  chunk.set(bytes, size.byteLength)
  chunk.set(lineEnd, size.byteLength + bytes.byteLength)
  chunked.set(bytes, chunk)
  return chunk
}

/** Sockets that were written to in this turn. One callback for all of them, however many. */
let corked: Socket[] = []

/** Collects what is written to the socket until the end of this turn. */
export function cork(socket: Socket): void {
  if (socket.writableCorked > 0) return
  socket.cork()
  if (corked.length === 0) process.nextTick(uncorkAll)
  corked.push(socket)
}

function uncorkAll(): void {
  const sockets = corked
  corked = []
  for (const socket of sockets) socket.uncork()
}

/**
 * Ends a connection at once. Bytes that the peer does not take would stay in the kernel for minutes after a
 * normal close, up to four megabytes a socket: a reset frees them.
 */
export function drop(socket: Socket): void {
  if (socket.writableLength > 0) socket.resetAndDestroy()
  else socket.destroy()
}
