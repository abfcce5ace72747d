/**
 * Frame → meaning, for the payments feed. Never throws: whatever a server sends becomes a value
 * that says so. Keeps no state: duplicates, order and counts are the connection's business.
 */
import * as v from 'valibot'
import { type Position, parseEventId } from './event-id.ts'
import {
  isPaymentEventType,
  type PaymentEvent,
  type PaymentEventType,
  paymentEvents,
} from './events.ts'
import type { FeedFrame, InvalidFrame } from './feed-frames.ts'
import { countSchema, reasonOf, withoutNulls } from './fields.ts'
import { longestDelayMs } from './frame.ts'
import type { ParsedFrame } from './frame-parser.ts'
import { decodeStreamState, isDecodeFailure, type StreamState } from './stream-state.ts'

const longestKeptData = 2000
const longestKeptType = 100

const notClock = 'expected milliseconds from 0'
const clockSchema = v.pipe(v.number(), v.finite(notClock), v.minValue(0, notClock))
// Where a detail only adds comfort, a broken one is dropped and the frame still counts.
const wordSchema = v.fallback(v.nullable(v.pipe(v.string(), v.maxLength(100))), null)
const maybeClockSchema = v.fallback(v.nullable(clockSchema), null)
const maybeDelaySchema = v.fallback(
  v.nullable(
    v.pipe(
      clockSchema,
      v.transform((delayMs) => Math.min(Math.ceil(delayMs), longestDelayMs)),
    ),
  ),
  null,
)

const connectedSchema = v.object({
  clientId: v.fallback(v.string(), ''),
  recovered: v.fallback(v.boolean(), false),
  replayed: v.fallback(countSchema, 0),
  pingMs: maybeDelaySchema,
  time: maybeClockSchema,
})
const pingSchema = v.object({ time: clockSchema, delivered: countSchema })
const partSchema = v.optional(v.pipe(countSchema, v.minValue(1, 'expected at least 1')), 1)
const snapshotSchema = v.pipe(
  v.object({
    position: v.optional(v.string(), ''),
    part: partSchema,
    parts: partSchema,
    streams: v.array(v.unknown()),
  }),
  v.check(({ part, parts }) => part <= parts, 'expected part ≤ parts'),
)
// A hole whose reason is from the future is still a hole: refusing the frame would hide it.
const gapSchema = v.pipe(
  v.object({
    from: countSchema,
    to: countSchema,
    reason: v.fallback(
      v.picklist(['trimmed', 'too_far', 'slow_consumer', 'count_mismatch', 'unspecified']),
      'unspecified',
    ),
  }),
  v.check(({ from, to }) => from <= to, 'expected from ≤ to'),
)
const resetSchema = v.object({
  reason: v.fallback(v.picklist(['epoch', 'ahead', 'bad_cursor', 'unspecified']), 'unspecified'),
})
const reconnectSchema = v.object({ after: maybeDelaySchema, reason: wordSchema })
const reasonSchema = v.object({ reason: wordSchema })
const expiringSchema = v.object({ expiresAtMs: maybeClockSchema })
const noStatus = 'expected an HTTP status'
const problemSchema = v.object({
  type: v.fallback(v.string(), 'about:blank'),
  title: v.fallback(v.string(), ''),
  status: v.pipe(countSchema, v.minValue(100, noStatus), v.maxValue(599, noStatus)),
  code: v.string(),
  detail: v.fallback(v.string(), ''),
  requestId: v.exactOptional(v.string()),
  topics: v.exactOptional(v.array(v.string())),
})

type Decoder = (frame: ParsedFrame, position: Position | null) => FeedFrame

const decoders: Readonly<Record<string, Decoder>> = {
  connected: (frame, position) => decodeConnected(bodyOf(frame), position),
  message: decodeUnnamed,
  ping: (frame, position) =>
    read(frame, pingSchema, (body) => ({ kind: 'ping', ...body, position })),
  snapshot: decodeSnapshot,
  gap: (frame, position) => read(frame, gapSchema, (body) => ({ kind: 'gap', ...body, position })),
  // For the next five the name alone says what to do, so that any body will do (FlowFi: `{}`).
  reset: (frame, position) => ({ kind: 'reset', ...leniently(resetSchema, frame), position }),
  reconnect: (frame) => {
    const { after, reason } = leniently(reconnectSchema, frame)
    return { kind: 'reconnect', afterMs: after, reason }
  },
  bye: (frame) => ({ kind: 'bye', ...leniently(reasonSchema, frame) }),
  degraded: (frame) => ({ kind: 'degraded', ...leniently(reasonSchema, frame) }),
  expiring: (frame) => ({ kind: 'expiring', ...leniently(expiringSchema, frame) }),
  rejected: (frame) => read(frame, problemSchema, (problem) => ({ kind: 'rejected', problem })),
}

/**
 * Says what a frame of the payments feed means. A position comes from the frame's own id only, so
 * a server without ids gives `null` everywhere.
 *
 * @example
 * const parser = createFrameParser({ onFrame: (frame) => handle(decodeFrame(frame)) })
 */
export function decodeFrame(frame: ParsedFrame): FeedFrame {
  const position = frame.id === undefined ? null : parseEventId(frame.id)
  if (isPaymentEventType(frame.type)) return decodeEvent(frame, frame.type, position)
  // hasOwn: an event named `constructor` must not find Object's.
  const decoder = Object.hasOwn(decoders, frame.type) ? decoders[frame.type] : undefined
  return decoder === undefined ? unknown(frame) : decoder(frame, position)
}

function decodeEvent(
  frame: ParsedFrame,
  type: PaymentEventType,
  position: Position | null,
): FeedFrame {
  const schema: v.GenericSchema<unknown, object> = paymentEvents[type].schema
  return read(frame, schema, (body) => ({
    kind: 'event',
    // The table's own type ties every schema to its event; TypeScript loses that on a union key.
    event: { type, ...body } as PaymentEvent,
    position,
  }))
}

/** FlowFi's greeting has no name, so ours has none either; other unnamed frames are not ours. */
function decodeUnnamed(frame: ParsedFrame, position: Position | null): FeedFrame {
  const body = bodyOf(frame)
  const isGreeting =
    typeof body === 'object' && body !== null && 'type' in body && body.type === 'connected'
  return isGreeting ? decodeConnected(body, position) : unknown(frame)
}

function decodeConnected(body: unknown, position: Position | null): FeedFrame {
  return { kind: 'connected', ...lenientlyOf(connectedSchema, body), position }
}

function decodeSnapshot(frame: ParsedFrame, position: Position | null): FeedFrame {
  return read(frame, snapshotSchema, (body) => {
    const decoded = body.streams.map(decodeStreamState)
    const streams = decoded.filter((stream): stream is StreamState => !isDecodeFailure(stream))
    return {
      kind: 'snapshot',
      position,
      readAt: parseEventId(body.position),
      part: body.part,
      parts: body.parts,
      streams,
      skipped: decoded.length - streams.length,
    }
  })
}

function read<Body>(
  frame: ParsedFrame,
  schema: v.GenericSchema<unknown, Body>,
  interpret: (body: Body) => FeedFrame,
): FeedFrame {
  const body = bodyOf(frame)
  if (body === undefined) return invalid(frame, 'body: expected JSON')
  const result = v.safeParse(schema, body)
  return result.success ? interpret(result.output) : invalid(frame, reasonOf(result.issues))
}

function leniently<Body>(schema: v.GenericSchema<unknown, Body>, frame: ParsedFrame): Body {
  return lenientlyOf(schema, bodyOf(frame))
}

/** For schemas in which every field has a fallback: the empty body always parses. */
function lenientlyOf<Body>(schema: v.GenericSchema<unknown, Body>, body: unknown): Body {
  const result = v.safeParse(schema, body)
  return result.success ? result.output : v.parse(schema, {})
}

/** The frame's JSON without nulls; undefined when it is not JSON. */
function bodyOf(frame: ParsedFrame): unknown {
  try {
    return withoutNulls(JSON.parse(frame.data))
  } catch {
    return undefined
  }
}

function unknown(frame: ParsedFrame): FeedFrame {
  return { kind: 'unknown', type: frame.type.slice(0, longestKeptType) }
}

function invalid(frame: ParsedFrame, reason: string): InvalidFrame {
  return {
    kind: 'invalid',
    type: frame.type.slice(0, longestKeptType),
    reason,
    data: frame.data.slice(0, longestKeptData),
  }
}
