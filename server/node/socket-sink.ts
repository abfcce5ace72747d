/**
 * A connection's bytes straight onto its socket. Node's own `response.write` would frame every event
 * again for every connection, in three writes each; here whole chunks are shared (chunks.ts).
 *
 * The head and the end still go through Node, so keep-alive, HTTP/1.0 and pipelining stay its job.
 */
import type { ServerResponse } from 'node:http'
import type { OpenSink, Sink } from '../hub/sink.ts'
import { chunkOf, cork, drop } from './chunks.ts'

/** Takes over a response. Return {@link alreadySent} to @hono/node-server afterwards. */
export function openSocketSink(outgoing: ServerResponse): OpenSink {
  return (head, events) => {
    // Node would add `Connection: keep-alive` on its own, which no feed may carry.
    outgoing.removeHeader('connection')
    outgoing.writeHead(head.status, Object.fromEntries(head.headers))
    outgoing.flushHeaders()

    // A pipelined response has no socket yet, and HTTP/1.0 has no chunks: those use Node's own writer.
    const socket = outgoing.chunkedEncoding ? outgoing.socket : null
    const writable = socket ?? outgoing
    let isOpen = true

    const onDrain = () => events.onDrain()
    writable.on('drain', onDrain)
    // The only event for every kind of end: ours, the client's, the network's.
    const onClose = () => {
      isOpen = false
      writable.off('drain', onDrain)
      events.onClose()
    }
    // Who hung up while we were still finding out who he is will not be announced again.
    if (outgoing.closed || outgoing.destroyed) onClose()
    else outgoing.once('close', onClose)

    const sink: Sink = {
      write(chunk) {
        if (!isOpen) return false
        if (socket === null) return outgoing.write(chunk)
        cork(socket)
        return socket.write(chunkOf(chunk))
      },
      pendingBytes: () => writable.writableLength,
      end() {
        if (isOpen) outgoing.end()
      },
      destroy() {
        if (!isOpen) return
        if (outgoing.socket) drop(outgoing.socket)
        else outgoing.destroy()
      },
    }
    return { sink, response: alreadySent() }
  }
}

/**
 * The answer that makes @hono/node-server leave the response alone. A new one each time: its own
 * constant is a single object, and any middleware that adds a header would add it to all responses.
 */
export function alreadySent(): Response {
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
}
