/**
 * Which way a subscription takes: the stream, or short requests (poll-feed.ts) where a proxy holds the stream back.
 *
 * - F1 The first bytes of a stream leave at once. When none arrive within {@link quietMs}, or a stream fell silent or was
 *   never answered, the same attempt continues by polls. It costs nothing where the network itself is gone: polls fail
 *   as well, and the next attempt is a stream again.
 * - F2 While polls work, a stream is tried now and then next to them. When its first bytes arrive, it replaces them.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import type { AttemptListener, RequestContext, RunFeedRequest } from './attempt.ts'
import type { ConnectionError } from './errors.ts'
import type { FeedRequest } from './feed-request.ts'
import type { ReportError } from './listeners.ts'
import type { PollRequests } from './poll-feed.ts'
import { graceMs, lateMs } from './watchdog.ts'

export interface PollFallback {
  readonly run: RunFeedRequest
  isPolling(): boolean
}

export interface PollFallbackOptions {
  readonly platform: Pick<Platform, 'timers' | 'clock' | 'random'>
  readonly stream: RunFeedRequest
  readonly polls: PollRequests
  /** What the connection was lost by last. */
  lastError(): ConnectionError | null
  changed(): void
  readonly report: ReportError
}

/** How long the first bytes of a stream may take. */
const quietMs = 10_000
/** When a stream is tried again: after this time, then after twice as long, up to ten minutes. */
const firstTrialMs = 60_000
const maxTrialMs = 600_000
/** As {@link firstTrialMs}, for a connection that was lost meanwhile: the network may be another one. */
const returnTrialMs = 10_000

const ignore = () => {}
/** Of a stream that is only tried. */
const silentListener: AttemptListener = {
  sent: ignore,
  head: ignore,
  report: ignore,
  retryField: ignore,
  frame: ignore,
  id: ignore,
  chunkRead: ignore,
}

export function createPollFallback(options: PollFallbackOptions): PollFallback {
  const { stream, polls, report } = options
  const { timers, clock } = options.platform
  let isPolling = false
  let judged: ConnectionError | null = null

  function setPolling(value: boolean): void {
    if (isPolling === value) return
    isPolling = value
    options.changed()
  }

  /** Whether the last loss looks like a proxy that holds the stream back. Once for each loss. */
  function wasQuiet(): boolean {
    const error = options.lastError()
    const isNew = error !== judged
    judged = error
    return isNew && (error?.code === 'silent' || error?.code === 'timeout')
  }

  /**
   * A stream until its first bytes have not arrived in time.
   *
   * @returns whether it was given up
   */
  async function streamUntilQuiet(
    request: FeedRequest,
    context: RequestContext,
    on: AttemptListener,
  ): Promise<boolean> {
    const { signal, end } = within(context.signal)
    let isQuiet = false
    let cancel: Cancel = ignore
    const watch = (delayMs: number) => {
      const dueMs = clock.monotonicMs() + delayMs
      cancel = timers.after(delayMs, () => {
        // The process slept: bytes that are waiting get a turn to be read.
        if (clock.monotonicMs() - dueMs > lateMs) return watch(graceMs)
        isQuiet = true
        end()
      })
    }
    watch(quietMs)
    await stream(
      request,
      { ...context, signal },
      {
        ...on,
        report(event) {
          cancel()
          on.report(event)
        },
      },
    )
    cancel()
    return isQuiet
  }

  /** @returns whether the server has no polls, and nothing was reported */
  async function poll(
    request: FeedRequest,
    context: RequestContext,
    on: AttemptListener,
  ): Promise<boolean> {
    let { cursor } = request
    let stop: Cancel = ignore
    const { signal, end } = within(context.signal)
    try {
      const { pollFeed } = await import('./poll-feed.ts')
      if (signal.aborted) return false
      const outcome = await pollFeed(
        request,
        polls,
        { ...context, signal },
        {
          ...on,
          id(id) {
            cursor = id
            on.id(id)
          },
          head() {
            stop = tryStream(
              options,
              isPolling ? returnTrialMs : firstTrialMs,
              (trial, on) => stream({ topics: request.topics, cursor, snapshot: false }, trial, on),
              () => {
                setPolling(false)
                // As a server that asks for a new connection: what was read is kept, and nothing is waited for.
                on.frame({ type: 'reconnect', data: '{"after":0}', lastEventId: cursor })
              },
            )
            setPolling(true)
            on.head()
          },
        },
      )
      return outcome === 'unavailable'
    } catch (error) {
      // A chunk that was removed by a deployment.
      report(error)
      return true
    } finally {
      stop()
      end()
    }
  }

  return {
    isPolling: () => isPolling,
    async run(request, context, on) {
      const isQuiet = isPolling || wasQuiet() || (await streamUntilQuiet(request, context, on))
      if (!isQuiet || context.signal.aborted) return
      const wasPolling = isPolling
      let isOpened = false
      const isUnavailable = await poll(request, context, {
        ...on,
        head() {
          isOpened = true
          on.head()
        },
      })
      if (wasPolling && !isOpened) setPolling(false)
      if (isUnavailable && !context.signal.aborted) await stream(request, context, on)
    },
  }
}

/**
 * F2: makes streams of which only the beginning matters, until one has begun.
 *
 * @param delayMs until the first one
 * @returns stops it
 */
function tryStream(
  { platform: { timers, random } }: Pick<PollFallbackOptions, 'platform'>,
  delayMs: number,
  stream: (context: RequestContext, on: AttemptListener) => Promise<void>,
  found: () => void,
): Cancel {
  const whole = new AbortController()
  const { signal } = whole

  async function attempt(): Promise<void> {
    const one = within(signal)
    let isHeard = false
    const cancel = timers.after(quietMs, one.end)
    await stream(
      { signal: one.signal, isRefresh: false },
      {
        ...silentListener,
        report(event) {
          isHeard ||= event.type === 'bytes'
          one.end()
        },
      },
    )
    cancel()
    one.end()
    if (signal.aborted) return
    if (isHeard) found()
    else schedule(Math.min(delayMs * 2, maxTrialMs))
  }

  function schedule(nextMs: number): void {
    delayMs = nextMs
    const cancel = timers.after(delayMs * (0.75 + random.next() / 2), () => void attempt())
    signal.addEventListener('abort', cancel, { once: true })
  }

  schedule(delayMs)
  return () => whole.abort()
}

/** A signal that is aborted with another one, or before it. */
function within(outer: AbortSignal): { readonly signal: AbortSignal; end(): void } {
  const inner = new AbortController()
  const end = () => inner.abort()
  if (outer.aborted) end()
  outer.addEventListener('abort', end, { once: true, signal: inner.signal })
  return { signal: inner.signal, end }
}
