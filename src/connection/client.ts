/**
 * The connection of a feed: puts the parts of this folder together. The rules are theirs: machine.ts
 * stays connected, subscription.ts decides what is delivered, and their runners perform it. Independent
 * of the store.
 */

import { isDevelopment } from '../development.ts'
import type { FeedDefinition } from '../feeds/definition.ts'
import { endpointOf } from '../feeds/endpoint.ts'
import { topicsOfFilter } from '../feeds/filter-query.ts'
import type { KnownState } from '../feeds/known-state.ts'
import { reportToPage } from '../platform/browser.ts'
import type { Platform } from '../platform/ports.ts'
import type { TopicSet } from '../protocol/topic-set.ts'
import { noteStoredKey } from '../stored-keys.ts'
import type { RunAttempt } from './attempt.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import { createControls } from './controls.ts'
import { createStoredCursor, type StoredCursor } from './cursor-storage.ts'
import { ConnectionError } from './errors.ts'
import { checkTopics, isFilterRefused } from './filter-check.ts'
import { createFilterDebounce } from './filter-debounce.ts'
import { isAtRest } from './machine-connect.ts'
import { connectionOptions, warnOfUnknownOptions } from './option-names.ts'
import { createPollFallback } from './poll-fallback.ts'
import { createRequestSharing } from './request-sharing.ts'
import { createRequester } from './requester.ts'
import { createRunner } from './runner.ts'
import type { ConnectionSnapshot, ConnectionStatus } from './status.ts'
import { viewStatus } from './status-view.ts'
import { createSubscriptionRunner } from './subscription-runner.ts'
import type { StateSource } from './subscription-state.ts'
import { platformOf, rulesOf } from './transport.ts'

type AnyConnectionOptions = ConnectionOptions<FeedDefinition>

/**
 * A connection of a feed: validated events in order, each once, with every hole declared. Makes no
 * request before `open()`.
 *
 * @throws ConnectionError `share_unnamed` for `share: true` where the `url` is a function.
 * @example
 * const connection = createConnection({ url, feed: shipments, filter: { all: true } })
 * connection.on('shipment.moved', (event) => console.log(event.id, event.hub))
 * connection.open()
 */
export function createConnection<Feed extends FeedDefinition>(
  options: ConnectionOptions<Feed>,
): Connection<Feed> {
  if (isDevelopment && process.env.NODE_ENV !== 'production')
    warnOfUnknownOptions('createConnection', options, connectionOptions)
  return connectFrom(options, null)
}

/**
 * As {@link createConnection}, for a caller that already has state: it is requested only where it cannot
 * be continued, and not delivered.
 */
export function connectFrom<Feed extends FeedDefinition>(
  options: ConnectionOptions<Feed>,
  known: KnownState | null,
): Connection<Feed> {
  // Inside, events and items are whatever the feed's codec makes of them.
  return connect(options as unknown as AnyConnectionOptions, known) as unknown as Connection<Feed>
}

function connect(
  options: AnyConnectionOptions,
  known: KnownState | null,
): Connection<FeedDefinition> {
  const { feed, url, headers } = options
  const shareName = shareNameOf(options)
  const platform = platformOf(options)
  const endpoint = endpointOf(feed, options.path)
  const initial = topicsOfFilter(feed.filter, options.filter)
  const requester = createRequester(options, endpoint, platform)
  const source = sourceOf(options, requester.readState !== undefined)
  const storedCursor = storedCursorOf(options, platform, initial)
  const rules = rulesOf(options, {
    pingMs: endpoint.pingMs,
    isLiveAtOnce: false,
    canRefresh:
      options.getToken !== undefined || typeof headers === 'function' || typeof url === 'function',
  })

  /** The filter as it was given: topics do not show which of its names the feed lacks. */
  let given: object = options.filter
  const check = (topics: TopicSet) => checkTopics(topics, feed.filter, given)
  const status = (): ConnectionStatus => runner.state().status
  const filter = createFilterDebounce(
    platform,
    initial,
    () => {
      if (!isFilterRefused(status())) runner.send({ type: 'renew', cause: 'filter_changed' })
    },
    () => isSyncing(status()),
  )
  const announceTransport = () => {
    if (!isAtRest(status())) runner.announceSoon()
  }
  const report = options.onListenerError ?? reportToPage
  const { poll = {} } = options
  const fallback =
    requester.polls &&
    poll !== false &&
    createPollFallback({
      times: poll,
      platform,
      report,
      direct: requester.subscribe,
      requests: requester.polls,
      lastError: () => runner.state().lastError,
      changed: announceTransport,
    })
  const sharing = createRequestSharing({
    name: shareName,
    platform,
    feed,
    source,
    known,
    direct: fallback ? fallback.run : requester.subscribe,
    report,
    renew: () => runner.send({ type: 'renew', cause: 'tabs_changed' }),
    waitingMs() {
      const now = status()
      return now.status === 'waiting' ? now.delayMs : null
    },
    transportChanged: announceTransport,
  })
  const subscription = createSubscriptionRunner({
    ...options,
    platform,
    source,
    rules: { ...rules, statusVerdicts: options.statusVerdicts },
    storedCursor,
    known,
    connection: () => runner,
    select: sharing.select,
    readState: async (topics, context) => requester.readState?.(topics, context) ?? [],
  })
  const attempt: RunAttempt = async (cursor, context, on) => {
    const topics = filter.topics()
    const refusal = check(topics)
    if (refusal) {
      on.report({ type: 'refused', verdict: 'fail', error: refusal, retryAfterMs: null })
      return
    }
    filter.requested()
    await sharing.run(subscription.prepare(topics, cursor), context, on)
  }
  const runner = createRunner({
    ...options,
    platform,
    rules,
    attempt,
    initialLastEventId: subscription.state().committed.cursor,
    on: {
      ...subscription,
      leaving: sharing.resign,
      announcing() {
        subscription.settle()
        if (isReleased(status())) sharing.leave()
        snapshot = view()
      },
    },
  })

  function view(): ConnectionSnapshot {
    const transport = sharing.transport()
    return viewStatus(runner.state(), {
      ...subscription.facts(),
      transport: transport !== 'follower' && fallback && fallback.isPolling() ? 'poll' : transport,
    })
  }
  let snapshot = view()

  const controls = createControls(
    runner,
    subscription.events,
    options.maxQueuedEvents,
    () => snapshot,
  )

  function setTopics(topics: TopicSet): void {
    filter.set(topics)
    // Without backoff: no request was made.
    if (isFilterRefused(status()) && check(topics) === null) runner.send({ type: 'open' })
  }

  const connection: Connection<FeedDefinition> = {
    ...controls,
    open() {
      if (status().status === 'idle') subscription.recall()
      controls.open()
    },
    setFilter(next) {
      given = next
      setTopics(topicsOfFilter(feed.filter, next))
    },
    setTopics,
    coverage: () => subscription.state().committed.coverage,
    cursor: () => subscription.state().committed.cursor,
    onFrames: subscription.batches.add,
    on(type, listener) {
      return subscription.events.add((event) => {
        if (event.type === type) listener(event as Parameters<typeof listener>[0])
      })
    },
    flush: subscription.flush,
    requestContext: requester.requestContext,
    quarantine: () => subscription.state().quarantine,
  }
  if (isDevelopment && process.env.NODE_ENV !== 'production')
    noteStoredKey(connection, options, storageKeyOf(options, initial))
  return connection
}

/** @returns null for a connection that is not shared. */
function shareNameOf({ share, url, feed }: AnyConnectionOptions): string | null {
  if (!share) return null
  const name = share === true ? url : share
  // With the feed's, which contains its tenant: one of the tabs makes the requests of all.
  if (typeof name === 'string') return `streamgauge:${feed.name}:${name}`
  throw new ConnectionError(
    'share_unnamed',
    'Failed to share: `share: true` requires a string `url`. Pass a share name instead.',
  )
}

function sourceOf({ feed, snapshot = true }: AnyConnectionOptions, canRead: boolean): StateSource {
  if (feed.state === null) return 'none'
  if (canRead) return 'read'
  return snapshot ? 'feed' : 'none'
}

/**
 * One key for every load of the page, whatever the current filter is: a cursor is a place in the log, and a
 * page that is loaded again requests the state of everything.
 */
function storedCursorOf(
  options: AnyConnectionOptions,
  platform: Platform,
  topics: TopicSet,
): StoredCursor | null {
  const { persist = true } = options
  if (persist === false) return null
  const key = storageKeyOf(options, topics)
  return createStoredCursor(persist === true ? platform.storage : persist, platform.timers, key)
}

function storageKeyOf({ persistKey, url, feed }: AnyConnectionOptions, topics: TopicSet): string {
  const name = persistKey ?? [...topics].sort().join()
  return `streamgauge:${feed.name}:${typeof url === 'string' ? url : ''}:${name}`
}

/** A request that has not brought everything yet. */
function isSyncing(status: ConnectionStatus): boolean {
  return status.status === 'connecting' || (status.status === 'open' && status.phase === 'syncing')
}

/** Without a connection until something outside changes: other tabs must not wait for this one. */
function isReleased({ status }: ConnectionStatus): boolean {
  return status === 'paused' || status === 'failed' || status === 'closed'
}
