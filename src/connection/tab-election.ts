/**
 * Which tab leads: a pure state machine. tab-transport.ts performs its effects.
 *
 * ```
 *               lock_acquired
 *   follower ──────────────────► leader
 *      ▲                           │
 *      └───────────────────────────┘
 *        lock_lost, resigned, or leader_heard with a newer epoch
 * ```
 *
 * E1 The tab that holds the lock leads, with an epoch above every one it has seen and not below the
 *    clock: a tab that has seen no leader still outranks one that hangs.
 * E2 Messages of an outdated leader are ignored: of two leaders the one with the higher epoch counts, of
 *    two with the same epoch the one with the higher id.
 * E3 A leader that loses its lock, sees a newer leader, or resigns, steps down and queues for the lock again.
 * E4 Only a follower steals the lock.
 */

export interface Leader {
  readonly leaderEpoch: number
  readonly id: string
}

export interface ElectionState {
  /** The epoch of this tab while it leads; else null. */
  readonly leaderEpoch: number | null
  /** The newest leader seen, this tab included. */
  readonly latest: Leader
}

export type ElectionEvent =
  | { readonly type: 'joined' | 'lock_lost' | 'leader_timed_out' | 'resigned' | 'left' }
  | { readonly type: 'lock_acquired'; readonly id: string; readonly nowMs: number }
  | { readonly type: 'leader_heard'; readonly leader: Leader }

/** `renew`: start a new attempt. `accept`: handle the message that was heard. */
export type ElectionEffect =
  | 'request_lock'
  | 'steal_lock'
  | 'release_lock'
  | 'lead'
  | 'step_down'
  | 'renew'
  | 'accept'

export const initialElection: ElectionState = {
  leaderEpoch: null,
  latest: { leaderEpoch: 0, id: '' },
}

/** `renew` first: its request is posted before the next leader can acquire a lock that was released. */
const steppingDown: readonly ElectionEffect[] = ['step_down', 'renew', 'request_lock']

export function transition(
  state: ElectionState,
  event: ElectionEvent,
): readonly [ElectionState, readonly ElectionEffect[]] {
  const isLeading = state.leaderEpoch !== null
  const following = { ...state, leaderEpoch: null }
  switch (event.type) {
    case 'joined':
      return [state, ['request_lock']]
    case 'left':
      return [following, ['release_lock']]
    case 'leader_timed_out':
      return [state, isLeading ? [] : ['steal_lock']]
    case 'resigned':
      return isLeading ? [following, steppingDown] : [state, []]
    case 'lock_acquired': {
      const leaderEpoch = Math.max(state.latest.leaderEpoch + 1, event.nowMs)
      return [{ leaderEpoch, latest: { leaderEpoch, id: event.id } }, ['lead']]
    }
    case 'lock_lost':
      return [following, isLeading ? steppingDown : ['request_lock']]
    case 'leader_heard': {
      if (isOutdated(event.leader, state.latest)) return [state, []]
      const next = { leaderEpoch: null, latest: event.leader }
      return [next, isLeading ? [...steppingDown, 'accept'] : ['accept']]
    }
  }
}

function isOutdated(leader: Leader, latest: Leader): boolean {
  if (leader.leaderEpoch !== latest.leaderEpoch) return leader.leaderEpoch < latest.leaderEpoch
  return leader.id < latest.id
}
