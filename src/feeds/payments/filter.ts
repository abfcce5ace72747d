/** What a subscriber to payments can ask for, and the topics that it names. */

/** The union of everything named here. A filter that names nothing is refused by the server. */
export interface PaymentsFilter {
  /** Every payment stream. Default false. */
  readonly all?: boolean
  /** Ids of payment streams (decimal u64). */
  readonly streams?: readonly string[]
  /** Accounts (`G…`): every payment stream they send or receive. */
  readonly users?: readonly string[]
}

/** The topic of one payment stream. */
export function streamTopic(streamId: string): string {
  return `stream:${streamId}`
}

/** The topic of one account. */
export function userTopic(address: string): string {
  return `user:${address}`
}
