/**
 * Derives findings from what watch-feed.ts has recorded of a feed. Pure. Findings that only follow from another one are
 * omitted.
 */
import { feedMediaType, problemMediaType } from '../../src/protocol/headers.ts'
import { type Finding, type FindingCode, finding } from './findings.ts'
import type { AnsweredWatch, WatchedFrame } from './watch-feed.ts'

/** What the feed says first. */
export interface Greeting {
  readonly position: string | null
  readonly recovered: boolean
  readonly pingMs: number
  /** Server time minus the time of this machine, in ms. */
  readonly offsetMs: number
}

/** Beyond this, a frame that was sent has been held back. */
const heldMs = 1_000
const skewMs = 5_000
/** A ping may be late by this much. */
const slackMs = 1_500
/** A connection that ends sooner after its last byte was not cut for its silence. */
const idleMs = 500

/** The body of the frame `connected`; null for any other frame. */
export function readGreeting({ data, atMs }: WatchedFrame): Greeting | null {
  const body = parse(data)
  if (body === null || body['type'] !== 'connected') return null
  const { position, recovered, pingMs, time } = body
  if (typeof pingMs !== 'number' || typeof time !== 'number') return null
  return {
    position: typeof position === 'string' ? position : null,
    recovered: recovered === true,
    pingMs,
    offsetMs: time - atMs,
  }
}

export function findGreeting(frames: readonly WatchedFrame[]): Greeting | null {
  for (const frame of frames) {
    const greeting = readGreeting(frame)
    if (greeting !== null) return greeting
  }
  return null
}

/** What the head says. Nothing more can be said about a feed whose head has an error. */
export function judgeHead(watch: AnsweredWatch): readonly Finding[] {
  const { status, headers } = watch
  if (status !== 200) return [judgeStatus(watch)]
  const type = headers.get('content-type')?.[0]
  if (type === undefined || type.split(';')[0]?.trim().toLowerCase() !== feedMediaType) {
    return [finding('wrong_content_type', `Content-Type is ${type ?? 'missing'}.`)]
  }
  const found: Finding[] = []
  const length = headers.get('content-length')?.[0]
  if (length !== undefined) found.push(finding('content_length', `Content-Length is ${length}.`))
  const encoding = headers.get('content-encoding')?.[0]
  if (encoding !== undefined && encoding !== 'identity') {
    found.push(finding('compressed', `Content-Encoding is ${encoding}.`))
  }
  const cache = (headers.get('cache-control') ?? []).join(', ')
  if (!/no-store|no-cache/i.test(cache) || !/no-transform/i.test(cache)) {
    found.push(finding('transformable', `Cache-Control is ${cache === '' ? 'missing' : cache}.`))
  }
  return found
}

const codeOfStatus: Readonly<Record<number, FindingCode>> = {
  401: 'auth_required',
  403: 'forbidden',
  404: 'not_found',
  429: 'too_many',
  // Switched off, or not part of this server: waiting does not help.
  501: 'refused',
}

function judgeStatus({ status, headers, text }: AnsweredWatch): Finding {
  const isProblem = headers.get('content-type')?.[0]?.startsWith(problemMediaType) === true
  const problem = isProblem ? parse(text) : null
  const said = problem === null ? '' : `: ${problem['code']}. ${problem['detail']}`
  const known = codeOfStatus[status]
  const code =
    known ?? (status >= 500 ? (problem === null ? 'gateway_error' : 'not_ready') : 'refused')
  return finding(code, `The answer is ${status}${said === '' ? '.' : said}`)
}

/** What happened on the feed. */
export function judgeFrames(watch: AnsweredWatch): readonly Finding[] {
  const { frames, firstByteMs, headMs, watchedMs, endedMs } = watch
  if (firstByteMs === null) {
    if (endedMs !== null) return [finding('cut', `It ended after ${print(endedMs)}, empty.`)]
    const waitedMs = watchedMs - headMs
    return [
      finding(
        'buffered',
        `The response headers arrived, but no data in the ${print(waitedMs)} after them.`,
      ),
    ]
  }
  const greeting = findGreeting(frames)
  const held = greeting === null ? null : findHeldBack(frames, greeting, firstByteMs - headMs)
  if (held !== null) return [held]
  // Bytes that make no frame: what would complete them is still somewhere on the way.
  if (frames.length === 0 && endedMs === null) {
    return [
      finding('buffered', `Some bytes arrived, but no complete frame in ${print(watchedMs)}.`),
    ]
  }
  return [
    ...(greeting === null
      ? [finding('no_greeting', greetingDetail(frames))]
      : judgeClock(greeting)),
    ...judgeEnd(watch, greeting),
  ]
}

function greetingDetail([first]: readonly WatchedFrame[]): string {
  return first === undefined ? 'There was no frame.' : `The first frame is ${first.type}.`
}

function findHeldBack(
  frames: readonly WatchedFrame[],
  { offsetMs }: Greeting,
  firstMs: number,
): Finding | null {
  if (firstMs > heldMs) {
    return finding(
      'buffered',
      `The first byte arrived ${print(firstMs)} after the response headers.`,
    )
  }
  for (const { type, data, atMs } of frames) {
    const time = type === 'ping' ? parse(data)?.['time'] : undefined
    if (typeof time !== 'number') continue
    const lateMs = atMs + offsetMs - time
    if (lateMs > heldMs)
      return finding('buffered', `A ping arrived ${print(lateMs)} after it was sent.`)
  }
  return null
}

function judgeClock({ offsetMs }: Greeting): readonly Finding[] {
  if (Math.abs(offsetMs) <= skewMs) return []
  const side = offsetMs > 0 ? 'ahead of' : 'behind'
  return [finding('clock_skew', `The server is ${print(Math.abs(offsetMs))} ${side} this machine.`)]
}

const goodbyes = ['reconnect', 'bye', 'rejected']

function judgeEnd(
  { frames, lastByteMs, endedMs, watchedMs }: AnsweredWatch,
  greeting: Greeting | null,
): readonly Finding[] {
  const silentMs = (endedMs ?? watchedMs) - (lastByteMs ?? 0)
  if (endedMs !== null) {
    if (frames.some(({ type }) => goodbyes.includes(type))) return []
    const detail = `It ended after ${print(endedMs)}, and ${print(silentMs)} of silence.`
    return [finding(silentMs >= idleMs ? 'idle_timeout' : 'cut', detail)]
  }
  if (greeting === null || silentMs <= greeting.pingMs + slackMs) return []
  return [
    finding(
      'missed_ping',
      `It was silent for ${print(silentMs)}; the server promises ${print(greeting.pingMs)} at most.`,
    ),
  ]
}

/** Whether a connection that brought a cursor was answered by it. */
export function judgeResume({ frames }: AnsweredWatch, cursor: string): readonly Finding[] {
  const greeting = findGreeting(frames)
  const isDeclared = frames.some(({ type }) => type === 'gap' || type === 'reset')
  if (greeting === null || greeting.recovered || isDeclared) return []
  return [
    finding('cursor_dropped', `Last-Event-ID ${cursor} was sent, but the feed was not resumed.`),
  ]
}

/** What a page of `origin` could read. */
export function judgeCors(
  origin: string,
  headers: AnsweredWatch['headers'],
  preflight: AnsweredWatch['headers'] | null,
): readonly Finding[] {
  const allowed = headers.get('access-control-allow-origin') ?? []
  if (allowed.length > 1 || allowed[0]?.includes(',')) {
    return [finding('cors_repeated', `It is ${allowed.join(' and ')}.`)]
  }
  if (allowed[0] !== '*' && allowed[0] !== origin) {
    const is = allowed[0] === undefined ? 'missing' : allowed[0]
    return [finding('cors_refused', `Access-Control-Allow-Origin is ${is}, for ${origin}.`)]
  }
  const names = (preflight?.get('access-control-allow-headers') ?? [])
    .join(',')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  // A wildcard does not include Authorization.
  const missing = ['authorization', 'last-event-id'].filter((name) => !names.includes(name))
  return missing.length === 0
    ? []
    : [finding('cors_preflight', `Access-Control-Allow-Headers lacks ${missing.join(' and ')}.`)]
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** A duration for people. */
export function print(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
