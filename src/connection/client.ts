/**
 * The connection of payments: filter → URL, frames → validated events, batched and in order. Puts the
 * parts of this folder together; the rules are theirs: the machine's for staying connected, the
 * inbox's for what is delivered. Knows no store. Stays one file past 250 lines: it is the wiring, and
 * half of it would only hand the other half through.
 *
 * C5  A cursor moves when what it stands for was handed over, and stands for complete state.
 * C9, C10 See inbox.ts.
 * C11 An event that does not fit its schema is counted, kept aside and skipped; a listener that throws
 *     is reported.
 * C13 Frames are handed over once per animation frame, and always before a status is announced: who
 *     reads `live` has the data.
 * C15 The server's clock is estimated from what `connected` and `ping` tell.
 */
import { decodeFrame } from '../protocol/decode.ts'
import type { PaymentEvent } from '../protocol/events.ts'
import type { DeliveredFrame, FeedFrame, InvalidFrame } from '../protocol/feed-frames.ts'
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import type { RequestContext } from './attempt.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import { createControls } from './controls.ts'
import { createDelivery } from './delivery.ts'
import { ConnectionError } from './errors.ts'
import { streamgauge } from './feed.ts'
import { createInbox, type Knowledge } from './inbox.ts'
import { createListeners } from './listeners.ts'
import { decideVerdict } from './reconnect-policy.ts'
import { createRunner, type Opening } from './runner.ts'
import { estimateOffset, refineClock, type ServerClock } from './server-clock.ts'
import { createStateReader } from './state-reader.ts'
import type { ConnectionSnapshot } from './status.ts'
import { viewStatus } from './status-view.ts'
import { platformOf, rulesOf } from './transport.ts'

const maxQuarantine = 50
/** A server that neither greets nor sends anything has probably begun by now. */
const greetingMs = 1000

/**
 * @example
 * const connection = createConnection({ url: 'http://localhost:3001', filter: { all: true } })
 * connection.on('stream.withdrawn', (event) => console.log(event.streamId, event.amount))
 * connection.open()
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { filter, getToken, onListenerError } = options
  const platform = platformOf(options)
  const { clock } = platform
  const feed = options.feed ?? streamgauge()
  const resync = options.resync ?? feed.resync
  const source = resync ? 'read' : (options.snapshot ?? true) ? 'feed' : 'none'
  const batches = createListeners<readonly DeliveredFrame[]>(onListenerError)
  const events = createListeners<PaymentEvent>(onListenerError)
  let serverClock: ServerClock | null = null
  let quarantine: readonly InvalidFrame[] = []
  let opening: Opening | null = null
  /** The cursor after the last frame or empty block that was accepted, delivered or not. */
  let standingId = ''
  /** The parser's: ahead by the frame that is just being accepted. */
  let parsedId = ''
  let wasUnauthorized = false
  let committed: { cursor: string; knowledge: Knowledge }

  const inbox = createInbox(source, {
    deliver: (frame) => delivery.push(frame),
    caughtUp() {
      // Everything that the frame under way brings is in the batch by now.
      standingId = parsedId
      runner.report({ type: 'caught_up' })
    },
    fellBehind: () => runner.report({ type: 'fell_behind' }),
    readState: () => opening && reader.start(opening.signal),
    forgetCursor() {
      committed = { cursor: '', knowledge: inbox.knowledge() }
      runner.send({ type: 'cursor', id: '' })
    },
    drop: (error) => runner.report({ type: 'lost', error }),
  })
  committed = { cursor: '', knowledge: inbox.knowledge() }

  const delivery = createDelivery(platform, (batch) => {
    commit()
    const isWanted = () => !isSilenced()
    batches.emit(batch, isWanted)
    for (const frame of batch) {
      if (!isWanted()) return
      if (frame.kind === 'event') events.emit(frame.event, isWanted)
    }
  })

  const rules = rulesOf(options, {
    pingMs: feed.pingMs,
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
      return resync ? resync(filter, { signal, baseUrl, headers, fetch: platform.fetch }) : []
    },
    done(frame) {
      inbox.stateRead(frame)
      if (delivery.isEmpty()) commit()
    },
    failed(cause) {
      wasUnauthorized = cause instanceof ConnectionError && cause.status === 401
      const error =
        cause instanceof ConnectionError
          ? cause
          : new ConnectionError('resync', `Failed to read the state: ${cause}. Trying again.`, {
              cause,
            })
      runner.report({ type: 'trouble', error })
    },
  })

  const runner = createRunner({
    platform,
    rules,
    attempt: {
      ...options,
      url: async (context) =>
        feed.subscribeUrl(await baseUrlOf(context), filter, source === 'feed'),
      headers: headersOf,
    },
    report: onListenerError,
    signal: options.signal,
    on: {
      opened(current) {
        opening = current
        standingId = current.resumedFrom
        parsedId = current.resumedFrom
        if (!inbox.isWhole()) inbox.restore(committed.knowledge)
        inbox.begin(current.resumedFrom)
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
        if (delivery.isEmpty()) commit()
      },
      announcing() {
        if (isSilenced()) rollBack()
        else delivery.flush()
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

  /** C5. Called when nothing waits for delivery. */
  function commit(): void {
    if (!inbox.isWhole()) return
    committed = { cursor: standingId, knowledge: inbox.knowledge() }
    runner.send({ type: 'cursor', id: standingId })
  }

  /** C1. What nobody will be given now was not delivered: a later `open()` asks for it again. */
  function rollBack(): void {
    if (delivery.drop()) inbox.restore(committed.knowledge)
  }

  function acceptFrame(parsed: ParsedFrame): void {
    const frame = decodeFrame(parsed)
    if (frame.kind === 'invalid') {
      quarantine = [...quarantine, frame].slice(-maxQuarantine)
      runner.announceSoon()
    } else if (frame.kind === 'unknown') {
      runner.announceSoon()
    } else {
      runner.report({ type: 'frame', isEvent: frame.kind === 'event' })
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

  return {
    ...controls,
    onFrames: batches.add,
    on(type, listener) {
      type Wanted = Parameters<typeof listener>[0]
      return events.add((event) => {
        if (event.type === type) listener(event as Wanted)
      })
    },
    flush: delivery.flush,
    quarantine: () => quarantine,
  }
}
