/**
 * The composition root of the browser side, for any feed: connection + store + ticker → one session.
 * The connection itself is passed in (connected-session.ts), so this file does not load it. Owns when the connection runs and what it is asked for; what follows from that is decided in
 * store/topics.ts. Independent of React.
 *
 * Building one touches nothing: no request, no timer, no listener on the page. That begins with
 * {@link FeedSession.start} or the first {@link FeedSession.retain}, and not before there is something
 * to follow.
 */
import type { Connection, ConnectionOptions } from './connection/connection.ts'
import type { FeedDefinition, FeedFilterOf } from './feeds/definition.ts'
import { topicsOfFilter } from './feeds/filter-query.ts'
import type { InitialSnapshot } from './feeds/initial-snapshot.ts'
import { browserPlatform } from './platform/browser.ts'
import type { Cancel, Platform, Timers } from './platform/ports.ts'
import { createTicker, type Ticker } from './platform/ticker.ts'
import { isSameTopics, noTopics, type TopicSet, uniteTopics } from './protocol/topic-set.ts'
import { createFeedStore, type FeedStore } from './store/create-store.ts'
import { noFollowing, type StoreState } from './store/state.ts'
import { decideTopics } from './store/topics.ts'

/** Options of {@link createFeedSession}: those of the connection, and what the session keeps. */
export interface FeedSessionOptions<Feed extends FeedDefinition>
  extends Omit<ConnectionOptions<Feed>, 'url' | 'filter' | 'platform'> {
  /**
   * Base of the API, such as `https://api.example.com`, or `''` for the page's own. Without it there
   * is no network at all: components then show the objects that they are given.
   */
  readonly url?: ConnectionOptions<Feed>['url'] | undefined
  /**
   * What to follow regardless of what components follow. Default: nothing, so that only what is shown
   * is requested, and no request is made before that.
   */
  readonly filter?: FeedFilterOf<Feed> | undefined
  /** Parts of the platform to replace: a clock that stands still for stories, a fake for tests. */
  readonly platform?: Partial<Platform> | undefined
  /**
   * The state that a server rendered the page with: the answer of the feed's `…/snapshot` read. It shows at
   * once, and the connection continues from its position. It has to contain all that the `filter` names;
   * otherwise it is ignored, since it may be another user's. Read once. Default: none.
   */
  readonly initialSnapshot?: InitialSnapshot | undefined
  /** How long the connection stays open after the last `retain` was released, in ms. Default 1000. */
  readonly lingerMs?: number | undefined
}

/** Everything that the components of a page share. */
export interface FeedSession<Feed extends FeedDefinition = FeedDefinition> {
  /** Its definition. */
  readonly feed: Feed
  /** `null` for a session without network. */
  readonly connection: Connection<Feed> | null
  /** Where the state is kept: a zustand store. */
  readonly store: FeedStore<Feed>
  /** Schedules what changes with time alone. */
  readonly ticker: Ticker
  /** The clock, timers and random numbers that it runs on. */
  readonly platform: Platform
  /** Connects, and stays so until {@link stop}. Does nothing while it runs. */
  start(): void
  /** Disconnects at once, even if it is retained. What is known stays known. */
  stop(): void
  /**
   * Keeps the session connected until released. After the last release it lingers, so that a remount
   * (React's StrictMode, a change of route) does not cost a second request.
   */
  retain(): Cancel
  /**
   * Follows something more until it is cancelled, and whatever else asks for the same. Changes made
   * together make one request. An item that comes with a followed group costs nothing; more than 100
   * topics are not requested. What was followed last is kept when nothing is any more, and until the
   * session stops.
   */
  follow(filter: FeedFilterOf<Feed>): Cancel
  /** Replaces the `filter` of the options; undefined: its default. Store and cursor stay. */
  setFilter(filter: FeedFilterOf<Feed> | undefined): void
  /** Server time in Unix ms, as every component shows it. */
  serverNowMs(): number
}

/**
 * Builds a session from its options. The connection is a parameter, not an import, so that pages
 * without a network do not load it; `null` makes a session that never connects.
 *
 * @param begin what the store begins with
 */
export function composeSession<Feed extends FeedDefinition>(
  options: Omit<FeedSessionOptions<Feed>, 'initialSnapshot'>,
  connect: ((options: ConnectionOptions<Feed>) => Connection<Feed>) | null,
  begin?: (empty: StoreState) => StoreState,
): FeedSession<Feed> {
  const { feed, url, filter, platform: parts, lingerMs = 1000, ...rest } = options
  const platform: Platform = { ...browserPlatform, ...parts }
  const ticker = createTicker(platform)
  const topicsIn = (given: object | undefined) =>
    given === undefined ? noTopics : topicsOfFilter(feed.filter, given)
  const base = topicsIn(filter)
  // A session without snapshots will never learn what exists.
  const hasState = url !== undefined && rest.snapshot !== false
  const store = createFeedStore(feed, {
    nowMs: () => ticker.nowMs(),
    phase: hasState ? 'loading' : 'ready',
    begin: (empty) => {
      // Without a connection nothing says which items exist.
      if (url === undefined) return (begin ?? withoutKnowledge)(empty)
      const state = begin?.(empty) ?? empty
      // What it will ask for, so that a page can say so before it connects, in the HTML of a server as well.
      return { ...state, following: { ...state.following, wanted: base } }
    },
  })
  const connection =
    url === undefined || connect === null
      ? null
      : connect({
          ...rest,
          feed,
          url,
          filter: {} as FeedFilterOf<Feed>,
          // What is followed at first differs from page to page; what the session is for does not.
          persistKey: rest.persistKey ?? [...base].sort().join(),
          platform,
        })
  const following = createFollowing(
    feed,
    connection as unknown as Connection | null,
    store as unknown as FeedStore,
    { base, hasState, timers: platform.timers, lingerMs },
  )
  const { decide, setBase, follow, ...control } = following
  if (connection) listen(connection, store, ticker, decide)
  return {
    feed,
    connection,
    store,
    ticker,
    platform,
    ...control,
    follow: (given) => follow(topicsIn(given)),
    setFilter: (next) => setBase(next === undefined ? base : topicsIn(next)),
    serverNowMs: () => ticker.nowMs(),
  }
}

const withoutKnowledge = (empty: StoreState): StoreState => ({
  ...empty,
  following: noFollowing('loading'),
})

function listen<Feed extends FeedDefinition>(
  connection: Connection<Feed>,
  store: FeedStore<Feed>,
  ticker: Ticker,
  decide: () => void,
): void {
  let offsetMs: number | null = null
  let coverage = connection.coverage()
  let items = store.getState().items
  connection.onFrames((batch) => store.apply(batch))
  connection.subscribe(() => {
    const { clockOffsetMs } = connection.getSnapshot()
    if (clockOffsetMs !== null && clockOffsetMs !== offsetMs) {
      offsetMs = clockOffsetMs
      ticker.setOffset(clockOffsetMs)
    }
    if (connection.coverage() === coverage && store.getState().items === items) return
    coverage = connection.coverage()
    decide()
    items = store.getState().items
  })
}

/** What the connection is asked for, and when it runs: while it is retained, or since it was started by hand. */
interface FollowedTopics extends Pick<FeedSession, 'start' | 'stop' | 'retain'> {
  follow(topics: TopicSet): Cancel
  setBase(topics: TopicSet): void
  /** Decides again, after something has become known. */
  decide(): void
}

function createFollowing(
  feed: FeedDefinition,
  connection: Connection | null,
  store: FeedStore,
  given: {
    readonly base: TopicSet
    readonly hasState: boolean
    readonly timers: Timers
    readonly lingerMs: number
  },
): FollowedTopics {
  const { hasState, timers, lingerMs } = given
  const follows = new Set<{ readonly topics: TopicSet }>()
  const retainers = new Set<object>()
  let { base } = given
  /** The union of `follows`, until that changes: computing it for a thousand cards is not free. */
  let followed: TopicSet | null = null
  /** Empty: the connection is not open. */
  let asked = noTopics
  let isRunning = false
  let isStarted = false
  let isDue = false
  let cancelLinger: Cancel | null = null

  function decide(): void {
    if (!connection) return
    const { following, items } = store.getState()
    const covered = hasState ? connection.coverage() : following.covered
    if (!isRunning) {
      store.setFollowing({ ...following, covered })
      return
    }
    followed ??= uniteTopics([...follows].map(({ topics }) => topics))
    const { wanted, leftOut } = decideTopics(feed, { base, followed, asked, covered, items })
    store.setFollowing({ wanted, covered, leftOut })
    if (isSameTopics(wanted, asked)) return
    const isFirst = asked.length === 0
    asked = wanted
    connection.setTopics(wanted)
    if (isFirst) connection.open()
  }

  /** After everything else in this task, such as the effects of one commit. */
  function decideSoon(): void {
    followed = null
    if (isDue || !isRunning) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      decide()
    })
  }

  function run(): void {
    cancelLinger?.()
    if (isRunning) return
    isRunning = true
    decide()
  }

  function stop(): void {
    cancelLinger?.()
    isStarted = isRunning = false
    if (asked.length > 0) connection?.close()
    asked = noTopics
  }

  return {
    decide,
    follow(topics) {
      const entry = { topics }
      follows.add(entry)
      decideSoon()
      return () => {
        if (follows.delete(entry)) decideSoon()
      }
    },
    setBase(topics) {
      base = topics
      decideSoon()
    },
    start() {
      isStarted = true
      run()
    },
    stop,
    retain() {
      const retainer = {}
      retainers.add(retainer)
      run()
      return () => {
        if (!retainers.delete(retainer) || retainers.size > 0 || isStarted || !isRunning) return
        cancelLinger = timers.after(lingerMs, stop)
      }
    },
  }
}
