/**
 * A connection's snapshot as text for users: one of a dozen conditions, its label, and what happens
 * next. Pure; the seconds of the countdown are an argument.
 */
import type { ConnectionSnapshot } from '../../connection/status.ts'
import { countOf } from '../../messages/cached-format.ts'
import type { ConnectionMessages } from '../../messages/messages.ts'

/** The conditions of a connection that make a difference to a user. */
export type ConnectionCondition =
  | 'none'
  | 'idle'
  | 'connecting'
  | 'syncing'
  | 'live'
  | 'stale'
  | 'degraded'
  | 'reconnecting'
  | 'offline'
  | 'paused'
  | 'signed-out'
  | 'failed'
  | 'closed'

/**
 * Condition of a snapshot; `null` is a session without a connection.
 *
 * @param idle what a connection is that was not opened: `live` where the page came with its state, and
 * `connecting` where there is something to ask for, since it is about to
 */
export function conditionOf(
  snapshot: ConnectionSnapshot | null,
  idle: 'live' | 'connecting' | 'idle' = 'idle',
): ConnectionCondition {
  if (snapshot === null) return 'none'
  switch (snapshot.status) {
    case 'idle':
      return idle
    case 'connecting':
      // Later attempts belong to the same interruption.
      return snapshot.attempt > 0 ? 'reconnecting' : 'connecting'
    case 'open':
      if (snapshot.phase === 'syncing') return 'syncing'
      if (!snapshot.isFresh) return 'stale'
      return snapshot.degradedReason === null ? 'live' : 'degraded'
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

/** Conditions in which the user can retry or reconnect. */
export const retryableConditions: ReadonlySet<ConnectionCondition> = new Set<ConnectionCondition>([
  'reconnecting',
  'failed',
  'closed',
  'signed-out',
])

/** What the detail depends on besides the connection. */
export interface DetailContext {
  readonly messages: ConnectionMessages
  readonly locale?: string | undefined
  /** Whole seconds until the next attempt; null when none is planned. */
  readonly secondsLeft: number | null
  /** When balances were last confirmed, as a time of day; empty when they never were. */
  readonly sinceTime: string
}

/** What to add to the label; empty for nothing. */
export function detailOf(
  condition: ConnectionCondition,
  snapshot: ConnectionSnapshot | null,
  { messages, locale, secondsLeft, sinceTime }: DetailContext,
): string {
  switch (condition) {
    case 'stale':
    case 'degraded':
      return sinceTime && messages.since({ time: sinceTime })
    case 'reconnecting':
      return secondsLeft === null || secondsLeft <= 0
        ? ''
        : messages.retryIn(countOf(secondsLeft, locale))
    case 'offline':
    case 'closed':
      return messages.outdated
    case 'paused':
      return messages[pauseOf(snapshot)]
    case 'signed-out':
      return messages.signIn
    case 'failed':
      return failureDetail(snapshot, messages, locale)
    default:
      return ''
  }
}

/** The pause reason that the user can most easily do something about comes first. */
function pauseOf(snapshot: ConnectionSnapshot | null): 'resume' | 'hidden' | 'inactive' {
  const reasons = snapshot?.status === 'paused' ? snapshot.reasons : []
  if (reasons.includes('user')) return 'resume'
  return reasons.includes('hidden') ? 'hidden' : 'inactive'
}

function failureDetail(
  snapshot: ConnectionSnapshot | null,
  messages: ConnectionMessages,
  locale: string | undefined,
): string {
  if (snapshot?.status !== 'failed') return ''
  const { code, status } = snapshot.error
  if (code === 'filter_too_large' || code === 'filter_empty') {
    return messages[code]
  }
  return status === undefined
    ? messages.badResponse
    : messages.badStatus({ status: countOf(status, locale).number })
}

/** Conditions that are announced, and after which it is announced that the connection is live again. */
export type LostCondition = 'degraded' | 'reconnecting' | 'offline' | 'signed-out' | 'failed'

const lostConditions: readonly ConnectionCondition[] = [
  'degraded',
  'reconnecting',
  'offline',
  'signed-out',
  'failed',
] satisfies readonly LostCondition[]

/** Whether updates are missed because of a failure, and not because the connection is paused or closed. */
export function isLost(condition: ConnectionCondition): condition is LostCondition {
  return lostConditions.includes(condition)
}

/**
 * The condition to announce when this one begins; null for none. `recovered`: live again, and never disconnected.
 *
 * @param lost the last such condition, if the connection has not been live since: attempts and syncing belong to the
 * same interruption and are not announced again
 */
export function announcedCondition(
  condition: ConnectionCondition,
  lost: LostCondition | null,
): LostCondition | 'live' | 'recovered' | null {
  if (condition === 'live') return lost && (lost === 'degraded' ? 'recovered' : condition)
  const isKnown = lost !== null && lost !== 'degraded' && condition === 'reconnecting'
  return isLost(condition) && !isKnown ? condition : null
}
