/**
 * One attempt of a subscription by polls, for networks in which a proxy holds an SSE response back: catch-up reads and
 * long polls (PROTOCOL.md 14), reported as the frames that a direct connection would have brought. Decides nothing about
 * when it is used.
 *
 * An id says that everything up to it was delivered or declared (PROTOCOL.md, P1), so state joins where the polls have
 * passed its position. What the server cannot continue from is a gap or a reset, followed by the state where the
 * subscription has one.
 */
import type { FeedEndpoint } from '../feeds/endpoint.ts'
import type { Platform } from '../platform/ports.ts'
import type { DurableItem, OffsetGone } from '../protocol/durable.ts'
import { offsetsBetween, type Position, parseEventId } from '../protocol/event-id.ts'
import type { TopicSet } from '../protocol/topic-set.ts'
import { type AttemptListener, failureOf, type RequestContext, refusal } from './attempt.ts'
import { readExcerpt } from './body-excerpt.ts'
import type { FeedRequest } from './feed-request.ts'
import { decideVerdict, type StatusVerdicts } from './reconnect-policy.ts'

/** What a request of the subscription needs. */
export interface PollRequests {
  readonly platform: Pick<Platform, 'clock' | 'timers'>
  readonly statusVerdicts: Partial<StatusVerdicts> | undefined
  /** The base URL, asked again for each attempt. */
  baseUrl(context: RequestContext): Promise<string>
  readUrl: NonNullable<FeedEndpoint['readUrl']>
  /** Makes a request with the credentials of this attempt. */
  open(context: RequestContext): Promise<(url: string) => Promise<Response>>
}

/** What came of it. `unavailable`: the server has no such requests, and nothing was reported. */
export type PollOutcome = 'unavailable' | 'over'

/** State that was read, and joins when the polls have passed its position. */
interface ReadState {
  readonly position: Position
  readonly id: string
  readonly text: string
}

/** The request was refused, or its answer was not one of this protocol. */
class Refused extends Error {
  readonly answer: Response
  constructor(answer: Response) {
    super('The answer is not one of a poll.')
    this.answer = answer
  }
}

/** Never rejects, and may leave a body unread: abort the signal of `context` afterwards. Reports nothing once the signal of `context` is aborted. */
export async function pollFeed(
  request: FeedRequest,
  requests: PollRequests,
  context: RequestContext,
  on: AttemptListener,
): Promise<PollOutcome> {
  const { signal } = context
  const { platform, statusVerdicts } = requests
  let isSent = false
  const poll = createPoll(untilAborted(on, signal))
  try {
    const [baseUrl, open] = await Promise.all([requests.baseUrl(context), requests.open(context)])
    if (signal.aborted) return 'over'
    on.sent()
    isSent = true
    const url = (topics: TopicSet, name: 'durable' | 'snapshot') =>
      requests.readUrl(baseUrl, topics, name)
    await run(poll, request, {
      signal,
      async events(query) {
        return open(`${url(request.topics, 'durable')}&${new URLSearchParams(query)}`)
      },
      async state(topics) {
        return stateOf(await open(url(topics, 'snapshot')))
      },
    })
  } catch (cause) {
    if (signal.aborted) return 'over'
    if (!(cause instanceof Refused)) {
      on.report({ type: 'lost', error: failureOf(isSent, poll.isOpen(), cause) })
      return 'over'
    }
    const { answer } = cause
    const verdict = decideVerdict(answer.status, statusVerdicts)
    // Such a server has no polls, or a proxy answers in its place.
    if (!poll.isOpen() && /open|end|fail/.test(verdict)) return 'unavailable'
    const excerpt = await readExcerpt(answer.body, platform.timers, signal)
    if (signal.aborted) return 'over'
    // A server or a proxy without polls has taken over: the next attempt finds out.
    const isElsewhere = verdict === 'open' || verdict === 'end' || answer.status === 404
    on.report(refusal(answer, excerpt, isElsewhere ? 'wait' : verdict, platform))
  }
  return 'over'
}

/** The reads of one attempt. */
interface Reads {
  readonly signal: AbortSignal
  events(query: Record<string, string>): Promise<Response>
  state(topics: TopicSet): Promise<ReadState>
}

async function run(poll: Poll, request: FeedRequest, reads: Reads): Promise<void> {
  const { topics, snapshot } = request
  const wantsState = snapshot !== false
  let cursor = request.cursor
  let live: Record<string, string> | null = null
  // At the beginning, or on top of an exact resume: all of it, or that of what is new in the filter.
  let owed: TopicSet | null =
    wantsState && (cursor === '' || typeof snapshot !== 'boolean')
      ? typeof snapshot === 'object'
        ? snapshot
        : topics
      : null
  while (!reads.signal.aborted) {
    const answer = await reads.events({ offset: cursor || 'now', ...live })
    const next = endOf(answer)
    if (next === null || !/^(200|204|410)$/.test(`${answer.status}`)) throw new Refused(answer)
    if (answer.status === 410) {
      poll.lost((await answer.json()) as Loss, cursor, wantsState ? undefined : next)
      cursor = next
      live = null
      owed = null
      // Events between the two positions are not lost: they are read first.
      if (wantsState) poll.owe(await reads.state(topics))
      continue
    }
    const items = answer.status === 200 ? ((await answer.json()) as DurableItem[]) : []
    if (reads.signal.aborted) return
    const isUpToDate = answer.headers.get('stream-up-to-date') === 'true'
    poll.answered(answer.headers, { items, before: cursor, next, isUpToDate })
    cursor = next
    const streamCursor = answer.headers.get('stream-cursor')
    // Behind, the next part is there at once.
    live =
      isUpToDate && !poll.isStateAhead()
        ? { live: 'long-poll', ...(streamCursor !== null && { cursor: streamCursor }) }
        : null
    if (wantsState && items.some(({ type }) => type === 'gap')) owed = topics
    if (isUpToDate && owed) {
      poll.owe(await reads.state(owed))
      owed = null
      live = null
    }
  }
}

/** What a 410 says about the loss. */
type Loss = Pick<OffsetGone, 'reason' | 'from' | 'to'>

interface Answered {
  readonly items: readonly DurableItem[]
  /** The position that was asked from, empty for the newest, and the one up to which the answer reaches. */
  readonly before: string
  readonly next: string
  readonly isUpToDate: boolean
}

/** The frames of one attempt. */
interface Poll {
  /** Whether frames were reported. */
  isOpen(): boolean
  /** State that joins when events up to its position were reported. */
  owe(state: ReadState): void
  isStateAhead(): boolean
  /** @param id of the frame; undefined where state follows */
  lost(loss: Loss, before: string, id: string | undefined): void
  answered(headers: Headers, answered: Answered): void
}

type PollListener = Pick<AttemptListener, 'head' | 'report' | 'frame' | 'id' | 'chunkRead'>

/** A listener may close the connection in the middle of an answer: what follows is then asked for again. */
function untilAborted(on: AttemptListener, signal: AbortSignal): PollListener {
  const guard =
    <Value>(report: (value: Value) => void) =>
    (value: Value) => {
      if (!signal.aborted) report(value)
    }
  const { head, report, frame, id, chunkRead } = on
  return {
    head: guard<void>(head),
    report: guard(report),
    frame: guard(frame),
    id: guard(id),
    chunkRead: guard<void>(chunkRead),
  }
}

function createPoll(on: PollListener): Poll {
  let isOpen = false
  let lastEventId = ''
  let delivered = 0
  let owed: ReadState | null = null

  function frame(type: string, data: unknown, id?: string): void {
    if (id !== undefined) {
      lastEventId = id
      on.id(id)
    }
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    on.frame({ type, data: text, lastEventId, ...(id !== undefined && { id }) })
  }

  function greet(id: string, recovered: boolean, more: object = {}): void {
    if (isOpen) return
    isOpen = true
    on.head()
    frame('connected', { position: id, recovered, ...more }, id)
  }

  function showState({ id, text }: ReadState): void {
    frame('snapshot', text, id)
  }

  function showOwed(isPassed: (state: ReadState) => boolean): void {
    if (owed === null || !isPassed(owed)) return
    const state = owed
    owed = null
    showState(state)
  }

  return {
    isOpen: () => isOpen,
    owe(state) {
      owed = state
      showOwed(({ position }) => offsetsBetween(position, parseEventId(lastEventId)) >= 0)
      on.chunkRead()
    },
    isStateAhead: () => owed !== null,
    lost({ reason, from, to }, before, id) {
      owed = null
      greet(before, false)
      on.report({ type: 'bytes' })
      if (reason === 'trimmed') frame('gap', { from, to, reason }, id)
      else frame('reset', { reason }, id)
      on.chunkRead()
    },
    answered(headers, { items, before, next, isUpToDate }) {
      const time = numberIn(headers, 'streamgauge-time')
      greet(before || next, before !== '', {
        // What is behind the end of this answer is not known: the first ping ends the replay.
        replayed: items.length + (isUpToDate ? 0 : 1),
        pingMs: numberIn(headers, 'streamgauge-ping-ms'),
        time,
      })
      on.report({ type: 'bytes' })
      for (const { id, type, data } of items) {
        showOwed(({ position }) => offsetsBetween(position, parseEventId(id)) > 0)
        if (type !== 'gap') delivered++
        frame(type, data, id)
      }
      showOwed(({ position }) => offsetsBetween(position, parseEventId(next)) >= 0)
      if (isUpToDate && time !== null) frame('ping', { time, delivered }, next)
      else if (next !== lastEventId) {
        lastEventId = next
        on.id(next)
      }
      on.chunkRead()
    },
  }
}

/** The position up to which an answer reaches, as an id: offsets are filled up with zeros. */
function endOf({ headers }: Response): string | null {
  const id = (headers.get('stream-next-offset') ?? '').replace(/\.0+(?=\d)/, '.')
  return parseEventId(id) && id
}

function numberIn(headers: Headers, name: string): number | null {
  const text = headers.get(name)
  return text === null ? null : Number(text)
}

async function stateOf(answer: Response): Promise<ReadState> {
  if (answer.status !== 200) throw new Refused(answer)
  const text = await answer.clone().text()
  const { position: id } = JSON.parse(text) as { readonly position?: string }
  const position = parseEventId(id ?? '')
  if (id === undefined || position === null) throw new Refused(answer)
  return { position, id, text }
}
