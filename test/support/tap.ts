/**
 * A sink that a test can close like a tap: it takes what it is given, says when it has had enough, and
 * drains on request. Pass `bindings` to the app, as a host would.
 */
import type { AppBindings } from '../../server/app-env.ts'
import type { SinkEvents } from '../../server/hub/sink.ts'
import { type FeedReader, readFeed } from './feed-reader.ts'

export interface Tap {
  readonly bindings: AppBindings
  /** What has come out. */
  readonly feed: FeedReader
  /** Writes taken since the tap was closed. */
  readonly overflow: number
  readonly state: 'open' | 'ended' | 'destroyed'
  /** From now on every write is answered with "enough". */
  close(): void
  /** Lets some of what waits leave, which is progress but not the end of the jam. */
  trickle(): void
  /** Lets everything leave. */
  open(): void
}

export function createTap(): Tap {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  let events: SinkEvents | null = null
  let isClosed = false
  let overflow = 0
  let waiting = 0
  let state: Tap['state'] = 'open'
  const body = new ReadableStream<Uint8Array>({
    start(opened) {
      controller = opened
    },
  })
  const finish = (how: 'ended' | 'destroyed') => {
    if (state !== 'open') return
    state = how
    controller?.close()
    events?.onClose()
  }
  const feed = readFeed(new Response(body))

  return {
    feed,
    get overflow() {
      return overflow
    },
    get state() {
      return state
    },
    close() {
      isClosed = true
      overflow = 0
    },
    trickle() {
      waiting = Math.max(0, waiting - 1)
    },
    open() {
      isClosed = false
      waiting = 0
      events?.onDrain()
    },
    bindings: {
      remoteAddress: '192.0.2.7',
      openSink: (_, sinkEvents) => {
        events = sinkEvents
        return {
          response: new Response(null),
          sink: {
            write(chunk) {
              if (isClosed) overflow++
              waiting += chunk.byteLength
              controller?.enqueue(chunk.slice())
              return !isClosed
            },
            pendingBytes: () => waiting,
            end: () => finish('ended'),
            destroy: () => finish('destroyed'),
          },
        }
      },
    },
  }
}
