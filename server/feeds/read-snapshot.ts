/**
 * The state of a feed as one JSON body, for servers that render pages: what a subscription to the same
 * filter would begin with. The page shows it at once and subscribes from its position.
 */
import { printEventId } from '../../src/protocol/event-id.ts'
import { allTopic } from '../../src/protocol/topic-set.ts'
import { checkQuery } from '../ops/request-fields.ts'
import { type AppHandler, queryOf } from '../ops/routes.ts'
import { checkRights, type FeedDeps, grantOf, ownItems, readRequest } from './subscribe.ts'

/** Answers `GET` (and HEAD) of a feed's state. The feed has state. */
export async function readSnapshot(
  context: Parameters<AppHandler>[0],
  { feed, callers }: Pick<FeedDeps, 'feed' | 'callers'>,
): Promise<Response> {
  const { definition } = feed
  const identity = await callers.identify(context.req.raw)
  const query = queryOf(context)
  // The other parameters of a subscription would be accepted and ignored.
  checkQuery(query, [allTopic], Object.keys(definition.filter))
  const { topics } = readRequest(feed, query)
  await checkRights(feed, identity, topics)
  const { ownTopics } = grantOf(feed, identity, topics)
  const state = await feed.snapshot?.(topics)
  // What one caller may read must not be answered to another from a cache.
  context.header('cache-control', 'no-store')
  return context.json(
    state && {
      position: printEventId(state.position),
      topics,
      [definition.collection ?? 'items']: ownItems(feed, state.items, ownTopics).map((item) =>
        definition.encodeItem(item),
      ),
    },
  )
}
