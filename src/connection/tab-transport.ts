/**
 * One connection for all tabs of an origin, as a transport: an attempt with the interface of one over
 * `fetch`, which one tab makes for all. Every tab keeps its own machine, subscription and delivery; only the
 * request is shared, so a follower is a connection like any other whose response comes from a tab in
 * place of a server (docs/decisions/0011, 0015).
 *
 * ```
 *            attempt                    lock acquired
 *   direct ──────────► waiting ───────────────────────────► leading
 *     ▲                │     ▲                              │  ▲ │
 *     │ leave,    start│     │ handshake, lost    handshake ┘  │ │ lock lost,
 *     │ no locks       ▼     │                  ► shared attempt │ newer leader
 *     └─────────────── following ◄───────────────────────────────┘
 * ```
 *
 * This file connects the parts: the membership (tab-membership.ts: channel, lock and the pure
 * tab-election.ts), the leader (tab-leader.ts), which makes shared attempts (shared-attempt.ts), and the
 * follower (tab-follower.ts).
 *
 * T1 The tab that holds the lock leads: never two requests while one leader is alive and awake.
 * T2 A tab receives a response from its first byte, in order and complete, or reports it lost. So the
 *    rules of machine and subscription hold in every tab.
 * T3 A new tab costs one request at most, and so does a leader that goes; a follower that goes costs
 *    none. Followers make no requests while their leader waits.
 * T4 A leader that does not answer is replaced; a leader that was replaced stops as soon as it finds out.
 * T5 No tab fails because of a response to another tab's credentials or filter.
 *    A leader whose page begins a navigation resigns: browsers may abort its request.
 * T6 A tab that cannot use the channel or the lock connects directly.
 */
import type { Platform, Tabs } from '../platform/ports.ts'
import type { RunFeedRequest } from './attempt.ts'
import { parseTabMessage } from './parse-tab-message.ts'
import type { Transport } from './status.ts'
import type { TabAttempt } from './tab-attempt.ts'
import { createTabFollower } from './tab-follower.ts'
import { createTabLeader } from './tab-leader.ts'
import { createTabMembership } from './tab-membership.ts'
import { type LeaderMessage, tabProtocol } from './tab-message.ts'
import { createPeers } from './tab-peers.ts'

export interface TabTransportOptions {
  /** Name of the lock and the channel: tabs with the same name share. */
  readonly name: string
  readonly platform: Pick<Platform, 'timers' | 'clock' | 'random'> & { readonly tabs: Tabs }
  /** A request over `fetch`. */
  readonly direct: RunFeedRequest
  /** Starts a new attempt of this tab within the call, even if the tab is waiting for its next one. */
  renew(): void
  roleChanged(role: Transport): void
  /**
   * How long the machine of this tab waits before its next attempt; null when it does not wait. With it,
   * followers do not wait shorter than their leader, and their countdown is right.
   */
  waitingMs?(): number | null
}

export interface TabTransport {
  /** In place of `direct`. */
  readonly attempt: RunFeedRequest
  /** Gives up leadership and channel; the next attempt joins again. */
  leave(): void
  /** Gives up leadership while a request is under way and another tab can lead; follows that one. */
  resign(): void
}

export function createTabTransport(options: TabTransportOptions): TabTransport {
  const { platform, direct, renew, waitingMs = () => null } = options
  const { tabs, clock, random } = platform
  const id = random.next().toString(36)
  let role: Transport = 'direct'
  let current: TabAttempt | null = null
  let attempts = 0
  const peers = createPeers()
  const membership = createTabMembership({
    id,
    name: `${options.name}:${tabProtocol}`,
    tabs,
    clock,
    on: { message: receive, lead, stepDown, renew, lockFailed },
  })
  const { post } = membership
  const ports = { id, peers, platform, direct, renew, current: () => current }
  const leader = createTabLeader({
    ...ports,
    leave,
    post(content) {
      const leaderEpoch = membership.leaderEpoch()
      if (leaderEpoch !== null) post({ ...content, from: id, leaderEpoch } as LeaderMessage)
    },
    waitingMs,
  })
  const { leaderTimedOut } = membership
  const follower = createTabFollower({ ...ports, post, connectDirectly, leaderTimedOut })

  function setRole(next: Transport): void {
    if (next === role) return
    role = next
    options.roleChanged(next)
  }

  const attempt: RunFeedRequest = (request, context, on) => {
    if (context.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const started: TabAttempt = {
        number: ++attempts,
        request,
        context,
        on: {
          ...on,
          head() {
            started.isSettled = true
            on.head()
          },
        },
        isSettled: false,
        hasRequest: false,
        finish() {
          if (current === started) current = null
          resolve()
        },
      }
      current = started
      follower.cancel()
      context.signal.addEventListener('abort', () => abandon(started), { once: true })
      if (!membership.join()) connectDirectly(started)
      else if (membership.leaderEpoch() !== null) leader.start(started)
      else follower.request(started)
    })
  }

  function abandon(attempt: TabAttempt): void {
    if (current === attempt) {
      current = null
      follower.cancel()
    }
    if (!attempt.hasRequest) attempt.finish()
  }

  function connectDirectly(attempt: TabAttempt): void {
    attempt.isSettled = true
    attempt.hasRequest = true
    follower.cancel()
    setRole('direct')
    void direct(attempt.request, attempt.context, attempt.on).finally(attempt.finish)
  }

  function leave(): void {
    if (!membership.isJoined()) return
    leader.stop()
    membership.leave()
    follower.stop()
    peers.clear()
    setRole('direct')
  }

  /** T6. Without the lock no tab can lead. */
  function lockFailed(): void {
    const pending = current
    leave()
    if (pending === null || pending.hasRequest) return
    if (pending.isSettled) renew()
    else connectDirectly(pending)
  }

  function lead(): void {
    peers.unconfirmAll()
    follower.cancel()
    setRole('leader')
    if (current !== null && !current.isSettled) leader.start(current)
    else renew()
  }

  function stepDown(): void {
    leader.stop()
    setRole('follower')
  }

  function receive(data: unknown): void {
    const message = parseTabMessage(data)
    if (message === null || message.from === id) return
    if (message.type === 'request') {
      if (membership.leaderEpoch() !== null) leader.receiveRequest(message)
      else peers.set(message.from, message, false)
    } else if (message.type === 'leave') {
      peers.remove(message.from)
      leader.release(message.from)
    } else receiveFromLeader(message)
  }

  function receiveFromLeader(message: LeaderMessage): void {
    const { from, leaderEpoch } = message
    if (!membership.accepts({ leaderEpoch, id: from })) return
    // It makes no requests of other tabs. If it does later, it has resigned.
    peers.remove(from)
    if (current?.hasRequest !== true) setRole('follower')
    if (message.type === 'start') {
      peers.completeHandshake((tab) => Object.hasOwn(message.served, tab))
    }
    follower.receive(message)
  }

  function resign(): void {
    if (current !== null && peers.requests().length > 0) membership.resign()
  }

  return { attempt, leave, resign }
}
