/**
 * Which way a subscription takes: a direct connection, or polls where a proxy holds its response back.
 *
 * - F1 The first bytes of a direct connection leave at once. When none arrive within `afterMs`, or one fell silent or was
 *   never answered, the same attempt continues by polls. It costs nothing where the network itself is gone: polls fail as
 *   well, and the next attempt is a direct connection again.
 * - F2 While polls work, a direct connection is tried now and then. When its first bytes arrive, it replaces them.
 *
 * The polls themselves, and the trials, are in polls.ts, which is loaded when they are needed.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import type { AttemptListener, RequestContext, RunFeedRequest } from './attempt.ts'
import type { PollTimes } from './connection.ts'
import type { ConnectionError } from './errors.ts'
import type { FeedRequest } from './feed-request.ts'
import { within } from './linked-signal.ts'
import type { ReportError } from './listeners.ts'
import type { PollRequests } from './poll-feed.ts'
import { graceMs, lateMs } from './watchdog.ts'

export interface PollFallback {
  readonly run: RunFeedRequest
  isPolling(): boolean
}

export interface PollFallbackOptions {
  readonly platform: Pick<Platform, 'timers' | 'clock' | 'random'>
  readonly direct: RunFeedRequest
  readonly requests: PollRequests
  readonly times: PollTimes
  /** What the connection was lost by last. */
  lastError(): ConnectionError | null
  changed(): void
  readonly report: ReportError
}

const ignore = () => {}

export function createPollFallback(options: PollFallbackOptions): PollFallback {
  const { direct, platform, times } = options
  const { timers, clock } = platform
  const { afterMs = 10_000, directAfterMs = 60_000 } = times
  let isPolling = false
  let judged: ConnectionError | null = null

  function setPolling(value: boolean): void {
    if (isPolling === value) return
    isPolling = value
    options.changed()
  }

  /** Whether the last loss looks like a proxy that holds responses back. Once for each loss. */
  function wasQuiet(): boolean {
    const error = options.lastError()
    const isNew = error !== judged
    judged = error
    return isNew && (error?.code === 'silent' || error?.code === 'timeout')
  }

  /**
   * Connects until the first bytes have not arrived in time.
   *
   * @returns whether the connection was given up
   */
  async function connectUntilQuiet(
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
    watch(afterMs)
    const report: AttemptListener['report'] = (event) => {
      cancel()
      on.report(event)
    }
    await direct(request, { ...context, signal }, { ...on, report })
    cancel()
    return isQuiet
  }

  return {
    isPolling: () => isPolling,
    async run(request, context, on) {
      const isQuiet = isPolling || wasQuiet() || (await connectUntilQuiet(request, context, on))
      if (!isQuiet || context.signal.aborted) return
      let isTaken = false
      try {
        const { runPolls } = await import('./polls.ts')
        const given = { ...options, afterMs, directAfterMs, isPolling, setPolling }
        isTaken = await runPolls(given, request, context, on)
      } catch (error) {
        // A chunk that was removed by a deployment.
        options.report(error)
      }
      if (!isTaken && !context.signal.aborted) await direct(request, context, on)
    },
  }
}
