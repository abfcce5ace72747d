/**
 * One attempt that the leader makes for all tabs: a handshake, one request, and the relay of its
 * response.
 *
 * ```
 *   handshake ──► start ──► sent ──► head ──► chunk … ──► lost
 *      │ each tab repeats its request, or 50 ms pass
 * ```
 *
 * A tab has to receive a response from its first byte (T2), so no tab joins a shared attempt that has
 * started: the leader starts another one for it.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import type { AttemptListener, RunFeedRequest } from './attempt.ts'
import { type ConnectionError, lossOf } from './errors.ts'
import { createFrameRelay } from './frame-relay.ts'
import { withHistoryBreak } from './history-break.ts'
import type { SharedRequest } from './shared-request.ts'
import type { TabAttempt } from './tab-attempt.ts'
import { failureOf, type SharedAttemptMessage } from './tab-message.ts'
import type { Peers } from './tab-peers.ts'

/** A message of a shared attempt without the fields that address it. */
export type SharedAttemptContent<M = SharedAttemptMessage> = M extends SharedAttemptMessage
  ? Omit<M, 'from' | 'leaderEpoch' | 'sharedAttempt'>
  : never

export interface SharedAttemptOptions {
  /** The attempt of this tab that it is made for in the first place. */
  readonly attempt: TabAttempt
  readonly peers: Peers
  readonly platform: Pick<Platform, 'timers' | 'clock'>
  /** Over `fetch`. */
  readonly direct: RunFeedRequest
  post(content: SharedAttemptContent): void
  merge(): SharedRequest
  /** Notifies a tab that the merged request does not include it. */
  exclude(id: string): void
  /**
   * The server refused the merged request for good.
   *
   * @returns whether another one for fewer tabs was started
   */
  retryNarrower(served: readonly string[]): boolean
  /** This tab has no credentials for any request. */
  credentialsFailed(): void
  /** The request has ended, and the followers know the time of the next one. */
  lost(): void
  /** How long this tab waits before its next attempt; null when it does not wait. */
  waitingMs(): number | null
}

export interface SharedAttempt {
  /** Starts the handshake. */
  begin(): void
  /** Whether it serves this attempt of a tab. */
  isServing(id: string, attempt: number): boolean
  /** A tab has sent its request, or left: @returns whether the handshake was still under way. */
  answer(id: string): boolean
  /** Aborts the request without a message to the followers. */
  stop(): void
}

/** How long a handshake waits for tabs that may have gone. */
const handshakeMs = 50

export function createSharedAttempt(options: SharedAttemptOptions): SharedAttempt {
  const { attempt, peers, platform, waitingMs } = options
  const { clock, timers } = platform
  const abort = new AbortController()
  let cancelHandshake: Cancel = () => {}
  let isOver = false
  let isReplaced = false
  /** The tabs that have not answered the handshake; null when it has ended. */
  let awaited: Set<string> | null = new Set(peers.unconfirmed())
  let served: Readonly<Record<string, number>> = {}
  let postedMonotonicMs = clock.monotonicMs()
  const relay = createFrameRelay(
    (number, items) => post({ type: 'chunk', number, items }),
    () => clock.monotonicMs() - postedMonotonicMs,
  )

  function post(content: SharedAttemptContent): void {
    if (isOver) return
    options.post(content)
    postedMonotonicMs = clock.monotonicMs()
  }

  function stop(): void {
    isOver = true
    cancelHandshake()
    abort.abort()
  }

  function startIfAnswered(): void {
    if (awaited?.size === 0 && peers.isComplete()) start()
  }

  function start(): void {
    const absent = awaited
    if (isOver || absent === null) return
    awaited = null
    cancelHandshake()
    peers.completeHandshake((peer) => !absent.has(peer))
    const merged = options.merge()
    for (const peer of merged.excluded) options.exclude(peer)
    served = Object.fromEntries(
      merged.served.map((tab) => [tab, peers.get(tab)?.attempt ?? attempt.number]),
    )
    peers.unconfirmAll()
    const { cursor } = merged.request
    post({ type: 'start', served, cursor })
    const on = withHistoryBreak(attempt.on, attempt.request, cursor)
    attempt.hasRequest = true
    const context = { ...attempt.context, signal: abort.signal }
    void options.direct(merged.request, context, relayTo(on)).finally(() => {
      if (!isReplaced) attempt.finish()
    })
  }

  /** Passes everything on to this tab, and posts it to the followers. */
  function relayTo(on: AttemptListener): AttemptListener {
    return {
      ...relay.listener(on),
      sent() {
        post({ type: 'sent' })
        on.sent()
      },
      head() {
        post({ type: 'head' })
        on.head()
      },
      report(event) {
        if (event.type === 'bytes') return on.report(event)
        const { error } = event
        const { verdict, retryAfterMs } =
          event.type === 'refused' ? event : { verdict: 'wait', retryAfterMs: null }
        if (verdict === 'fail' && !isOver) {
          isReplaced = options.retryNarrower(Object.keys(served))
          if (isReplaced) return
        }
        // Before the machine closes this connection, and with it the channel.
        if (verdict === 'end') postLost(error, null, true)
        on.report(event)
        // T5. Another tab may have credentials.
        if (error.code === 'credentials' && !isOver) options.credentialsFailed()
        // By now the machine knows how long it waits.
        else if (verdict === 'wait') postLost(error, retryAfterMs)
      },
    }
  }

  function postLost(error: ConnectionError, retryAfterMs: number | null, isFinal = false): void {
    if (isOver) return
    post({
      type: 'lost',
      failure: failureOf(error),
      retryAfterMs: waitingMs() ?? retryAfterMs,
      isFinal,
    })
    if (!isFinal) options.lost()
  }

  /** The machine has aborted this attempt: it starts the next one, or something went wrong. */
  function abandon(): void {
    abort.abort()
    // The frame that ended the attempt here may end it in the followers too, for the same reason.
    relay.flush()
    // By then the machine has started its next attempt, or knows how long it waits.
    queueMicrotask(() => postLost(lossOf('ended', 'the leading tab closed it'), null))
  }

  return {
    begin() {
      attempt.context.signal.addEventListener('abort', abandon, { once: true })
      post({ type: 'handshake' })
      cancelHandshake = timers.after(handshakeMs, start)
      startIfAnswered()
    },
    isServing: (tab, number) => !isOver && served[tab] === number,
    answer(tab) {
      if (isOver || awaited === null) return false
      awaited.delete(tab)
      startIfAnswered()
      return true
    },
    stop,
  }
}
