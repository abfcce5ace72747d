/**
 * A tab that does not lead: asks the leader for a response, and replays to its own connection what the
 * leader relays. Reports a leader that does not answer.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import type { AttemptListener } from './attempt.ts'
import { type ConnectionError, lossOf } from './errors.ts'
import { replayChunk } from './frame-relay.ts'
import { withHistoryBreak } from './history-break.ts'
import type { TabAttempt } from './tab-attempt.ts'
import {
  errorOf,
  type LeaderMessage,
  type SharedAttemptMessage,
  type StartMessage,
  type TabMessage,
} from './tab-message.ts'

export interface TabFollowerOptions {
  /** Id of this tab. */
  readonly id: string
  readonly platform: Pick<Platform, 'timers' | 'clock' | 'random'>
  post(message: TabMessage): void
  /** The attempt of this tab that is under way. */
  current(): TabAttempt | null
  /** Starts a new attempt of this tab. */
  renew(): void
  /** Makes a request for this tab alone. */
  connectDirectly(attempt: TabAttempt): void
  /** The leader has not answered in time. */
  leaderTimedOut(): void
}

export interface TabFollower {
  /** Asks the leader for a response to this attempt. */
  request(attempt: TabAttempt): void
  receive(message: LeaderMessage): void
  /** The attempt under way is over, or gets its response in another way. */
  cancel(): void
  /** Forgets the leader. */
  stop(): void
}

/** The shared attempt that serves this tab. */
interface FollowedAttempt {
  readonly leader: string
  readonly sharedAttempt: number
  readonly on: AttemptListener
  nextChunk: number
}

/** When the leader makes its next request. */
interface LeaderBackoff {
  readonly untilMonotonicMs: number
  readonly error: ConnectionError
}

/** A leader that has not answered for so long is replaced. */
const leaderTimeoutMs = 1000
/** Spreads the timeouts of tabs that opened together, so that they do not steal the lock in turn. */
const leaderTimeoutJitterMs = 250
/** A timer that fires later than this: it was this tab that slept. */
const lateTimerMs = 250

export function createTabFollower(options: TabFollowerOptions): TabFollower {
  const { id, platform, post, current, renew } = options
  const { timers, clock, random } = platform
  let followed: FollowedAttempt | null = null
  let cancelTimeout: Cancel = () => {}
  let isAnswered = false
  let leaderBackoff: LeaderBackoff | null = null

  function cancel(): void {
    followed = null
    cancelTimeout()
  }

  function postRequest(attempt: TabAttempt): void {
    post({ type: 'request', from: id, attempt: attempt.number, request: attempt.request })
    isAnswered = false
    const delayMs = leaderTimeoutMs + Math.floor(random.next() * leaderTimeoutJitterMs)
    const dueMonotonicMs = clock.monotonicMs() + delayMs
    cancelTimeout()
    cancelTimeout = timers.after(delayMs, () => {
      if (attempt.isSettled) return
      const isLate = clock.monotonicMs() - dueMonotonicMs > lateTimerMs
      if (!isAnswered && !isLate) options.leaderTimedOut()
      postRequest(attempt)
    })
  }

  function receiveHandshake(attempt: TabAttempt | null): void {
    leaderBackoff = null
    cancel()
    if (attempt?.isSettled === false) postRequest(attempt)
    // A direct connection stays until its own next attempt.
    else if (!attempt?.hasRequest) renew()
  }

  function receiveStart(
    { from, sharedAttempt, served, cursor }: StartMessage,
    attempt: TabAttempt | null,
  ): void {
    if (attempt === null || attempt.isSettled || served[id] !== attempt.number) return
    const on = withHistoryBreak(attempt.on, attempt.request, cursor)
    followed = { leader: from, sharedAttempt, on, nextChunk: 0 }
  }

  function receiveResponse(
    from: FollowedAttempt,
    message: SharedAttemptMessage,
    attempt: TabAttempt,
  ): void {
    switch (message.type) {
      case 'sent':
      case 'head':
        from.on[message.type]()
        break
      case 'chunk':
        if (message.number === from.nextChunk++) {
          replayChunk(message.items, from.on, attempt.context.signal)
        } else lose(attempt, lossOf('network', 'a message from the leading tab is missing'), null)
        break
      case 'lost':
        lose(attempt, errorOf(message.failure), message.retryAfterMs, message.isFinal)
    }
  }

  function lose(
    attempt: TabAttempt,
    error: ConnectionError,
    retryAfterMs: number | null,
    isFinal = false,
  ): void {
    cancel()
    attempt.finish()
    attempt.on.report({ type: 'refused', verdict: isFinal ? 'end' : 'wait', error, retryAfterMs })
  }

  return {
    cancel,
    request(attempt) {
      const backoff = leaderBackoff
      leaderBackoff = null
      const leftMs = (backoff?.untilMonotonicMs ?? 0) - clock.monotonicMs()
      if (backoff === null || leftMs <= 0) {
        postRequest(attempt)
        return
      }
      // T3. This tab timed out just before its leader did, and chose a shorter delay: it waits for the
      // rest of the leader's. Not within the call that starts the attempt.
      queueMicrotask(() => {
        if (current() === attempt) lose(attempt, backoff.error, leftMs)
      })
    },
    receive(message) {
      isAnswered = true
      const attempt = current()
      switch (message.type) {
        case 'ack':
          break
        case 'direct':
          if (message.to === id && attempt?.number === message.attempt && !attempt.isSettled) {
            options.connectDirectly(attempt)
          }
          break
        case 'handshake':
          receiveHandshake(attempt)
          break
        case 'start':
          receiveStart(message, attempt)
          break
        default: {
          const { from, sharedAttempt } = message
          if (followed?.leader === from && followed.sharedAttempt === sharedAttempt) {
            if (attempt !== null) receiveResponse(followed, message, attempt)
          } else if (message.type === 'lost' && attempt === null && message.retryAfterMs !== null) {
            leaderBackoff = {
              untilMonotonicMs: clock.monotonicMs() + message.retryAfterMs,
              error: errorOf(message.failure),
            }
          }
        }
      }
    },
    stop() {
      cancel()
      leaderBackoff = null
    },
  }
}
