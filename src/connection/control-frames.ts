/**
 * What frames say about the connection itself, rather than about the feed: when to leave, whether it was
 * refused, and whether the server knows of all events. Pure: decodes nothing, schedules nothing.
 */
import type { FeedFrame } from '../protocol/feed-frames.ts'
import { ConnectionError } from './errors.ts'
import type { Report } from './machine-state.ts'
import { decideVerdict, type StatusVerdicts } from './reconnect-policy.ts'

export interface ControlRules {
  /** Whether asking for credentials again can give others. */
  readonly canRefresh: boolean
  readonly statusVerdicts: Partial<StatusVerdicts> | undefined
}

/** @returns the report for the connection machine; null for none. */
export function reportOf(frame: FeedFrame, rules: ControlRules): Report | null {
  switch (frame.kind) {
    case 'reconnect':
      return { type: 'goodbye', afterMs: frame.afterMs }
    case 'bye':
      // An expired token is not final where a fresh one can be obtained.
      return frame.reason === 'token_expired' && rules.canRefresh
        ? { type: 'goodbye', afterMs: 0 }
        : { type: 'bye' }
    case 'rejected': {
      const { status, title, detail } = frame.problem
      const verdict = decideVerdict(status, rules.statusVerdicts)
      const message = `The server refused the subscription: ${title}. ${detail}`
      return {
        type: 'refused',
        // A problem with a status that opens feeds contradicts itself.
        verdict: verdict === 'open' ? 'fail' : verdict,
        error: new ConnectionError('rejected', message, { status }),
        retryAfterMs: null,
      }
    }
    case 'degraded':
      return { type: 'degraded', reason: frame.reason ?? 'unspecified' }
    // A greeting is read before the subscription accepts it (control-runner.ts).
    case 'ping':
      return { type: 'degraded', reason: frame.degraded ?? null }
    default:
      return null
  }
}
