/** Refuses identified callers that lack the scope or the rights for a request. */
import { createProblem, quoteValue } from '../../src/protocol/errors.ts'
import { allTopic, type TopicSet } from '../../src/protocol/topic-set.ts'
import { Refusal, refuse } from '../ops/problem-response.ts'
import { hasScope, type Identity } from './authenticator.ts'

/** Reads the statistics of a feed, and whatever else shows how the server is doing. */
export const statsScope = 'stats:read'

/** Reads, in addition, the statistics of every tenant. */
export const allStatsScope = 'stats:read:all'

/**
 * Requires that the caller has a scope. Trusted callers have every one.
 *
 * @throws Refusal `insufficient_scope`
 */
export function expectScope(identity: Identity, scope: string): void {
  if (hasScope(identity, scope)) return
  throw refuse(
    'insufficient_scope',
    `The request was refused: these credentials do not have the scope ${scope}. Ask for it.`,
  )
}

function describeTopics(topics: TopicSet): string {
  const [first, ...others] = topics
  const named =
    first === allTopic ? 'all events of the feed' : `the topic ${quoteValue(`${first}`)}`
  return others.length === 0 ? named : `${named} and ${others.length} more of its topics`
}

/** @throws Refusal `forbidden_topics` with the list */
export function expectNoneForbidden(forbidden: TopicSet): void {
  if (forbidden.length === 0) return
  const detail =
    `The request was refused: ${describeTopics(forbidden)} may not be read with these credentials. ` +
    'Ask for what is your own, or for a scope that includes them.'
  throw new Refusal(createProblem('forbidden_topics', detail, { topics: forbidden }))
}
