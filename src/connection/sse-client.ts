/**
 * A client for Server-Sent Events over `fetch`: any feed, any headers, and all the rules of staying
 * connected (machine.ts). Independent of any feed; can be used alone.
 *
 * C5  The cursor is committed at the blank line, survives reconnects, attempts without events and (with
 *     `persist`) reloads, and is sent as `Last-Event-ID`, or in the query when no header can carry it.
 * C11 A listener that throws is reported; the connection does not notice.
 * C12 Bytes may be cut anywhere; a finished event is delivered at once; its size is bounded.
 * C14 `close()` reaches everything: pending credentials, backoff, the reader.
 */
import { type AttemptOptions, runAttempt } from './attempt.ts'
import { type Controls, createControls } from './controls.ts'
import { type CursorStorage, createStoredCursor } from './cursor-storage.ts'
import { createListeners } from './listeners.ts'
import { createRunner } from './runner.ts'
import { noFacts, viewStatus } from './status-view.ts'
import { platformOf, rulesOf, type TransportOptions } from './transport.ts'

/** One event, as `EventSource` would give it. */
export interface SseEvent {
  /** `message` when the server gave no name. */
  readonly type: string
  /** The data lines joined by LF. */
  readonly data: string
  /** The cursor after this event: its own id, or the last one before it. */
  readonly lastEventId: string
}

export interface SseClientOptions extends TransportOptions {
  /** Where the feed is; a function is asked again for every request. */
  readonly url: AttemptOptions['url']
  /** A cursor to resume from. */
  readonly initialLastEventId?: string
  /**
   * Stores the cursor for a reload, under this key: choose a different one for every feed. Default
   * storage: the browser's `sessionStorage`. Default: nothing is stored.
   */
  readonly persist?: { readonly key: string; readonly storage?: CursorStorage } | undefined
  /**
   * The longest silence that the server allows itself. Twice this (and some slack) is a lost connection.
   * Default 30 000: a feed that is silent for longer would not survive a usual proxy's 60 s either.
   * Null: silence means nothing.
   */
  readonly pingMs?: number | null
}

export interface SseClient extends Controls<SseEvent> {
  /** Ends: no listener is called any more except, once, those of the status. */
  close(): void
  /** Calls `listener` for every event, in order. */
  onEvent(listener: (event: SseEvent) => void): () => void
}

/**
 * A client for any feed of Server-Sent Events: stays connected, resumes from its cursor, and delivers
 * each event as it is. Makes no request before `open()`.
 *
 * @example
 * const client = createSseClient({ url: '/feed', headers: () => ({ authorization: token() }) })
 * client.onEvent((event) => console.log(event.type, event.data))
 * client.open()
 */
export function createSseClient(options: SseClientOptions): SseClient {
  const {
    url,
    headers,
    pingMs = 30_000,
    maxQueuedEvents,
    onListenerError,
    inspector,
    persist,
  } = options
  const events = createListeners<SseEvent>(onListenerError)
  const platform = platformOf(options)
  const stored =
    persist && createStoredCursor(persist.storage ?? platform.storage, platform.timers, persist.key)
  const runner = createRunner({
    ...options,
    platform,
    rules: rulesOf(options, {
      pingMs,
      isLiveAtOnce: true,
      canRefresh: typeof headers === 'function' || typeof url === 'function',
    }),
    attempt: (lastEventId, context, on) => runAttempt(options, platform, lastEventId, context, on),
    on: {
      frame({ type, data, lastEventId }) {
        inspector?.note({ type: 'frame', name: type, lastEventId })
        runner.report({ type: 'frame', isEvent: true })
        const { generation } = runner.state()
        // C1: after a listener has closed the client, no listener is called again.
        events.emit({ type, data, lastEventId }, () => runner.state().generation === generation)
      },
      id(id) {
        runner.send({ type: 'cursor', id })
        stored?.write(id)
      },
      announcing() {
        if (runner.state().status.status !== 'open') stored?.flush()
        snapshot = viewStatus(runner.state(), noFacts)
      },
    },
  })
  let snapshot = viewStatus(runner.state(), noFacts)
  const controls = createControls(runner, events, maxQueuedEvents, () => snapshot)

  return {
    ...controls,
    open() {
      const { status, lastEventId } = runner.state()
      if (stored && status.status === 'idle' && lastEventId === '') {
        runner.send({ type: 'cursor', id: stored.read() })
      }
      controls.open()
    },
    onEvent: events.add,
  }
}
