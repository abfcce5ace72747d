/**
 * The state of a feed as one JSON body, for servers that render pages: what a subscription to the same
 * filter would begin with. The page shows it at once and subscribes from its position.
 */
import { printEventId } from '../../src/protocol/event-id.ts'
import { allTopic } from '../../src/protocol/topic-set.ts'
import { Refusal } from '../ops/problem-response.ts'
import { checkQuery } from '../ops/request-fields.ts'
import { type AppHandler, queryOf } from '../ops/routes.ts'
import { checkRights, type FeedDeps, readRequest } from './subscribe.ts'

/** Answers `GET` (and HEAD) of a feed's state. The feed has state. */
export async function readSnapshot(
  context: Parameters<AppHandler>[0],
  { feed, authenticator }: Pick<FeedDeps, 'feed' | 'authenticator'>,
): Promise<Response> {
  const { definition } = feed
  const auth = await authenticator.authenticate(context.req.raw)
  if (!auth.ok) throw new Refusal(auth.problem)
  const query = queryOf(context)
  // The other parameters of a subscription would be accepted and ignored.
  checkQuery(query, [allTopic], Object.keys(definition.filter))
  const { topics } = readRequest(feed, query)
  await checkRights(feed, auth.identity, topics)
  const state = await feed.snapshot?.(topics)
  return context.json(
    state && {
      position: printEventId(state.position),
      topics,
      [definition.collection ?? 'items']: state.items.map((item) => definition.encodeItem(item)),
    },
  )
}
