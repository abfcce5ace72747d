/**
 * What a connection's snapshot means to a person: one of a dozen conditions, its word, and one calm
 * sentence about what happens next. Pure; the countdown's seconds are handed in.
 */
import type { ConnectionSnapshot } from '../../connection/status.ts'

/** The conditions of a connection that a person can tell apart. */
export type ConnectionCondition =
  | 'none'
  | 'idle'
  | 'connecting'
  | 'syncing'
  | 'live'
  | 'stale'
  | 'reconnecting'
  | 'offline'
  | 'paused'
  | 'signed-out'
  | 'failed'
  | 'closed'

/** Condition of a snapshot; `null` is a session without a connection. */
export function conditionOf(snapshot: ConnectionSnapshot | null): ConnectionCondition {
  if (snapshot === null) return 'none'
  switch (snapshot.status) {
    case 'idle':
      return 'idle'
    case 'connecting':
      // A second attempt is not news of its own: it is still the same interruption.
      return snapshot.attempt > 0 ? 'reconnecting' : 'connecting'
    case 'open':
      if (snapshot.phase === 'syncing') return 'syncing'
      return snapshot.isFresh ? 'live' : 'stale'
    case 'waiting':
      // Nothing was lost: the page was away, and so was its connection.
      return snapshot.cause === 'returned' ? 'connecting' : 'reconnecting'
    case 'paused':
      return snapshot.reasons.includes('offline') ? 'offline' : 'paused'
    case 'failed':
      return isSignIn(snapshot) ? 'signed-out' : 'failed'
    case 'closed':
      return snapshot.by === 'server-bye' ? 'signed-out' : 'closed'
  }
}

function isSignIn(snapshot: ConnectionSnapshot & { readonly status: 'failed' }): boolean {
  const { code, status } = snapshot.error
  return code === 'unauthorized' || status === 401
}

/** The one word (or two) beside the dot. */
export const conditionWords: { readonly [C in ConnectionCondition]: string } = {
  none: 'Not connected',
  idle: 'Not started',
  connecting: 'Connecting',
  syncing: 'Catching up',
  live: 'Live',
  stale: 'Stale',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  paused: 'Paused',
  'signed-out': 'Signed out',
  failed: 'Connection refused',
  closed: 'Closed',
}

/** Conditions that a person can end by asking again. */
export const canRetryIn: ReadonlySet<ConnectionCondition> = new Set<ConnectionCondition>([
  'reconnecting',
  'failed',
  'closed',
  'signed-out',
])

/**
 * What happens next, in one sentence; empty when there is nothing to add to the word.
 *
 * @param secondsLeft whole seconds until the next attempt; null when none is planned
 * @param sinceTime when something last arrived, as a time of day; empty when nothing did
 */
export function detailOf(
  condition: ConnectionCondition,
  snapshot: ConnectionSnapshot | null,
  secondsLeft: number | null,
  sinceTime: string,
): string {
  switch (condition) {
    case 'none':
    case 'idle':
    case 'connecting':
    case 'live':
      return ''
    case 'syncing':
      return 'Reading what happened meanwhile'
    case 'stale':
      return sinceTime ? `Nothing heard since ${sinceTime}` : 'Nothing heard for a while'
    case 'reconnecting':
      return secondsLeft === null || secondsLeft <= 0
        ? 'Trying again now'
        : `Next attempt in ${secondsLeft} s`
    case 'offline':
      return 'Goes on when the network is back'
    case 'paused':
      return pauseOf(snapshot)
    case 'signed-out':
      return 'Sign in again to go on'
    case 'failed':
      return refusalOf(snapshot)
    case 'closed':
      return 'Figures stand as they were'
  }
}

/** Who can end the pause, the one that a person can most easily do something about first. */
function pauseOf(snapshot: ConnectionSnapshot | null): string {
  const reasons = snapshot?.status === 'paused' ? snapshot.reasons : []
  if (reasons.includes('user')) return 'Goes on when you resume'
  return reasons.includes('hidden')
    ? 'Goes on when this page is in view'
    : 'Goes on when the browser wakes this page'
}

function refusalOf(snapshot: ConnectionSnapshot | null): string {
  if (snapshot?.status !== 'failed') return ''
  const { status } = snapshot.error
  return status === undefined
    ? 'The server’s answer cannot be used'
    : `The server answered ${status}`
}

/** Conditions after which being live again is news. */
export const isLostIn: ReadonlySet<ConnectionCondition> = new Set<ConnectionCondition>([
  'reconnecting',
  'offline',
  'signed-out',
  'failed',
])

/**
 * What is said aloud when this condition begins; empty for those that are not worth a word.
 *
 * @param wasLost the connection was lost and has not been live since: attempts and catching up
 * belong to the same interruption and are not news of their own
 */
export function announcementOf(condition: ConnectionCondition, wasLost: boolean): string {
  switch (condition) {
    case 'live':
      return wasLost ? 'Connection is back. Figures are live.' : ''
    case 'reconnecting':
      return wasLost ? '' : 'Connection lost. Reconnecting.'
    case 'offline':
      return 'Offline. Figures go on when the network is back.'
    case 'signed-out':
      return 'Signed out. Sign in again to see live figures.'
    case 'failed':
      return 'The server refused the connection.'
    default:
      return ''
  }
}
