/**
 * One request, from asking for its URL to the last byte of its body, reported to `on`. Decides nothing
 * about reconnecting; never throws; reports nothing once `signal` is aborted (C1, C14).
 */
import { isUrlAtFault, systemCodeOf } from '../platform/browser.ts'
import type { Platform } from '../platform/ports.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { createFrameParser, type ParsedFrame } from '../protocol/frame-parser.ts'
import { parseRetryAfter } from '../protocol/retry-after.ts'
import { readExcerpt } from './body-excerpt.ts'
import { ConnectionError, lossOf, urlInvalid } from './errors.ts'
import type { FeedRequest } from './feed-request.ts'
import { fetchWithinOrigin } from './fetch-within-origin.ts'
import type { Report } from './machine-state.ts'
import { decideVerdict, type StatusVerdict, type StatusVerdicts } from './reconnect-policy.ts'

/** What functions for a URL, headers or a token are given. */
export interface RequestContext {
  /** Aborted when the attempt is over: pass it on to slow work. */
  readonly signal: AbortSignal
  /** The server has just answered 401: cached credentials are not valid. */
  readonly isRefresh: boolean
}

/** A value, or a function that is called for it before every request. */
export type PerRequest<T> = T | ((context: RequestContext) => T | Promise<T>)

/** What all attempts of a connection share. */
export interface AttemptOptions {
  /** Where requests go; a function is called before each. */
  readonly url: PerRequest<string>
  /**
   * Headers of every request, or a function that returns them. An `accept` of yours is kept; without one it
   * is `text/event-stream`.
   */
  readonly headers?: PerRequest<Readonly<Record<string, string>>> | undefined
  /** As in `fetch`. Default: `POST` with a `body`, `GET` without. */
  readonly method?: string | undefined
  /**
   * Sent with the request; a function makes it again for every request. An object or array is sent as JSON, with
   * the `content-type` that belongs to it unless `headers` have another. A text is sent as it is, as `text/plain`
   * unless `headers` say otherwise. Default: none.
   */
  readonly body?: PerRequest<SseRequestBody> | undefined
  /** Replaces a body that `fetch` cannot send. Not an option of callers: feeds have no body. */
  readonly encode?: ((init: RequestInit & { readonly headers: Headers }) => void) | undefined
  /** As in `fetch`: whether cookies go along. Default `same-origin`. */
  readonly credentials?: RequestCredentials | undefined
  /**
   * `follow`: redirects are followed as `fetch` does, which sends all headers but `Authorization`, and the
   * body, to any origin. Default: a request with headers of yours other than `accept`, or with a body, stays within
   * its origin, or fails with `redirect_refused`. In browsers only a GET can follow a redirect then.
   */
  readonly redirect?: 'follow' | undefined
  /** Changes to the table of what each HTTP status means. */
  readonly statusVerdicts?: Partial<StatusVerdicts> | undefined
  /** Bound of one event in bytes. Default 1 MiB; above, the connection is dropped. */
  readonly maxEventBytes?: number | undefined
  /** Query parameter for the cursor, where it is not in a header. Default `lastEventId`. */
  readonly cursorParameter?: string | undefined
  /**
   * Where the cursor is sent: in the header `Last-Event-ID`, or in the query as `cursorParameter`, for
   * servers that look for it there and pages that may send no such header. Default `header`, and the
   * query for a cursor that no header can carry.
   */
  readonly cursorIn?: 'header' | 'query' | undefined
  /** Whether an id is a place to resume from; others leave the cursor as it is. Default: all are. */
  readonly isCursor?: ((id: string) => boolean) | undefined
}

/**
 * What can be sent again as it is: a text, bytes, a form, or an object or array, which is sent as JSON. A
 * `ReadableStream` cannot: it is read once.
 */
export type SseRequestBody =
  | string
  | Uint8Array
  | FormData
  | URLSearchParams
  | { readonly [name: string]: unknown }
  | readonly unknown[]

/** What is read from the body of a response. */
export interface ResponseListener {
  frame(frame: ParsedFrame): void
  /** An id was committed, with or without a frame; before that frame. */
  id(id: string): void
  comment?(text: string): void
  /** After the frames of a chunk. */
  chunkRead(): void
}

export type AttemptReport = Extract<Report, { readonly type: 'refused' | 'lost' | 'bytes' }>

/** What one attempt reports, in the order in which it happens. */
export interface AttemptListener extends ResponseListener {
  /** The request leaves now. */
  sent(): void
  head(): void
  /** What the machine has to decide about; `bytes` before the frames of a chunk. */
  report(event: AttemptReport): void
  retryField(delayMs: number): void
}

/**
 * Makes one attempt and reports it to `on`: over `fetch` as below, or through another tab. Never rejects;
 * reports nothing once the signal of `context` is aborted.
 */
export type RunAttempt = (
  lastEventId: string,
  context: RequestContext,
  on: AttemptListener,
) => Promise<void>

/** As {@link RunAttempt}, for a request of a subscription. */
export type RunFeedRequest = (
  request: FeedRequest,
  context: RequestContext,
  on: AttemptListener,
) => Promise<void>

export type AttemptWorld = Pick<Platform, 'fetch' | 'timers' | 'clock'>

/** What a header value keeps as it is: visible ASCII, spaces only inside. */
const headerSafe = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

export async function runAttempt(
  options: AttemptOptions,
  world: AttemptWorld,
  lastEventId: string,
  context: RequestContext,
  on: AttemptListener,
): Promise<void> {
  const { signal } = context
  // Raced with everything that is awaited: not everything that is called observes the signal.
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  aborted.catch(ignore)
  let isAnswered = false
  let address: string | undefined
  try {
    const [url, init] = await Promise.race([resolveRequest(options, lastEventId, context), aborted])
    if (signal.aborted) return
    address = url
    on.sent()
    const response = fetchWithinOrigin(world, url, init, options.redirect)
    // Only one of these two is ever read.
    response.then((late) => (signal.aborted ? late.body?.cancel() : undefined)).catch(ignore)
    const answer = await Promise.race([response, aborted])
    isAnswered = true
    await readResponse(answer, options, world, lastEventId, signal, on)
  } catch (cause) {
    if (signal.aborted) return
    const error =
      address === undefined || isAnswered
        ? null
        : cause instanceof ConnectionError
          ? cause
          : isUrlAtFault(address, cause) && urlInvalid(address, cause)
    on.report(
      error
        ? { type: 'refused', verdict: 'fail', error, retryAfterMs: null }
        : { type: 'lost', error: failureOf(address !== undefined, isAnswered, cause) },
    )
  }
}

const ignore = () => {}

async function resolveRequest(
  options: AttemptOptions,
  lastEventId: string,
  context: RequestContext,
): Promise<[string, RequestInit]> {
  const { method = 'GET', credentials = 'same-origin', cursorParameter = 'lastEventId' } = options
  const [address, given, body = null] = await Promise.all([
    ask(options.url, context),
    ask(options.headers, context),
    ask(options.body, context),
  ])
  const headers = new Headers(given)
  if (!headers.has('accept')) headers.set('accept', 'text/event-stream')
  const init = {
    method,
    headers,
    body: body as BodyInit | null,
    signal: context.signal,
    cache: 'no-store' as const,
    credentials,
  }
  options.encode?.(init)
  if (lastEventId === '') return [address, init]
  // A header would throw on some cursors and silently trim others.
  if (options.cursorIn !== 'query' && headerSafe.test(lastEventId)) {
    headers.set('last-event-id', lastEventId)
    return [address, init]
  }
  const withCursor = (_: string, path: string, query = '') => {
    // The place where a URL begins is not where its feed resumes.
    const others = query.split('&').filter((part) => part && part.split('=')[0] !== cursorParameter)
    const cursor = new URLSearchParams({ [cursorParameter]: lastEventId })
    return `${path}?${[...others, cursor].join('&')}`
  }
  return [address.replace(/^([^?#]*)(?:\?([^#]*))?/, withCursor), init]
}

/** What a caller gave for every request, or gives for this one. */
export async function ask<T>(source: PerRequest<T>, context: RequestContext): Promise<T> {
  return typeof source === 'function'
    ? (source as (context: RequestContext) => T | Promise<T>)(context)
    : source
}

async function readResponse(
  answer: Response,
  options: AttemptOptions,
  world: AttemptWorld,
  lastEventId: string,
  signal: AbortSignal,
  on: AttemptListener,
): Promise<void> {
  const { status, headers, body } = answer
  const verdict = decideVerdict(status, options.statusVerdicts)
  const type = headers.get('content-type') ?? ''
  const isOpen = verdict === 'open'
  if (isOpen && /^\s*text\/event-stream\s*(?:;|$)/i.test(type)) {
    on.head()
    if (!signal.aborted) await readBody(body, options, lastEventId, signal, on)
    return
  }
  const bodyExcerpt = await readExcerpt(body, world.timers, signal)
  if (signal.aborted) return
  const shown = type.slice(0, 100) || 'missing'
  const reason = isOpen
    ? `the answer's type is ${shown}, not text/event-stream. Check the URL.`
    : undefined
  on.report(refusal(answer, bodyExcerpt, isOpen ? 'fail' : verdict, world, reason))
}

/** What a refused request means. @param reason default: the status, and what the server says about it */
export function refusal(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  bodyExcerpt: string,
  verdict: Exclude<StatusVerdict, 'open'>,
  { clock }: Pick<Platform, 'clock'>,
  reason?: string,
): AttemptReport {
  const code = reason ? 'media_type' : status === 401 ? 'unauthorized' : 'status'
  const said = reason ?? `the server answered ${status}. ${detailIn(bodyExcerpt)}`
  return {
    type: 'refused',
    verdict,
    error: new ConnectionError(code, `Failed to connect: ${said}`, {
      status,
      bodyExcerpt: bodyExcerpt || undefined,
    }),
    retryAfterMs: parseRetryAfter(
      headers.get('retry-after'),
      Date.parse(headers.get('date') ?? '') || clock.nowMs(),
    ),
  }
}

/** [RFC 9457] The detail of a problem says what to do; of a body that was cut off, too. */
function detailIn(excerpt: string): string {
  const [, text] = /"detail":\s*("(?:[^"\\]|\\.)*")/.exec(excerpt) ?? []
  try {
    return String(JSON.parse(text ?? ''))
  } catch {
    return 'See bodyExcerpt.'
  }
}

async function readBody(
  body: ReadableStream<Uint8Array> | null,
  { maxEventBytes, isCursor }: AttemptOptions,
  lastEventId: string,
  signal: AbortSignal,
  on: AttemptListener,
): Promise<void> {
  const parser = createFrameParser({
    lastEventId,
    maxEventBytes,
    isCursor,
    onFrame: on.frame,
    onId: on.id,
    onRetry: on.retryField,
    onComment: on.comment,
  })
  const reader = body?.getReader()
  const cancel = () => {
    // A listener may close the connection in the middle of a chunk.
    parser.end()
    reader?.cancel().catch(ignore)
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const chunk = await reader?.read()
      if (signal.aborted) return
      if (chunk?.value === undefined) break
      on.report({ type: 'bytes' })
      parser.push(chunk.value)
      if (signal.aborted) return
      on.chunkRead()
    }
  } finally {
    // After an event that was too large, the rest of the body is of no use.
    cancel()
  }
  on.report({ type: 'lost', error: lossOf('ended', 'the server ended it') })
}

/** What an exception means. */
export function failureOf(isSent: boolean, isAnswered: boolean, cause: unknown): ConnectionError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (!isSent) {
    const message = `Failed to prepare the request: ${reason}. Check url, headers, body and getToken.`
    return new ConnectionError('credentials', message, { cause })
  }
  if (cause instanceof ProtocolError)
    return new ConnectionError('event_too_large', reason, { cause })
  const code = !isAnswered && systemCodeOf(cause)
  return lossOf('network', code ? `${reason} (${code})` : reason, { cause }, !isAnswered)
}
