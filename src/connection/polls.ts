/**
 * An attempt by polls, and the trials of a direct connection meanwhile (poll-fallback.ts, F2). Loaded by dynamic import,
 * so that only connections that need it load its code.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import type { AttemptListener, RequestContext, RunFeedRequest } from './attempt.ts'
import type { FeedRequest } from './feed-request.ts'
import { within } from './linked-signal.ts'
import { type PollRequests, pollFeed } from './poll-feed.ts'

const maxTrialMs = 600_000
/** At most so long before the first trial of a connection that was lost meanwhile: the network may be another one. */
const returnTrialMs = 10_000

const ignore = () => {}
/** Of a connection that is only tried. */
const silentListener: AttemptListener = {
  sent: ignore,
  head: ignore,
  report: ignore,
  retryField: ignore,
  frame: ignore,
  id: ignore,
  chunkRead: ignore,
}

export interface PollsOptions {
  readonly platform: Pick<Platform, 'timers' | 'random'>
  readonly direct: RunFeedRequest
  readonly requests: PollRequests
  /** How long the first bytes of a direct connection may take. */
  readonly afterMs: number
  /** How long to poll before the first trial. */
  readonly directAfterMs: number
  /** Whether polls were working before this attempt. */
  readonly isPolling: boolean
  setPolling(value: boolean): void
}

/** @returns false where the server has no polls; nothing was reported then */
export async function runPolls(
  options: PollsOptions,
  request: FeedRequest,
  context: RequestContext,
  on: AttemptListener,
): Promise<boolean> {
  const { isPolling, directAfterMs, setPolling } = options
  const { signal, end } = within(context.signal)
  if (signal.aborted) return true
  let { cursor } = request
  let isOpen = false
  let stop: Cancel = ignore
  const outcome = await pollFeed(
    request,
    options.requests,
    { ...context, signal },
    {
      ...on,
      id(id) {
        cursor = id
        on.id(id)
      },
      head() {
        isOpen = true
        setPolling(true)
        stop = tryDirect(
          options,
          isPolling ? Math.min(returnTrialMs, directAfterMs) : directAfterMs,
          () => ({ topics: request.topics, cursor, snapshot: false }),
          () => {
            setPolling(false)
            // As a server that asks for a new connection: what was read is kept, and nothing is waited for.
            on.frame({ type: 'reconnect', data: '{"after":0}', lastEventId: cursor })
          },
        )
        on.head()
      },
    },
  )
  stop()
  end()
  if (!isOpen) setPolling(false)
  return outcome === 'over'
}

/**
 * Makes direct connections of which only the beginning matters, until one has begun.
 *
 * @param delayMs until the first one
 * @returns stops it
 */
function tryDirect(
  { platform: { timers, random }, direct, afterMs }: PollsOptions,
  delayMs: number,
  request: () => FeedRequest,
  found: () => void,
): Cancel {
  const whole = new AbortController()
  const { signal } = whole

  async function attempt(waitedMs: number): Promise<void> {
    const one = within(signal)
    let isHeard = false
    const cancel = timers.after(afterMs, one.end)
    const report: AttemptListener['report'] = ({ type }) => {
      isHeard ||= type === 'bytes'
      one.end()
    }
    await direct(request(), { signal: one.signal, isRefresh: false }, { ...silentListener, report })
    cancel()
    one.end()
    if (signal.aborted) return
    if (isHeard) found()
    else schedule(Math.min(waitedMs * 2, maxTrialMs))
  }

  function schedule(waitMs: number): void {
    const delayMs = waitMs * (0.75 + random.next() / 2)
    const cancel = timers.after(delayMs, () => void attempt(waitMs))
    signal.addEventListener('abort', cancel, { once: true })
  }

  schedule(delayMs)
  return () => whole.abort()
}
