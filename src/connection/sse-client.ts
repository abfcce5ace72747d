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
import { isDevelopment } from '../development.ts'
import { reportToPage } from '../platform/browser.ts'
import { runAttempt } from './attempt.ts'
import { type Controls, createControls } from './controls.ts'
import { createStoredCursor } from './cursor-storage.ts'
import type { ConnectionError } from './errors.ts'
import { createEventIntake, type SseEvent } from './event-intake.ts'
import { encodeJson } from './json-body.ts'
import { createListeners, guarded } from './listeners.ts'
import { sseClientOptions, warnOfUnknownOptions } from './option-names.ts'
import { createRepetition } from './repetition.ts'
import { createRunner } from './runner.ts'
import type { ParsingOptions, SseClientOptions } from './sse-client-options.ts'
import type { ConnectionStatus } from './status.ts'
import { noFacts, viewStatus } from './status-view.ts'
import { platformOf, rulesOf } from './transport.ts'

/** A connection to any server that sends server-sent events: the controls of a client, and its events. */
export interface SseClient<T = SseEvent> extends Controls<T> {
  /** Ends: no listener is called any more except, once, those of the status. */
  close(): void
  /** Calls `listener` for every event, in order. */
  onEvent(listener: (event: T) => void): () => void
}

/** How long the head of an answer to a request that is no GET may take: what model providers allow. */
const unsafeConnectTimeoutMs = 600_000

/**
 * A client for any feed of Server-Sent Events: stays connected, resumes from its cursor, and delivers
 * each event as it is. With `method` or `body`, the answer to one request, which is not made twice.
 * Makes no request before `open()`.
 *
 * @throws ConnectionError `url_invalid` without a `url`; in development `option_invalid` for a verdict that there is not
 * @example
 * const client = createSseClient({ url: '/feed', headers: () => ({ authorization: token() }) })
 * client.onEvent((event) => console.log(event.type, event.data))
 * client.open()
 */
export function createSseClient<T>(options: ParsingOptions<T>): SseClient<T>
export function createSseClient(options: SseClientOptions): SseClient
export function createSseClient<T>(options: SseClientOptions<T>): SseClient<T> {
  const { url, headers, maxQueuedEvents, inspector, persist } = options
  const platform = platformOf(options)
  if (isDevelopment && process.env.NODE_ENV !== 'production')
    warnOfUnknownOptions('createSseClient', options, sseClientOptions)
  const report = options.onListenerError ?? reportToPage
  const events = createListeners<T>(report)
  const stored =
    persist && createStoredCursor(persist.storage ?? platform.storage, platform.timers, persist.key)
  const { isSafe, requestFor, decideLoss } = createRepetition(options, report)
  const intake = createEventIntake(options, onInvalid, report)
  const { pingMs = isSafe ? 30_000 : null } = options
  const connectTimeoutMs = options.connectTimeoutMs ?? (isSafe ? undefined : unsafeConnectTimeoutMs)
  const attemptOptions = {
    ...options,
    encode: encodeJson,
    isCursor: guarded(options.isCursor, true, report),
  }
  const runner = createRunner({
    ...options,
    platform,
    rules: rulesOf(
      { ...options, connectTimeoutMs },
      {
        pingMs,
        isLiveAtOnce: true,
        canRefresh: typeof headers === 'function' || typeof url === 'function',
        decideLoss,
      },
    ),
    attempt: (cursor, context, on) =>
      runAttempt({ ...attemptOptions, ...requestFor(cursor) }, platform, cursor, context, on),
    on: {
      frame(frame) {
        inspector?.note({ type: 'frame', name: frame.type, lastEventId: frame.lastEventId })
        runner.report({ type: 'frame', isEvent: true })
        const { generation } = runner.state()
        // C1: after a listener has closed the client, no listener is called again.
        const taken = intake.take(frame)
        if (taken?.value !== undefined) {
          events.emit(taken.value, () => runner.state().generation === generation)
        }
        // Of no effect on a request that a listener has just made: that one is not open yet.
        if (taken?.isLast) runner.report({ type: 'bye', by: 'server-end' })
      },
      id(id) {
        runner.send({ type: 'cursor', id })
        stored?.write(id)
      },
      announcing() {
        const { status } = runner.state()
        if (isOver(status)) stored?.write('')
        if (status.status !== 'open') stored?.flush()
        snapshot = view()
      },
    },
  })

  function onInvalid(error: ConnectionError): void {
    runner.report({ type: 'trouble', error })
    report(error)
  }

  /** An answer that is complete has no place to resume from. A feed has. */
  function isOver(status: ConnectionStatus): boolean {
    return !isSafe && status.status === 'closed' && status.by === 'server-end'
  }

  const view = () => viewStatus(runner.state(), { ...noFacts, ...intake.counts })
  let snapshot = view()
  const controls = createControls(runner, events, maxQueuedEvents, () => snapshot)

  return {
    ...controls,
    open() {
      const { status, lastEventId } = runner.state()
      if (isOver(status)) {
        runner.send({ type: 'cursor', id: '' })
        intake.forgetIds()
      }
      if (stored && status.status === 'idle' && lastEventId === '') {
        runner.send({ type: 'cursor', id: stored.read() })
      }
      controls.open()
    },
    onEvent: events.add,
  }
}
