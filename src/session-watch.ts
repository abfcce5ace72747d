/**
 * Warns of mistakes that only a whole session shows: one that is used and never started or has no server,
 * a server that does not answer, and a subscription that was refused. For development only (warnings.ts).
 */
import type { ConnectionError } from './connection/errors.ts'
import { connectionOptions, type OptionNames } from './connection/option-names.ts'
import type { FeedDefinition } from './feeds/definition.ts'
import type { InitialSnapshot } from './feeds/initial-snapshot.ts'
import { isWithin, type TopicSet } from './protocol/topic-set.ts'
import type { FeedSession, FeedSessionOptions } from './session.ts'
import { warnOnce } from './warnings.ts'

/** The options of a session of any feed; those of payments are taken out before. */
export const sessionOptions: OptionNames<FeedSessionOptions<FeedDefinition>> = {
  ...connectionOptions,
  initialSnapshot: true,
  lingerMs: true,
}

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

/** How many requests may fail before it is no passing interruption. */
const patientAttempts = 3

/** The session, with warnings. */
export function watchSession<Feed extends FeedDefinition>(
  session: FeedSession<Feed>,
  options: Pick<FeedSessionOptions<Feed>, 'url' | 'filter'>,
): FeedSession<Feed> {
  const { connection, feed, platform, store } = session
  if (!connection) return watchForUrl(session, options)
  let hasAnswer = false
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
    const { status, attempt, lastError } = snapshot
    hasAnswer ||= status === 'open' || lastError?.status !== undefined
    if (status === 'failed') warnOnce('subscription_refused', reasonOf(snapshot.error))
    if (status === 'waiting' && attempt >= patientAttempts && !hasAnswer) {
      warnOnce('server_silent', typeof options.url === 'string' ? options.url : '')
    }
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

/** What the server said, and what a wrong `url` looks like. */
function reasonOf({ code, message, status, bodyExcerpt = '' }: ConnectionError): string {
  const excerpt = bodyExcerpt.replace(/\s+/g, ' ').trim().slice(0, 200)
  const isShown = message.endsWith('See bodyExcerpt.') || code === 'media_type'
  return [
    message.replace(/ See bodyExcerpt\.$/, ''),
    ...(isShown && excerpt ? [`It begins with: ${excerpt}`] : []),
    ...(status === 404 || code === 'media_type'
      ? ['The url is probably wrong: it is the base of the API, as in url="http://localhost:3001".']
      : []),
  ].join(' ')
}

/** Something is to be loaded, and there is no url to load it from. It may still come, with another session. */
function watchForUrl<Feed extends FeedDefinition>(
  session: FeedSession<Feed>,
  options: Pick<FeedSessionOptions<Feed>, 'url' | 'filter'>,
): FeedSession<Feed> {
  const { feed, platform } = session
  const warnLater = () =>
    platform.timers.after(patienceMs, () => warnOnce('url_missing', feed.name))
  const isUndefined = 'url' in options && options.filter !== undefined
  return {
    ...session,
    follow(filter) {
      const cancelWarning = warnLater()
      const cancel = session.follow(filter)
      return () => {
        cancelWarning()
        cancel()
      }
    },
    retain() {
      const cancelWarning = isUndefined ? warnLater() : null
      const release = session.retain()
      return () => {
        cancelWarning?.()
        release()
      }
    },
  }
}
