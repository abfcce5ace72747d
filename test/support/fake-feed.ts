/**
 * A server for connection tests, made of nothing but a `fetch`: every request waits in `requests` until
 * the test answers it, byte by byte if it wants.
 *
 * To script something new, from the most common: send other bytes with `stream.send`; give another
 * head with `request.accept({ headers })` or `request.answer(status, …)`; break it with `stream.fail`,
 * `stream.end` or `request.reject`; answer by itself with `feed.onRequest`; ignore aborts with
 * `{ ignoresSignal: true }`.
 */
import type { FetchLike } from '../../src/platform/ports.ts'

export interface FakeStream {
  /** Text is UTF-8; bytes go as they are, in one chunk. */
  send(chunk: string | Uint8Array): void
  end(): void
  fail(error?: Error): void
  /** Whether the reader has gone. */
  isCancelled(): boolean
}

export interface FakeRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: unknown
  readonly signal: AbortSignal
  /** 200 and an open event stream. */
  accept(head?: { readonly status?: number; readonly headers?: Record<string, string> }): FakeStream
  /** Any complete answer. */
  answer(status: number, body?: string, headers?: Record<string, string>): void
  reject(error?: Error): void
}

export interface FakeFeed {
  readonly fetch: FetchLike
  readonly requests: readonly FakeRequest[]
  /** The newest request; throws when there is none. */
  latest(): FakeRequest
  /** Requests whose signal has not been aborted and whose stream is still open. */
  openCount(): number
  onRequest: ((request: FakeRequest) => void) | null
}

export function createFakeFeed(options: { readonly ignoresSignal?: boolean } = {}): FakeFeed {
  const requests: FakeRequest[] = []
  const open = new Set<FakeRequest>()

  const feed: FakeFeed = {
    requests,
    onRequest: null,
    openCount: () => open.size,
    latest() {
      const request = requests.at(-1)
      if (request === undefined) throw new Error('No request has been made yet.')
      return request
    },
    fetch(input, init) {
      const { signal } = init
      if (!(signal instanceof AbortSignal)) throw new TypeError('A request without a signal.')
      return new Promise<Response>((resolve, reject) => {
        const onAbort = (run: () => void) => {
          if (!options.ignoresSignal) signal.addEventListener('abort', run, { once: true })
        }
        onAbort(() => reject(signal.reason))
        const request: FakeRequest = {
          method: init.method ?? 'GET',
          body: init.body ?? null,
          url: new URL(input, 'http://feed.test'),
          headers: new Headers(init.headers),
          signal,
          accept({ status = 200, headers = {} } = {}) {
            const [body, stream] = createBody(() => open.delete(request), onAbort, signal)
            resolve(
              new Response(body, {
                status,
                headers: { 'content-type': 'text/event-stream', ...headers },
              }),
            )
            return stream
          },
          answer(status, body, headers = {}) {
            open.delete(request)
            resolve(new Response(body ?? null, { status, headers }))
          },
          reject(error = new TypeError('fetch failed')) {
            open.delete(request)
            reject(error)
          },
        }
        open.add(request)
        signal.addEventListener('abort', () => open.delete(request), { once: true })
        requests.push(request)
        feed.onRequest?.(request)
      })
    },
  }
  return feed
}

function createBody(
  onOver: () => void,
  onAbort: (run: () => void) => void,
  signal: AbortSignal,
): [ReadableStream<Uint8Array<ArrayBuffer>>, FakeStream] {
  let isCancelled = false
  let isOver = false
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(given) {
      controller = given
    },
    cancel() {
      isCancelled = true
      over(() => {})
    },
  })
  const over = (finish: () => void) => {
    if (isOver) return
    isOver = true
    onOver()
    finish()
  }
  onAbort(() => over(() => controller?.error(signal.reason)))
  const encoder = new TextEncoder()
  return [
    body,
    {
      send(chunk) {
        if (isOver) return
        controller?.enqueue(
          typeof chunk === 'string' ? encoder.encode(chunk) : new Uint8Array(chunk),
        )
      },
      end: () => over(() => controller?.close()),
      fail: (error = new TypeError('network error')) => over(() => controller?.error(error)),
      isCancelled: () => isCancelled,
    },
  ]
}
