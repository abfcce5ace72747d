/**
 * The connection of a feed: filter → URL, frames → validated events, batched and in order. Puts the
 * parts of this folder together; the rules are theirs: the machine's for staying connected, the
 * inbox's for what is delivered. Knows no store. Stays one file past 250 lines: it is the wiring, and
 * half of it would only hand the other half through.
 *
 * C5  A cursor moves when what it stands for was handed over, and stands for complete state.
 * C6  Another filter goes on from the same cursor, and asks for the state of what is new in it.
 * C9, C10 See inbox.ts.
 * C11 An event that does not fit its schema is counted, kept aside and skipped; a listener that throws
 *     is reported.
 * C13 Frames are handed over once per animation frame, and always before a status is announced: who
 *     reads `live` has the data.
 * C15 The server's clock is estimated from what `connected` and `ping` tell.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import { endpointOf, type FeedEndpoint, type Resync } from '../feeds/endpoint.ts'
import { filterOfTopics, topicsOfFilter } from '../feeds/filter-query.ts'
import { FeedReadError } from '../feeds/read-error.ts'
import { reportToPage } from '../platform/browser.ts'
import { decodeFrame } from '../protocol/decode.ts'
import { parseEventId, printEventId } from '../protocol/event-id.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type { DeliveredFrame, FeedFrame, InvalidFrame } from '../protocol/feed-frames.ts'
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import {
  intersectTopics,
  isSameTopics,
  maxTopics,
  noTopics,
  type TopicSet,
} from '../protocol/topic-set.ts'
import { type RequestContext, runAttempt } from './attempt.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import { createControls } from './controls.ts'
import { createCursorKeeper } from './cursor-keeper.ts'
import { createDelivery } from './delivery.ts'
import { ConnectionError } from './errors.ts'
import { createFilterTurn } from './filter-turn.ts'
import { createInbox, type Knowledge } from './inbox.ts'
import { createListeners } from './listeners.ts'
import { isAtRest } from './machine.ts'
import { decideVerdict } from './reconnect-policy.ts'
import { createRunner, type Opening } from './runner.ts'
import { estimateOffset, refineClock, type ServerClock } from './server-clock.ts'
import type { Sharing } from './sharing.ts'
import { createStateReader } from './state-reader.ts'
import type { ConnectionSnapshot, Transport } from './status.ts'
import { viewStatus } from './status-view.ts'
import { decideSnapshot, type RunSubscription } from './subscription-request.ts'
import { platformOf, rulesOf } from './transport.ts'

/** A server refuses these as well, but by then the connection would have failed for all it follows. */
function checkTopics(topics: TopicSet): void {
  if (topics.length === 0) {
    throw new ConnectionError(
      'filter_empty',
      'Failed to follow: the filter names nothing. Name something, or all: true.',
    )
  }
  const { length } = topics
  if (length > maxTopics) {
    throw new ConnectionError(
      'filter_too_large',
      `Failed to follow: the filter names ${length} topics, and ${maxTopics} are allowed. ` +
        'Follow what holds them together instead of each one, or use several connections.',
    )
  }
}

/**
 * The same over every life of the page, whatever is followed at the moment: a cursor stands for the log,
 * and who returns asks for the state of everything.
 */
function keyOf({ url, feed, persistKey }: AnyConnectionOptions, topics: TopicSet): string {
  const name = persistKey ?? [...topics].sort().join()
  return `streamgauge:${feed.name}:${typeof url === 'string' ? url : ''}:${name}`
}

/** The consumer's own read of the state, which speaks of filters, as one of topics. */
function readerOf(
  resync: Resync | undefined,
  { filter }: FeedDefinition,
): FeedEndpoint['readState'] {
  return resync && ((topics, context) => resync(filterOfTopics(filter, topics), context))
}

const maxQuarantine = 50
/** A server that neither greets nor sends anything has probably begun by now. */
const greetingMs = 1000

type AnyConnectionOptions = ConnectionOptions<FeedDefinition>

/**
 * A connection of a feed: validated events in order, each once, with every hole declared. Makes no
 * request before `open()`.
 *
 * @throws ConnectionError `share_unnamed` for `share: true` where the `url` is a function.
 * @example
 * const connection = createConnection({ url, feed: payments, filter: { all: true } })
 * connection.on('stream.withdrawn', (event) => console.log(event.streamId, event.amount))
 * connection.open()
 */
export function createConnection<Feed extends FeedDefinition>(
  options: ConnectionOptions<Feed>,
): Connection<Feed> {
  // Inside, events and items are whatever the feed's codec makes of them.
  return connect(options as unknown as AnyConnectionOptions) as unknown as Connection<Feed>
}

function connect(options: AnyConnectionOptions): Connection<FeedDefinition> {
  const { getToken, onListenerError, inspector, persist = true } = options
  if (options.share === true && typeof options.url === 'function') {
    throw new ConnectionError(
      'share_unnamed',
      'Failed to share: nobody knows where a url function leads. Give share a name instead of true.',
    )
  }
  const platform = platformOf(options)
  const { clock } = platform
  const { feed } = options
  const endpoint = endpointOf(feed, options.path)
  const readState = readerOf(options.resync, feed) ?? endpoint.readState
  const initial = topicsOfFilter(feed.filter, options.filter)
  const source =
    feed.state === null ? 'none' : readState ? 'read' : (options.snapshot ?? true) ? 'feed' : 'none'
  const batches = createListeners<readonly DeliveredFrame[]>(onListenerError)
  const events = createListeners<FeedEvent>(onListenerError)
  let serverClock: ServerClock | null = null
  let quarantine: readonly InvalidFrame[] = []
  let opening: Opening | null = null
  /** The cursor after the last frame or empty block that was accepted, delivered or not. */
  let standingId = ''
  /** The parser's: ahead by the frame that is just being accepted. */
  let parsedId = ''
  let snapshotsMissed = 0
  /** Events have come since the machine was told of any. */
  let hasNews = false
  let wasUnauthorized = false
  /** What was handed over, and what it stands for. */
  let committed: { cursor: string; knowledge: Knowledge; coverage: TopicSet }
  /** As `committed.coverage`, including what waits to be handed over. */
  let coverage: TopicSet = noTopics
  /** The filter of the request under way. */
  let asked: TopicSet = noTopics
  /** Whether that request wants state also where it can go on from its cursor. */
  let isStateAsked = false
  let role: Transport = 'direct'
  let sharing: Sharing | null = null
  const turn = createFilterTurn(
    platform,
    initial,
    () => runner.send({ type: 'renew', cause: 'filter_changed' }),
    () => {
      const { status } = runner.state()
      return (
        status.status === 'connecting' || (status.status === 'open' && status.phase === 'syncing')
      )
    },
  )
  const keeper =
    persist === false
      ? null
      : createCursorKeeper(
          persist === true ? platform.storage : persist,
          platform.timers,
          keyOf(options, initial),
        )

  const inbox = createInbox(source, feed, {
    deliver(frame) {
      const mine = sharing ? sharing.filter.select(frame) : frame
      if (mine !== null) delivery.push(mine)
      // Whoever was told of a hole waits for the whole state, also if the events come after all.
      if (source !== 'none' && (frame.kind === 'gap' || frame.kind === 'reset')) cover(noTopics)
    },
    caughtUp() {
      // Everything that the frame under way brings is in the batch by now.
      standingId = parsedId
      if (source === 'none') cover(asked)
      runner.report({ type: 'caught_up' })
    },
    fellBehind: () => runner.report({ type: 'fell_behind' }),
    readState: () => opening && reader.start(opening.signal),
    stateCompleted() {
      snapshotsMissed = 0
      cover(asked)
    },
    forgetCursor() {
      standFor('')
    },
    drop(error) {
      // A server that twice did not send what it owes to a cursor may send it to who has none.
      if (error.code === 'snapshot_incomplete' && ++snapshotsMissed > 1) standFor('')
      runner.report({ type: 'lost', error })
    },
  })
  committed = { cursor: '', knowledge: inbox.knowledge(), coverage }

  const delivery = createDelivery(platform, (batch) => {
    if (isSilenced()) {
      // Came out of the frame in which somebody closed.
      inbox.restore(committed.knowledge)
      coverage = committed.coverage
      return
    }
    // Handed over is handed over, also where no cursor may stand for it yet.
    let { seen } = committed.knowledge
    for (const frame of batch) {
      // What the server says will not come may come after all; what was found by counting will not.
      const isPassed =
        frame.kind === 'event' || (frame.kind === 'gap' && frame.reason === 'count_mismatch')
      if (frame.kind === 'reset' || (isPassed && frame.position !== null)) seen = frame.position
    }
    committed = { ...committed, coverage, knowledge: { ...committed.knowledge, seen } }
    commit()
    keep()
    inspector?.note({ type: 'delivery', frames: batch.length, lastEventId: committed.cursor })
    const isWanted = () => !isSilenced()
    batches.emit(batch, isWanted)
    for (const frame of batch) {
      if (!isWanted()) return
      if (frame.kind === 'event') events.emit(frame.event, isWanted)
    }
  })

  const rules = rulesOf(options, {
    pingMs: endpoint.pingMs,
    isLiveAtOnce: false,
    canRefresh:
      getToken !== undefined ||
      typeof options.headers === 'function' ||
      typeof options.url === 'function',
  })

  const reader = createStateReader({
    platform,
    backoff: rules,
    async read(signal) {
      const context = { signal, isRefresh: wasUnauthorized }
      const [baseUrl, headers] = await Promise.all([baseUrlOf(context), headersOf(context)])
      return readState ? readState(asked, { signal, baseUrl, headers, fetch: platform.fetch }) : []
    },
    done(frame) {
      inbox.stateRead(frame)
      if (delivery.isEmpty()) commit()
    },
    failed(cause) {
      const status = cause instanceof FeedReadError ? cause.status : undefined
      wasUnauthorized = status === 401
      const message =
        cause instanceof FeedReadError
          ? cause.message
          : `Failed to read the state: ${cause}. Trying again.`
      const error = new ConnectionError('resync', message, {
        cause,
        ...(status !== undefined && { status }),
      })
      runner.report({ type: 'trouble', error })
    },
  })

  const askDirectly: RunSubscription = ({ topics, cursor, snapshot: wanted }, context, on) => {
    const url = async () => endpoint.subscribeUrl(await baseUrlOf(context), topics, wanted)
    return runAttempt({ ...options, url, headers: headersOf }, platform, cursor, context, on)
  }

  async function loadSharing(): Promise<Sharing | null> {
    try {
      const { joinTabs } = await import('./sharing.ts')
      const url = typeof options.url === 'string' ? options.url : ''
      return joinTabs({
        name: `streamgauge:${options.share === true ? `${feed.name}:${url}` : options.share}`,
        platform,
        feed,
        topics: asked,
        source,
        direct: askDirectly,
        renew: () => runner.send({ type: 'renew', cause: 'tabs_changed' }),
        waitingMs() {
          const { status } = runner.state()
          return status.status === 'waiting' ? status.delayMs : null
        },
        roleChanged(next) {
          role = next
          if (!isAtRest(runner.state().status)) runner.announceSoon()
        },
      })
    } catch (error) {
      // A part of the page that is gone from its server: every tab for itself is still right.
      ;(onListenerError ?? reportToPage)(error)
      return null
    }
  }

  const ask: RunSubscription = async (request, context, on) => {
    if (options.share && sharing === null) {
      const joined = await loadSharing()
      // Several attempts may have waited for the same load.
      sharing ??= joined
    }
    if (context.signal.aborted) return
    sharing?.filter.setTopics(request.topics)
    await (sharing ? sharing.tabs.attempt(request, context, on) : askDirectly(request, context, on))
  }

  const runner = createRunner({
    platform,
    rules,
    attempt(cursor, context, on) {
      asked = turn.wanted()
      turn.asked()
      // C6: of what was left out nobody hears any more.
      cover(intersectTopics(committed.coverage, asked))
      committed = { ...committed, coverage }
      const snapshot = source === 'feed' && decideSnapshot(asked, cursor, coverage)
      isStateAsked = typeof snapshot !== 'boolean'
      return ask({ topics: asked, cursor, snapshot }, context, on)
    },
    hiddenPauseMs: options.hiddenPauseMs,
    inspector,
    report: onListenerError,
    signal: options.signal,
    on: {
      // What has come and waits for its frame need not be sent again.
      requesting: delivery.flush,
      opened(current) {
        opening = current
        hasNews = false
        standingId = current.resumedFrom
        parsedId = current.resumedFrom
        if (!inbox.isWhole()) inbox.restore(committed.knowledge)
        inbox.begin(current.resumedFrom, isStateAsked)
        const cancel = platform.timers.after(greetingMs, inbox.nudge)
        current.signal.addEventListener('abort', cancel, { once: true })
      },
      frame: acceptFrame,
      id(id) {
        parsedId = id
      },
      comment: inbox.nudge,
      chunkRead() {
        standingId = parsedId
        // Once for a chunk: at thousands of events a second the machine would be half of the cost.
        if (hasNews) runner.report({ type: 'frame', isEvent: true })
        hasNews = false
        if (delivery.isEmpty()) commit()
      },
      announcing() {
        if (isSilenced()) rollBack()
        else delivery.flush()
        // What is complete without a frame has nothing to be handed over with.
        if (delivery.isEmpty()) committed = { ...committed, coverage }
        const { status } = runner.state().status
        if (status !== 'open') keeper?.flush()
        if (status === 'paused' || status === 'failed' || status === 'closed') sharing?.tabs.leave()
        snapshot = view()
      },
    },
  })
  let snapshot = view()
  const controls = createControls({
    runner,
    events,
    maxQueued: options.maxQueuedEvents,
    getSnapshot: () => snapshot,
  })

  function view(): ConnectionSnapshot {
    const now = { nowMs: clock.nowMs(), monotonicMs: clock.monotonicMs() }
    const estimate = estimateOffset(serverClock, now)
    return viewStatus(runner.state(), {
      ...inbox.counts(),
      clockOffsetMs: estimate?.offsetMs ?? null,
      clockErrorMs: estimate?.errorMs ?? null,
      transport: role,
    })
  }

  async function baseUrlOf(context: RequestContext): Promise<string> {
    const url = typeof options.url === 'function' ? await options.url(context) : options.url
    return url.replace(/\/+$/, '')
  }

  async function headersOf(context: RequestContext): Promise<Record<string, string>> {
    const { headers } = options
    const [given, token] = await Promise.all([
      typeof headers === 'function' ? headers(context) : headers,
      getToken?.(context),
    ])
    return { ...given, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
  }

  /** Closed by `close()`; a server that says goodbye silences nobody. */
  function isSilenced(): boolean {
    const { status } = runner.state()
    return status.status === 'closed' && status.by === 'user'
  }

  function cover(topics: TopicSet): void {
    if (!isSameTopics(topics, coverage)) coverage = topics
  }

  /** C5. Called when nothing waits for delivery. */
  function commit(): void {
    if (inbox.isWhole() && !isBehind(standingId)) standFor(standingId)
  }

  /** A shared connection goes on from where the slowest tab was. */
  function isBehind(cursor: string): boolean {
    const { seen } = inbox.knowledge()
    const position = seen && parseEventId(cursor)
    return position !== null && position.epoch === seen?.epoch && position.offset < seen.offset
  }

  /** What was delivered so far is what `cursor` stands for. */
  function standFor(cursor: string): void {
    committed = { cursor, knowledge: inbox.knowledge(), coverage }
    runner.send({ type: 'cursor', id: cursor })
    keep()
  }

  /** A page that is loaded again asks for the state anyway: it is told what was handed over, and no more. */
  function keep(): void {
    const { cursor, knowledge } = committed
    const kept = knowledge.seen === null ? cursor : printEventId(knowledge.seen)
    if (kept !== '') keeper?.keep(kept)
  }

  /** Goes on where an earlier life of this page left off. It knew the state; this one does not. */
  function recall(): void {
    if (keeper === null || runner.state().status.status !== 'idle') return
    const cursor = keeper.read()
    if (cursor === '') return
    committed = {
      ...committed,
      cursor,
      knowledge: { ...committed.knowledge, seen: parseEventId(cursor) },
    }
    inbox.restore(committed.knowledge)
    runner.send({ type: 'cursor', id: cursor })
  }

  /** C1. What nobody will be given now was not delivered: a later `open()` asks for it again. */
  function rollBack(): void {
    if (!delivery.drop()) return
    inbox.restore(committed.knowledge)
    coverage = committed.coverage
  }

  function setTopics(topics: TopicSet): void {
    checkTopics(topics)
    turn.want(topics)
  }

  function acceptFrame(parsed: ParsedFrame): void {
    const frame = decodeFrame(parsed, feed)
    inspector?.note({ type: 'frame', name: parsed.type, lastEventId: parsed.lastEventId })
    if (frame.kind === 'invalid') {
      quarantine = [...quarantine, frame].slice(-maxQuarantine)
      runner.announceSoon()
    } else if (frame.kind === 'unknown') {
      runner.announceSoon()
    } else if (frame.kind === 'event') {
      hasNews = true
    } else if (frame.kind !== 'rejected') {
      runner.report({ type: 'frame', isEvent: false })
    }
    readClock(frame)
    inbox.accept(frame)
    standingId = parsed.lastEventId
    obey(frame)
  }

  function readClock(frame: FeedFrame): void {
    if (frame.kind !== 'connected' && frame.kind !== 'ping') return
    if (frame.kind === 'connected' && frame.pingMs !== null) {
      runner.report({ type: 'ping_interval', pingMs: frame.pingMs })
    }
    if (frame.time === null) return
    serverClock = refineClock(serverClock, {
      serverMs: frame.time,
      sentMonotonicMs: frame.kind === 'connected' ? (opening?.sentMonotonicMs ?? null) : null,
      receivedMonotonicMs: clock.monotonicMs(),
    })
    runner.announceSoon()
  }

  /** What the server says about the connection itself. */
  function obey(frame: FeedFrame): void {
    switch (frame.kind) {
      case 'reconnect':
        runner.report({ type: 'goodbye', afterMs: frame.afterMs })
        break
      case 'expiring':
        if (rules.canRefresh) renewBefore(frame.expiresAtMs)
        break
      case 'bye':
        // A token that has run out is no farewell for somebody who can get another one.
        if (frame.reason === 'token_expired' && rules.canRefresh) {
          runner.report({ type: 'goodbye', afterMs: 0 })
        } else runner.report({ type: 'bye' })
        break
      case 'rejected': {
        const { status, title, detail } = frame.problem
        const verdict = decideVerdict(status, options.statusVerdicts)
        const message = `The server refused the subscription: ${title}. ${detail}`
        runner.report({
          type: 'refused',
          // 200 would be a contradiction in itself.
          verdict: verdict === 'open' ? 'fail' : verdict,
          error: new ConnectionError('rejected', message, { status }),
          retryAfterMs: null,
        })
      }
    }
  }

  /** C3. Sometime in the first half of what is left, so that not everybody comes at the last moment. */
  function renewBefore(expiresAtMs: number | null): void {
    const signal = opening?.signal
    if (expiresAtMs === null || signal === undefined) return
    const nowMs = clock.nowMs() + (view().clockOffsetMs ?? 0)
    const cancel = platform.timers.after(
      Math.max(rules.minUptimeMs, (platform.random.next() * (expiresAtMs - nowMs)) / 2),
      () => runner.send({ type: 'renew', cause: 'fresh_credentials' }),
    )
    signal.addEventListener('abort', cancel, { once: true })
  }

  return {
    ...controls,
    open() {
      checkTopics(turn.wanted())
      recall()
      controls.open()
    },
    setFilter: (filter) => setTopics(topicsOfFilter(feed.filter, filter)),
    setTopics,
    coverage: () => committed.coverage,
    onFrames: batches.add,
    on(type, listener) {
      return events.add((event) => {
        if (event.type === type) listener(event as Parameters<typeof listener>[0])
      })
    },
    flush: delivery.flush,
    quarantine: () => quarantine,
  }
}
