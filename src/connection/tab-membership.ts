/**
 * Membership of this tab in the group that shares a connection: the channel, the lock and the election.
 * Performs the effects of tab-election.ts that concern the lock, and reports the others.
 */
import type { Cancel, Clock, TabChannel, Tabs } from '../platform/ports.ts'
import {
  type ElectionEffect,
  type ElectionEvent,
  initialElection,
  type Leader,
  transition,
} from './tab-election.ts'
import type { TabMessage } from './tab-message.ts'

export interface TabMembershipOptions {
  /** Id of this tab. */
  readonly id: string
  /** Name of the channel and the lock. */
  readonly name: string
  readonly tabs: Tabs
  readonly clock: Clock
  readonly on: {
    message(data: unknown): void
    /** This tab leads from now on. */
    lead(): void
    /** This tab no longer leads. */
    stepDown(): void
    /** A new attempt is needed. */
    renew(): void
    /** The browser refuses the lock. */
    lockFailed(): void
  }
}

export interface TabMembership {
  /** @returns false where the browser refuses the channel. */
  join(): boolean
  isJoined(): boolean
  leave(): void
  /** Does nothing before `join` and after `leave`. */
  post(message: TabMessage): void
  /** The epoch of this tab while it leads; else null. */
  leaderEpoch(): number | null
  /** A message of a leader has arrived: @returns whether it counts. */
  accepts(leader: Leader): boolean
  leaderTimedOut(): void
  /** Releases the lock if this tab leads, and queues for it again. */
  resign(): void
}

export function createTabMembership(options: TabMembershipOptions): TabMembership {
  const { id, name, tabs, clock, on } = options
  let channel: TabChannel | null = null
  /** Identifies the request for the lock that counts: callbacks of earlier ones come late. */
  let lockRequest: object | null = null
  let releaseLock: Cancel = () => {}
  let election = initialElection

  const perform: Readonly<Record<ElectionEffect, () => void>> = {
    request_lock: () => requestLock(false),
    steal_lock: () => requestLock(true),
    release_lock() {
      lockRequest = null
      releaseLock()
    },
    lead: on.lead,
    step_down: on.stepDown,
    renew: on.renew,
    accept() {},
  }

  function send(event: ElectionEvent): readonly ElectionEffect[] {
    const [next, effects] = transition(election, event)
    election = next
    for (const effect of effects) perform[effect]()
    return effects
  }

  function requestLock(isSteal: boolean): void {
    releaseLock()
    const request = {}
    const ifCurrent = (run: () => void) => () => {
      if (lockRequest === request) run()
    }
    lockRequest = request
    releaseLock = tabs.lock(name, isSteal, {
      acquired: ifCurrent(() => send({ type: 'lock_acquired', id, nowMs: clock.nowMs() })),
      lost: ifCurrent(() => send({ type: 'lock_lost' })),
      failed: ifCurrent(on.lockFailed),
    })
  }

  return {
    join() {
      if (channel !== null) return true
      try {
        const joined = tabs.channel(name, (data) => {
          if (joined === channel) on.message(data)
        })
        channel = joined
      } catch {
        return false
      }
      send({ type: 'joined' })
      return true
    },
    isJoined: () => channel !== null,
    leave() {
      channel?.post({ type: 'leave', from: id } satisfies TabMessage)
      channel?.close()
      channel = null
      send({ type: 'left' })
    },
    post: (message) => channel?.post(message),
    leaderEpoch: () => election.leaderEpoch,
    // A listener may have closed the connection when this tab stepped down.
    accepts: (leader) =>
      send({ type: 'leader_heard', leader }).includes('accept') && channel !== null,
    leaderTimedOut: () => void send({ type: 'leader_timed_out' }),
    resign: () => void send({ type: 'resigned' }),
  }
}
