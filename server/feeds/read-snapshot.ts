/**
 * The state of a feed as one JSON body, for servers that render pages: what a subscription to the same
 * filter would begin with. The page shows it at once and subscribes from its position.
 */
import { printEventId } from '../../src/protocol/event-id.ts'
import { allTopic } from '../../src/protocol/topic-set.ts'
import type { AnswerList } from '../ops/list-answer.ts'
import { checkQuery } from '../ops/request-fields.ts'
import { type AppHandler, queryOf } from '../ops/routes.ts'
import { checkRights, type FeedDeps, grantOf, readRequest } from './subscribe.ts'

export interface ReadSnapshotDeps
  extends Pick<FeedDeps, 'feed' | 'callers' | 'snapshots' | 'snapshotGate' | 'held'> {
  readonly answerList: AnswerList
}

/** Answers `GET` (and HEAD) of a feed's state. The feed has state. */
export async function readSnapshot(
  context: Parameters<AppHandler>[0],
  { feed, callers, snapshots, snapshotGate, held, answerList }: ReadSnapshotDeps,
): Promise<Response> {
  const { definition, log, logName } = feed
  const identity = await callers.identify(context.req.raw)
  const query = queryOf(context)
  // The other parameters of a subscription would be accepted and ignored.
  checkQuery(query, [allTopic], Object.keys(definition.filter))
  const { topics } = readRequest(feed, query)
  await checkRights(feed, identity, topics)
  const { ownTopics } = grantOf(feed, identity, topics)
  snapshotGate.checkRoom()
  const caller = context.get('caller')
  held.expectShare(caller)

  // Everything that was acknowledged before the request is in the answer to it.
  const { epoch, top } = await log.bounds(logName)
  const lease = snapshots.take({ topics, ownTopics, caller }, { epoch, offset: top })
  const { signal } = context.req.raw
  const stop = () => lease.release()
  signal.addEventListener('abort', stop)
  try {
    const { position, items } = await lease.ready
    signal.throwIfAborted()
    return answerList(
      context,
      {
        name: definition.collection ?? 'items',
        items,
        print: (item) => definition.encodeItem(item),
        rest: { position: printEventId(position), topics },
      },
      stop,
    )
  } catch (error) {
    stop()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
