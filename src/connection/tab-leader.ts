/**
 * The leading tab: makes shared attempts (shared-attempt.ts), one at a time, and decides when a new one
 * is needed for a tab that the current one does not serve.
 */
import type { Cancel, Platform } from '../platform/ports.ts'
import type { RunFeedRequest } from './attempt.ts'
import { createSharedAttempt, type SharedAttempt } from './shared-attempt.ts'
import { mergeRequests, type SharedRequest } from './shared-request.ts'
import type { TabAttempt } from './tab-attempt.ts'
import type { LeaderMessage, RequestMessage, SharedAttemptMessage } from './tab-message.ts'
import type { Peers } from './tab-peers.ts'

/** A message of a leader without the fields that every one of them has. */
export type LeaderContent<M = LeaderMessage> = M extends LeaderMessage
  ? Omit<M, 'from' | 'leaderEpoch'>
  : never

export interface TabLeaderOptions {
  /** Id of this tab. */
  readonly id: string
  readonly peers: Peers
  readonly platform: Pick<Platform, 'timers' | 'clock'>
  /** Over `fetch`. */
  readonly direct: RunFeedRequest
  post(content: LeaderContent): void
  /** The attempt of this tab that is under way. */
  current(): TabAttempt | null
  /** Starts a new attempt of this tab. */
  renew(): void
  /** Stops taking part. */
  leave(): void
  /** How long this tab waits before its next attempt; null when it does not wait. */
  waitingMs(): number | null
}

export interface TabLeader {
  /** Makes a shared attempt for this attempt of this tab, in place of the one under way. */
  start(attempt: TabAttempt): void
  receiveRequest(message: RequestMessage): void
  /** Another tab has left. */
  release(id: string): void
  /** This tab no longer leads: aborts the request without a message to the followers. */
  stop(): void
}

/** Shared attempts that other tabs need start at least this far apart. */
const minRenewalIntervalMs = 250

export function createTabLeader(options: TabLeaderOptions): TabLeader {
  const { id, peers, platform, post, current } = options
  const { timers, clock } = platform
  let shared: SharedAttempt | null = null
  let sharedAttempts = 0
  let startedMonotonicMs = Number.NEGATIVE_INFINITY
  let cancelRenewal: Cancel | null = null
  /** Tabs whose requests the server may have refused to this tab. */
  const refused = new Set<string>()

  function merge(attempt: TabAttempt): SharedRequest {
    const own = { id, request: attempt.request }
    return mergeRequests([own, ...peers.requests()], (tab) => !refused.has(tab))
  }

  function endAttempt(): void {
    cancelRenewal?.()
    cancelRenewal = null
    shared?.stop()
    shared = null
  }

  function start(attempt: TabAttempt): void {
    endAttempt()
    startedMonotonicMs = clock.monotonicMs()
    const sharedAttempt = ++sharedAttempts
    shared = createSharedAttempt({
      ...options,
      attempt,
      post: (content) => post({ ...content, sharedAttempt } as LeaderContent<SharedAttemptMessage>),
      merge: () => merge(attempt),
      exclude,
      retryNarrower: (served) => retryNarrower(attempt, served),
      credentialsFailed: options.leave,
      lost: endAttempt,
    })
    shared.begin()
  }

  /** Makes a tab send its own request. */
  function exclude(tab: string): void {
    const attempt = peers.get(tab)?.attempt
    peers.remove(tab)
    if (attempt !== undefined) post({ type: 'direct', to: tab, attempt })
  }

  /** T5. The server may have refused what another tab asked for: that tab makes a request of its own. */
  function retryNarrower(attempt: TabAttempt, served: readonly string[]): boolean {
    const refusedBefore = refused.size
    for (const tab of served) if (tab !== id && peers.get(tab)) refused.add(tab)
    const isNarrower = merge(attempt).excluded.length > 0
    if (refused.size === refusedBefore || !isNarrower) return false
    attempt.hasRequest = false
    start(attempt)
    return true
  }

  function renewSoon(): void {
    const delayMs = startedMonotonicMs + minRenewalIntervalMs - clock.monotonicMs()
    cancelRenewal ??= timers.after(delayMs, () => {
      cancelRenewal = null
      options.renew()
    })
  }

  return {
    start,
    receiveRequest(message) {
      const { from, attempt } = message
      const isServed = shared?.isServing(from, attempt) ?? false
      peers.set(from, message, !isServed)
      post({ type: 'ack' })
      if (isServed || shared?.answer(from)) return
      const own = current()
      if (own !== null && merge(own).excluded.includes(from)) exclude(from)
      else renewSoon()
    },
    release(tab) {
      refused.delete(tab)
      shared?.answer(tab)
    },
    stop() {
      endAttempt()
      refused.clear()
    },
  }
}
