/**
 * A server of the payments feed that is nothing but `fetch`: it remembers who asked, and says what a
 * test tells it to. No socket, no timer.
 */
import type { FetchLike } from '../../src/platform/ports.ts'
import { printFrame } from '../../src/protocol/frame.ts'
import { printStreamState, type StreamState } from '../../src/protocol/stream-state.ts'

export interface FakeFeed {
  readonly fetch: FetchLike
  /** Every request so far, in order. */
  readonly requests: readonly { readonly url: string; readonly isAborted: boolean }[]
  /** Greets, and tells the whole state. */
  greet(streams: readonly StreamState[], serverMs?: number): void
  /** One frame to whoever is connected. */
  send(event: string, body: object, id?: string): void
  /** Ends the response that is open. */
  end(): void
}

export function createFakeFeed(): FakeFeed {
  const requests: { url: string; signal: AbortSignal | null | undefined }[] = []
  let open: ReadableStreamDefaultController<Uint8Array> | null = null
  const encoder = new TextEncoder()
  const write = (text: string) => open?.enqueue(encoder.encode(text))
  const send: FakeFeed['send'] = (event, body, id) => {
    write(printFrame({ event, data: JSON.stringify(body), ...(id !== undefined && { id }) }))
  }
  return {
    get requests() {
      return requests.map(({ url, signal }) => ({ url, isAborted: signal?.aborted ?? false }))
    },
    fetch(url, init) {
      requests.push({ url, signal: init.signal })
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
      const connected = {
        type: 'connected',
        clientId: 'c1',
        position: 'k3f9a.5',
        recovered: false,
        replayed: 0,
        pingMs: 15_000,
        ...(serverMs !== undefined && { time: serverMs }),
      }
      write(printFrame({ data: JSON.stringify(connected) }))
      const printed = streams.map((stream) => printStreamState(stream))
      send('snapshot', { position: 'k3f9a.5', part: 1, parts: 1, streams: printed }, 'k3f9a.5')
    },
    send,
    end() {
      open?.close()
      open = null
    },
  }
}
