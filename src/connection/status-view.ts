/**
 * The machine's state as the public snapshot: made once per announcement, so that the same object is
 * returned in between. Adds what the machine does not have (`facts`); decides nothing.
 */
import type { MachineState } from './machine-state.ts'
import type { ConnectionFacts, ConnectionSnapshot } from './status.ts'

/** What only a connection that decodes its frames has. */
export type DomainFacts = Pick<
  ConnectionFacts,
  | 'gaps'
  | 'duplicatesDropped'
  | 'invalidEvents'
  | 'unknownEvents'
  | 'clockOffsetMs'
  | 'clockErrorMs'
  | 'transport'
>

/** Of a feed whose frames are not decoded. */
export const noFacts: DomainFacts = {
  gaps: 0,
  duplicatesDropped: 0,
  invalidEvents: 0,
  unknownEvents: 0,
  clockOffsetMs: null,
  clockErrorMs: null,
  transport: 'direct',
}

export function viewStatus(state: MachineState, facts: DomainFacts): ConnectionSnapshot {
  return {
    ...state.status,
    attempt: state.attempt,
    lastEventId: state.lastEventId,
    lastError: state.lastError,
    reconnects: Math.max(0, state.opens - 1),
    ...facts,
  }
}
