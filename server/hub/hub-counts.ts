/** What the hub has done so far, counted. Numbers only grow; nothing here decides anything. */

/** How a connection began: see the resume table in PROTOCOL.md. `none`: it brought no cursor. */
export type ResumeOutcome = 'none' | 'exact' | 'gap' | 'reset'

/** Why a connection ended. `client`: the other side left, or the network did. */
export type CloseReason =
  | 'client'
  | 'drained'
  | 'expired'
  | 'revoked'
  | 'refused'
  | 'stalled'
  | 'slow_consumer'
  | 'log_failed'
  | 'write_failed'
  | 'dropped'
  | 'shutdown'

/** Why events were declared missing: see the gap reasons in PROTOCOL.md. */
export type DeclaredGap = 'trimmed' | 'too_far' | 'slow_consumer' | 'undeliverable'

/** Counted since the hub was made. */
export interface HubCounts {
  /** Events handed to connections, each connection counted. */
  delivered: number
  /** Events that were not sent to a slow client because a newer one of the same key was, each connection counted. */
  conflated: number
  /** Events that were dropped for a slow client and declared in a gap, each connection counted. */
  dropped: number
  readonly resumes: Record<ResumeOutcome, number>
  readonly gaps: Record<DeclaredGap, number>
  readonly closed: Record<CloseReason, number>
}

/** All zero. */
export function createHubCounts(): HubCounts {
  return {
    delivered: 0,
    conflated: 0,
    dropped: 0,
    resumes: { none: 0, exact: 0, gap: 0, reset: 0 },
    gaps: { trimmed: 0, too_far: 0, slow_consumer: 0, undeliverable: 0 },
    closed: {
      client: 0,
      drained: 0,
      expired: 0,
      revoked: 0,
      refused: 0,
      stalled: 0,
      slow_consumer: 0,
      log_failed: 0,
      write_failed: 0,
      dropped: 0,
      shutdown: 0,
    },
  }
}
