/**
 * The network between a client and the server in the tab: answers requests, and can be made slow, cut
 * or unplugged. It does not look at the contents: requests and bodies pass through untouched.
 *
 * Faults happen here, outside the server, because that is where real ones happen: the server sees a
 * client that disconnects, the client sees bytes that stop.
 */
import type { Clock, Timers } from '../platform/ports.ts'

/** Chunks that may be under way at once: what a kernel's buffers would hold for a slow line. */
const chunksInFlight = 256

/** The network of a {@link MockBackend}. */
export interface MockNetwork {
  /**
   * Carries one request to the server and its answer back. Rejects like `fetch`.
   *
   * @param cutAs how a cut looks to the reader of a live body: an `error`, as on a real line, or an
   * `end`. Default `error`.
   */
  send(request: Request, cutAs?: CutAs): Promise<Response>
  /**
   * Cuts every open connection in the middle, as a dying server or a closed laptop does. New ones
   * may follow at once.
   * @returns how many were cut
   */
  dropConnections(): number
  /** Milliseconds that every answer and every chunk of a live body takes longer; 0 at first. */
  setLatency(latencyMs: number): void
  /** Unplugged: open connections are cut and new requests fail until it is plugged in again. */
  setPlugged(isPlugged: boolean): void
  /** Connections whose bodies are still open. */
  readonly openConnections: number
}

/** See {@link MockNetwork.send}. */
export type CutAs = 'error' | 'end'

interface Parcel {
  readonly chunk: Uint8Array<ArrayBuffer>
  readonly dueMs: number
}

export function createMockNetwork(options: {
  answer: (request: Request) => Response | Promise<Response>
  clock: Clock
  timers: Timers
}): MockNetwork {
  const { answer, clock, timers } = options
  const cuts = new Set<() => void>()
  let latencyMs = 0
  let isPlugged = true

  function travel(untilMs: number): Promise<void> | undefined {
    const waitMs = untilMs - clock.monotonicMs()
    if (waitMs <= 0) return undefined
    return new Promise((resolve) => {
      timers.after(waitMs, resolve)
    })
  }

  async function send(request: Request, cutAs: CutAs = 'error'): Promise<Response> {
    request.signal.throwIfAborted()
    await travel(clock.monotonicMs() + latencyMs)
    request.signal.throwIfAborted()
    if (!isPlugged) throw unreachable()
    const response = await answer(request)
    const isLive = response.headers.get('content-type')?.startsWith('text/event-stream')
    if (!isLive || !response.body) return response
    return new Response(carry(response.body, request.signal, cutAs), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    })
  }

  /** A live body, each chunk delayed by the latency at the time it left, in order, and cuttable. */
  function carry(
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    signal: AbortSignal,
    cutAs: CutAs,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    const line = new TransformStream<Uint8Array<ArrayBuffer>, Parcel>(
      {
        transform(chunk, controller) {
          controller.enqueue({ chunk, dueMs: clock.monotonicMs() + latencyMs })
        },
      },
      undefined,
      { highWaterMark: chunksInFlight },
    )
    const parcels = body.pipeThrough(line).getReader()
    let isOpen = true
    let release = () => {}
    const settle = () => {
      isOpen = false
      release()
    }
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start(controller) {
          const stop = (reason: unknown, as: CutAs) => {
            settle()
            if (as === 'error') controller.error(reason)
            else controller.close()
            // The server notices it as it would on a socket: its body is cancelled.
            parcels.cancel(reason).catch(() => {})
          }
          const cut = () => stop(new TypeError('network error: the connection was cut'), cutAs)
          const abort = () => stop(signal.reason, 'error')
          cuts.add(cut)
          signal.addEventListener('abort', abort)
          release = () => {
            cuts.delete(cut)
            signal.removeEventListener('abort', abort)
          }
        },
        async pull(controller) {
          const parcel = await parcels.read().catch((error: unknown) => {
            settle()
            throw error
          })
          if (!parcel.done) await travel(parcel.value.dueMs)
          // A cut ends the pending read as if the body were complete: it must not look like an end.
          if (!isOpen) return
          if (!parcel.done) return controller.enqueue(parcel.value.chunk)
          settle()
          controller.close()
        },
        cancel(reason) {
          settle()
          return parcels.cancel(reason)
        },
      },
      { highWaterMark: 0 },
    )
  }

  function dropConnections(): number {
    const open = [...cuts]
    for (const cut of open) cut()
    return open.length
  }

  return {
    send,
    dropConnections,
    setLatency(next) {
      latencyMs = Math.max(0, next)
    },
    setPlugged(next) {
      isPlugged = next
      if (!next) dropConnections()
    },
    get openConnections() {
      return cuts.size
    },
  }
}

/** What `fetch` rejects with when there is no route to the host. */
function unreachable(): TypeError {
  return new TypeError(
    'Failed to fetch: the mock network is unplugged. Call setPlugged(true) to continue.',
  )
}
