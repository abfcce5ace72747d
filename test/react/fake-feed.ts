/**
 * A server of the payments feed that is nothing but `fetch`: it records requests, and sends what a
 * test makes it send. No socket, no timer.
 */

import { printStreamState, type StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { FetchLike } from '../../src/platform/ports.ts'
import { printFrame } from '../../src/protocol/frame.ts'

export interface FakeFeed {
  readonly fetch: FetchLike
  /** Every request so far, in order. */
  readonly requests: readonly { readonly url: string; readonly isAborted: boolean }[]
  /** The cursor of every request, null without one. */
  readonly cursors: readonly (string | null)[]
  /** Greets, and sends the whole state. */
  greet(streams: readonly StreamState[], serverMs?: number): void
  /** Greets a connection that resumes from its cursor, and sends the state that it requested. */
  resume(streams: readonly StreamState[]): void
  /** One frame to the connected client. */
  send(event: string, body: object, id?: string): void
  /** Ends the response that is open. */
  end(): void
}

/** Nothing happens here but what a test sends. */
const position = 'k3f9a.5'

export function createFakeFeed(): FakeFeed {
  const requests: {
    url: string
    signal: AbortSignal | null | undefined
    cursor: string | null
  }[] = []
  let open: ReadableStreamDefaultController<Uint8Array> | null = null
  const encoder = new TextEncoder()
  const write = (text: string) => open?.enqueue(encoder.encode(text))
  const send: FakeFeed['send'] = (event, body, id) => {
    write(printFrame({ event, data: JSON.stringify(body), ...(id !== undefined && { id }) }))
  }
  const connect = (fields: object) => {
    const connected = {
      type: 'connected',
      clientId: 'c1',
      position,
      replayed: 0,
      pingMs: 15_000,
      ...fields,
    }
    write(printFrame({ data: JSON.stringify(connected) }))
  }
  const sendState = (streams: readonly StreamState[]) => {
    const printed = streams.map((stream) => printStreamState(stream))
    send('snapshot', { position, part: 1, parts: 1, streams: printed }, position)
  }
  return {
    get requests() {
      return requests.map(({ url, signal }) => ({ url, isAborted: signal?.aborted ?? false }))
    },
    get cursors() {
      return requests.map(({ cursor }) => cursor)
    },
    fetch(url, init) {
      const cursor = new Headers(init.headers).get('last-event-id')
      requests.push({ url, signal: init.signal, cursor })
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          open = controller
          init.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))
        },
      })
      const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
      return Promise.resolve(new Response(body, { headers }))
    },
    greet(streams, serverMs) {
      connect({ recovered: false, ...(serverMs !== undefined && { time: serverMs }) })
      sendState(streams)
    },
    resume(streams) {
      connect({ recovered: true })
      sendState(streams)
    },
    send,
    end() {
      open?.close()
      open = null
    },
  }
}
