/**
 * A connection's snapshot as text for users: one of a dozen conditions, its label, and what happens
 * next. Pure; the seconds of the countdown are an argument.
 */
import type { ConnectionSnapshot } from '../../connection/status.ts'

/** The conditions of a connection that make a difference to a user. */
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
      // Later attempts belong to the same interruption.
      return snapshot.attempt > 0 ? 'reconnecting' : 'connecting'
    case 'open':
      if (snapshot.phase === 'syncing') return 'syncing'
      return snapshot.isFresh ? 'live' : 'stale'
    case 'waiting':
      // The page was in the background and its connection paused: nothing was lost.
      return snapshot.cause === 'returned' ? 'connecting' : 'reconnecting'
    case 'paused':
      return snapshot.reasons.includes('offline') ? 'offline' : 'paused'
    case 'failed':
      return isUnauthorized(snapshot) ? 'signed-out' : 'failed'
    case 'closed':
      return snapshot.by === 'server-bye' ? 'signed-out' : 'closed'
  }
}

function isUnauthorized(snapshot: ConnectionSnapshot & { readonly status: 'failed' }): boolean {
  const { code, status } = snapshot.error
  return code === 'unauthorized' || status === 401
}

/** The label of a condition. Label and detail read as one phrase: "Reconnecting in 3 s". */
export const conditionLabels: { readonly [C in ConnectionCondition]: string } = {
  none: 'Not connected',
  idle: 'Not connected',
  connecting: 'Connecting',
  syncing: 'Syncing',
  live: 'Live',
  stale: 'No updates',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  paused: 'Paused',
  'signed-out': 'Signed out',
  failed: 'Connection failed',
  closed: 'Disconnected',
}

/** Conditions in which the user can retry or reconnect. */
export const retryableConditions: ReadonlySet<ConnectionCondition> = new Set<ConnectionCondition>([
  'reconnecting',
  'failed',
  'closed',
  'signed-out',
])

/**
 * What to add to the label; empty for nothing.
 *
 * @param secondsLeft whole seconds until the next attempt; null when none is planned
 * @param sinceTime when balances were last confirmed, as a time of day; empty when they never were
 */
export function detailOf(
  condition: ConnectionCondition,
  snapshot: ConnectionSnapshot | null,
  secondsLeft: number | null,
  sinceTime: string,
): string {
  switch (condition) {
    case 'stale':
      return sinceTime ? `since ${sinceTime}` : ''
    case 'reconnecting':
      return secondsLeft === null || secondsLeft <= 0 ? '' : `in ${secondsLeft} s`
    case 'offline':
    case 'closed':
      return 'Balances may be out of date'
    case 'paused':
      return pauseDetail(snapshot)
    case 'signed-out':
      return 'Sign in again to continue'
    case 'failed':
      return failureDetail(snapshot)
    default:
      return ''
  }
}

/** The pause reason that the user can most easily do something about comes first. */
function pauseDetail(snapshot: ConnectionSnapshot | null): string {
  const reasons = snapshot?.status === 'paused' ? snapshot.reasons : []
  if (reasons.includes('user')) return 'Resume to get updates'
  return reasons.includes('hidden')
    ? 'Resumes when this page is visible'
    : 'Resumes when this page is active again'
}

function failureDetail(snapshot: ConnectionSnapshot | null): string {
  if (snapshot?.status !== 'failed') return ''
  const { code, status } = snapshot.error
  if (code === 'filter_too_large') return 'More than 100 streams and accounts requested'
  if (code === 'filter_empty') return 'No streams or accounts requested'
  return status === undefined
    ? 'Unexpected response from the server'
    : `The server responded with ${status}`
}

/** Conditions after which being live again is announced. */
export const lostConditions: ReadonlySet<ConnectionCondition> = new Set<ConnectionCondition>([
  'reconnecting',
  'offline',
  'signed-out',
  'failed',
])

/**
 * What is announced when this condition begins; empty for nothing.
 *
 * @param wasLost the connection was lost and has not been live since: attempts and syncing belong to the
 * same interruption and are not announced again
 */
export function announcementOf(condition: ConnectionCondition, wasLost: boolean): string {
  switch (condition) {
    case 'live':
      return wasLost ? 'Reconnected. Balances are up to date.' : ''
    case 'reconnecting':
      return wasLost ? '' : 'Connection lost. Reconnecting.'
    case 'offline':
      return 'You’re offline. Balances may be out of date.'
    case 'signed-out':
      return 'Signed out. Sign in again to see live balances.'
    case 'failed':
      return 'Connection failed. Balances may be out of date.'
    default:
      return ''
  }
}
