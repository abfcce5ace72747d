/**
 * The state of a feed as one JSON body, for servers that render pages: what a subscription to the same
 * filter would begin with. The page shows it at once and subscribes from its position.
 */
import { printEventId } from '../../src/protocol/event-id.ts'
import { allTopic } from '../../src/protocol/topic-set.ts'
import type { SnapshotLease } from '../hub/subscription.ts'
import type { AnswerList } from '../ops/list-answer.ts'
import { checkQuery } from '../ops/request-fields.ts'
import { type AppHandler, queryOf } from '../ops/routes.ts'
import { checkRights, expectAvailable, type FeedDeps, grantOf, readRequest } from './subscribe.ts'
import { identifyFor, tenantParameters } from './tenancy.ts'

export interface ReadSnapshotDeps
  extends Pick<FeedDeps, 'feed' | 'hubs' | 'callers' | 'snapshotGate' | 'held'> {
  readonly answerList: AnswerList
}

/** Answers `GET` (and HEAD) of a feed's state. The feed has state. */
export async function readSnapshot(
  context: Parameters<AppHandler>[0],
  { feed, hubs, callers, snapshotGate, held, answerList }: ReadSnapshotDeps,
): Promise<Response> {
  const { definition, log } = feed
  const identity = await identifyFor(definition, callers, context.req.raw)
  const query = queryOf(context)
  // The other parameters of a subscription would be accepted and ignored.
  const parameters = tenantParameters(definition)
  checkQuery(query, [allTopic, ...parameters], Object.keys(definition.filter))
  const { topics, tenant } = readRequest(feed, identity, query)
  await checkRights(feed, identity, topics)
  const { ownTopics } = grantOf(feed, identity, topics)
  await feed.availability?.ready?.()
  expectAvailable(feed, tenant)
  const caller = context.get('caller')
  snapshotGate.checkRoom(caller)
  held.expectShare(caller)
  const { logName, snapshots, release } = hubs.hold(tenant)

  let lease: SnapshotLease | null = null
  const { signal } = context.req.raw
  const stop = () => {
    lease?.release()
    release()
  }
  signal.addEventListener('abort', stop)
  try {
    // Everything that was acknowledged before the request is in the answer to it.
    const { epoch, top } = await log.bounds(logName)
    const taken = snapshots.take({ topics, ownTopics, caller }, { epoch, offset: top })
    lease = taken
    const { position, items } = await taken.ready
    signal.throwIfAborted()
    return answerList(
      context,
      {
        name: definition.collection ?? 'items',
        items,
        print: (item) => definition.encodeItem(item),
        rest: {
          position: printEventId(position),
          topics,
          ...Object.fromEntries(parameters.map((parameter) => [parameter, tenant])),
        },
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
