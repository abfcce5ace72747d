/**
 * Warns of mistakes that only a whole session shows: one that is used and never started, and a subscription
 * that was refused. For development only (warnings.ts).
 */
import type { FeedDefinition } from './feeds/definition.ts'
import type { InitialSnapshot } from './feeds/initial-snapshot.ts'
import { isWithin, type TopicSet } from './protocol/topic-set.ts'
import type { FeedSession } from './session.ts'
import { warnOnce } from './warnings.ts'

/** Says why an initial snapshot is ignored. */
export function warnOfSnapshot(
  feed: FeedDefinition,
  { topics }: InitialSnapshot,
  wanted: TopicSet,
): void {
  warnOnce(
    'snapshot_ignored',
    topics && !isWithin(wanted, topics)
      ? `it is the state of ${topics}, and the provider follows ${wanted}`
      : `it is not what ${feed.path.replace(/[^/]*$/, 'snapshot')} of a server answers`,
  )
}

/** How long a session may take to be started. */
const patienceMs = 5000

/** The session, with warnings. */
export function watchSession<Feed extends FeedDefinition>(
  session: FeedSession<Feed>,
): FeedSession<Feed> {
  const { connection, feed, platform, store } = session
  if (!connection) return session
  let isStarted = false
  let isUsed = false

  function use(): void {
    if (isUsed) return
    isUsed = true
    platform.timers.after(patienceMs, () => {
      if (!isStarted) warnOnce('session_not_started', feed.name)
    })
  }

  connection.subscribe(() => {
    const snapshot = connection.getSnapshot()
    if (snapshot.status === 'failed') warnOnce('subscription_refused', snapshot.error.message)
  })
  return {
    ...session,
    store: {
      ...store,
      subscribe(listener) {
        use()
        return store.subscribe(listener)
      },
    },
    follow(filter) {
      use()
      return session.follow(filter)
    },
    start() {
      isStarted = true
      session.start()
    },
    retain() {
      isStarted = true
      return session.retain()
    },
  }
}
