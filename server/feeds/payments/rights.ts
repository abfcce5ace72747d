/**
 * The rights to payment streams. A party may see the streams that it sends or receives, and a scope allows all of them.
 * Commands require a scope, and the party that the contract requires, which the ledger checks.
 *
 * The existence of a stream is not a secret, because ids are sequential: the stream of another party is refused as
 * `forbidden_topics`, and an id without a stream is `not_found`.
 */
import { streamTopic, userTopic } from '../../../src/feeds/payments/filter.ts'
import type { StreamState } from '../../../src/feeds/payments/stream-state.ts'
import type { TopicSet } from '../../../src/protocol/topic-set.ts'
import { hasScope, type Identity } from '../../auth/authenticator.ts'
import { expectNoneForbidden, expectScope } from '../../auth/scopes.ts'
import type { Ledger } from '../../ledger/commands.ts'

/** The scopes of the payments feed. */
export const paymentsScopes = {
  /** Reads the streams of every party. */
  readAll: 'streams:read:all',
  /** Gives commands, as the party that the subject is. */
  write: 'streams:write',
} as const

/** The topics of what the caller may see; null: of everything. */
export function ownTopicsOf(identity: Identity): TopicSet | null {
  if (hasScope(identity, paymentsScopes.readAll)) return null
  return identity.subject === null ? [] : [userTopic(identity.subject)]
}

/** Of these topics, those that the caller may not read. */
export async function forbiddenTopicsOf(
  ledger: Pick<Ledger, 'snapshot'>,
  identity: Identity,
  topics: TopicSet,
): Promise<TopicSet> {
  const own = ownTopicsOf(identity)
  if (own === null) return []
  const named = topics.filter((topic) => topic.startsWith(streamTopic('')))
  const ids = named.map((topic) => topic.slice(streamTopic('').length))
  const { streams } = ids.length === 0 ? { streams: [] } : await ledger.snapshot({ streams: ids })
  const foreign = new Set(
    streams
      .filter((stream) => !isPartyOf(identity, stream))
      .map(({ streamId }) => streamTopic(streamId)),
  )
  return topics.filter((topic) =>
    named.includes(topic) ? foreign.has(topic) : !own.includes(topic),
  )
}

/** @throws Refusal `forbidden_topics` for a stream of other parties */
export function expectVisible(identity: Identity, stream: StreamState): void {
  if (ownTopicsOf(identity) === null || isPartyOf(identity, stream)) return
  expectNoneForbidden([streamTopic(stream.streamId)])
}

/** @throws Refusal `insufficient_scope` */
export function expectMayWrite(identity: Identity): void {
  // An authenticator without scopes: the ledger's check of the party is all there is.
  if (identity.scopes !== undefined) expectScope(identity, paymentsScopes.write)
}

function isPartyOf({ subject }: Identity, { sender, recipient }: StreamState): boolean {
  return subject !== null && (subject === sender || subject === recipient)
}
