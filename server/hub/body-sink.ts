/**
 * A sink made of a ReadableStream: works wherever Response does, so the whole server can run in a
 * browser tab. Node has a faster one for its sockets in server/node/socket-sink.ts.
 */
import type { OpenSink, Sink } from './sink.ts'

const highWaterBytes = 65_536

/**
 * Opens sinks that write into the body of a response.
 *
 * @param signal of the request: when the caller gives up, the link is closed even if the body is
 *   not cancelled.
 */
export function openBodySink(signal: AbortSignal): OpenSink {
  return (head, events) => {
    let controller: ReadableStreamDefaultController<Uint8Array> | null = null
    let isBlocked = false

    const body = new ReadableStream<Uint8Array>(
      {
        start(opened) {
          controller = opened
        },
        pull() {
          if (!isBlocked) return
          isBlocked = false
          events.onDrain()
        },
        cancel() {
          release()
        },
      },
      { highWaterMark: highWaterBytes, size: (chunk: Uint8Array) => chunk.byteLength },
    )

    /** Releases the controller; the caller that gets it closes or fails the body, once. */
    function release(): ReadableStreamDefaultController<Uint8Array> | null {
      const held = controller
      if (held === null) return null
      controller = null
      signal.removeEventListener('abort', onAbort)
      events.onClose()
      return held
    }

    function onAbort(): void {
      release()?.error(signal.reason)
    }

    const sink: Sink = {
      write(chunk) {
        if (controller === null) return false
        // A copy: the reader may transfer the buffer to a worker, and this one is shared by all.
        controller.enqueue(chunk.slice())
        isBlocked = (controller.desiredSize ?? 0) <= 0
        return !isBlocked
      },
      pendingBytes: () => (controller ? highWaterBytes - (controller.desiredSize ?? 0) : 0),
      end: () => release()?.close(),
      destroy() {
        const held = release()
        // Hosts report a body that fails: only what is lost is worth that.
        if (held?.desiredSize === highWaterBytes) held.close()
        else held?.error(new TypeError('The connection was dropped.'))
      },
    }

    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    return { sink, response: new Response(body, { status: head.status, headers: head.headers }) }
  }
}
