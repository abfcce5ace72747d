/**
 * One response on its way to a client: bytes that leave a server when there is room, travel at the pace of the link, in
 * pieces of any size, and stop, break off or end as a script says. The server writes either into a ReadableStream, as in a browser tab, or
 * into a sink with a small buffer, as on Node.
 */
import type { OpenSink, SinkEvents } from '../../server/hub/sink.ts'
import type { Machine, VirtualTime } from './virtual-time.ts'

export interface LinkScript {
  /** Bytes that the link holds before the server has to wait. */
  readonly windowBytes: number
  /** Bytes that arrive at a time; `Infinity`: all. */
  readonly pieceBytes: number
  /** Between two pieces. */
  readonly paceMs: number
  /** The link breaks off after so many bytes; `Infinity`: never. */
  readonly cutAfterBytes: number
}

export interface Link {
  readonly response: Promise<Response>
  /** Nothing arrives until it is resumed. */
  stall(): void
  resume(): void
  /** Both ends notice. */
  cut(): void
  /** Neither end notices, and nothing arrives any more. */
  strand(): void
}

export interface LinkOptions {
  readonly time: VirtualTime
  readonly random: () => number
  /** The server. */
  readonly machine: Machine
  readonly script: LinkScript
  readonly usesSink: boolean
  /** Of the client's request. */
  readonly signal: AbortSignal
  /** Calls the application. */
  readonly answer: (signal: AbortSignal, openSink: OpenSink | undefined) => Promise<Response>
  readonly onClosed: () => void
}

const latencyMs = 1

export function createLink(options: LinkOptions): Link {
  const { time, random, machine, script, usesSink, signal } = options
  const server = new AbortController()
  let resolve: (answer: Response) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const response = new Promise<Response>((onAnswer, onFailure) => {
    resolve = onAnswer
    reject = onFailure
  })
  /** What has left the server. */
  const queue: Uint8Array[] = []
  let queuedBytes = 0
  let sentBytes = 0
  let client: ReadableStreamDefaultController<Uint8Array> | null = null
  let sink: SinkEvents | null = null
  let hasSink = false
  let isSinkBlocked = false
  let onRoom: (() => void) | null = null
  let isEnded = false
  let isStalled = false
  let isStranded = false
  let isClosed = false
  let isMoving = false

  function close(): void {
    if (isClosed) return
    isClosed = true
    signal.removeEventListener('abort', onAbort)
    options.onClosed()
  }

  /** The server notices that its client has gone. */
  function closeServer(): void {
    if (isStranded) return
    time.after(latencyMs, () =>
      machine.enter(() => {
        const closing = sink
        sink = null
        closing?.onClose()
        server.abort(new DOMException('The client has gone.', 'AbortError'))
      }),
    )
  }

  function cut(): void {
    if (isClosed || isStranded) return
    close()
    const error = new TypeError('terminated')
    reject(error)
    client?.error(error)
    closeServer()
  }

  function onAbort(): void {
    if (isClosed) return
    close()
    reject(signal.reason)
    client?.error(signal.reason)
    closeServer()
  }

  /** Moves what is in the link, a piece at a time. */
  function move(): void {
    if (isMoving || isClosed || isStranded || isStalled) return
    if (queue.length === 0 && !isEnded) return
    isMoving = true
    time.after(latencyMs + script.paceMs, () => {
      isMoving = false
      if (isClosed || isStranded || isStalled) return
      takePiece()
      if (!isClosed) move()
    })
  }

  function takePiece(): void {
    const [first] = queue
    if (first === undefined) {
      close()
      client?.close()
      return
    }
    const most = Math.max(1, Math.ceil(Math.min(script.pieceBytes, first.length)))
    // Cut anywhere, also inside a character.
    const count = most < first.length || random() < 0.7 ? most : 1 + Math.floor(random() * most)
    if (count === first.length) queue.shift()
    else queue[0] = first.subarray(count)
    queuedBytes -= count
    sentBytes += count
    client?.enqueue(first.slice(0, count))
    if (sentBytes >= script.cutAfterBytes) cut()
    else makeRoom()
  }

  function makeRoom(): void {
    if (isSinkBlocked && queuedBytes === 0) {
      isSinkBlocked = false
      machine.enter(() => sink?.onDrain())
    }
    if (queuedBytes < script.windowBytes) {
      onRoom?.()
      onRoom = null
    }
  }

  function push(chunk: Uint8Array): void {
    queue.push(chunk)
    queuedBytes += chunk.length
    move()
  }

  const openSink: OpenSink = (head, events) => {
    sink = events
    hasSink = true
    const release = () => {
      const closing = sink
      sink = null
      closing?.onClose()
    }
    return {
      response: head,
      sink: {
        write(chunk) {
          if (sink === null) return false
          push(chunk.slice())
          if (queuedBytes > script.windowBytes) isSinkBlocked = true
          return !isSinkBlocked
        },
        pendingBytes: () => queuedBytes,
        end() {
          isEnded = true
          release()
          move()
        },
        destroy() {
          release()
          if (!isStranded) time.after(latencyMs, cut)
        },
      },
    }
  }

  async function pump(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader()
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        push(value)
        if (queuedBytes < script.windowBytes) continue
        await new Promise<void>((resolveRoom) => {
          onRoom = resolveRoom
        })
      }
      isEnded = true
      move()
    } catch {
      // The server has dropped it.
      time.after(latencyMs, cut)
    }
  }

  async function run(): Promise<void> {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        client = controller
      },
      cancel: onAbort,
    })
    const head = await options.answer(server.signal, usesSink ? openSink : undefined)
    if (isClosed || isStranded || !machine.isAlive) return
    const { status, headers } = head
    time.after(latencyMs, () => {
      const isEmpty = status === 204 || status === 304
      if (!isClosed && !isStranded)
        resolve(new Response(isEmpty ? null : body, { status, headers }))
    })
    if (hasSink) return
    if (head.body === null) {
      isEnded = true
      move()
    } else await pump(head.body as ReadableStream<Uint8Array>)
  }

  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  else {
    time.after(latencyMs, () =>
      machine.enter(() => {
        if (!isClosed && !isStranded) run().catch(() => cut())
      }),
    )
  }
  return {
    response,
    cut,
    stall() {
      isStalled = true
    },
    resume() {
      isStalled = false
      move()
    },
    strand() {
      isStranded = true
    },
  }
}
