/**
 * Frame → meaning, for the payments feed. Never throws: whatever a server sends becomes a value
 * that says so. Keeps no state: duplicates, order and counts are the connection's business.
 */
import type { Problem } from './errors.ts'
import { type Position, parseEventId } from './event-id.ts'
import {
  type EventBody,
  eventFields,
  isPaymentEventType,
  type PaymentEvent,
  type PaymentEventType,
} from './events.ts'
import type {
  ConnectedFrame,
  ExpiringFrame,
  FeedFrame,
  GapFrame,
  InvalidFrame,
  PingFrame,
  ResetFrame,
} from './feed-frames.ts'
import {
  anyTextField,
  booleanField,
  clockField,
  countField,
  delayField,
  type FieldsOf,
  httpStatusField,
  listField,
  optional,
  ordinalField,
  orElse,
  readBody,
  shortTextField,
  textListField,
  wordField,
} from './fields.ts'
import type { ParsedFrame } from './frame-parser.ts'
import { decodeStreamState, isDecodeFailure, type StreamState } from './stream-state.ts'

const longestKeptData = 2000
const longestKeptType = 100

/** What the body of a frame brings, and not its name or id. */
type BodyOf<Frame> = Omit<Frame, 'kind' | 'position'>

interface ReasonBody {
  readonly reason: string | null
}

const reasonFields: FieldsOf<ReasonBody> = { reason: orElse(shortTextField, null) }

const connectedFields: FieldsOf<BodyOf<ConnectedFrame>> = {
  clientId: orElse(anyTextField, ''),
  recovered: orElse(booleanField, false),
  replayed: orElse(countField, 0),
  pingMs: orElse(delayField, null),
  time: orElse(clockField, null),
}

const pingFields: FieldsOf<BodyOf<PingFrame>> = { time: clockField, delivered: countField }

interface SnapshotBody {
  readonly position?: string
  readonly part?: number
  readonly parts?: number
  readonly streams: readonly unknown[]
}

const snapshotFields: FieldsOf<SnapshotBody> = {
  position: optional(anyTextField),
  part: optional(ordinalField),
  parts: optional(ordinalField),
  streams: listField,
}

const gapFields: FieldsOf<BodyOf<GapFrame>> = {
  from: countField,
  to: countField,
  // A hole whose reason is from the future is still a hole: refusing the frame would hide it.
  reason: wordField('trimmed', 'too_far', 'slow_consumer', 'undeliverable', 'count_mismatch'),
}

const resetFields: FieldsOf<BodyOf<ResetFrame>> = {
  reason: wordField('epoch', 'ahead', 'bad_cursor'),
}

const reconnectFields: FieldsOf<ReasonBody & { readonly after: number | null }> = {
  after: orElse(delayField, null),
  ...reasonFields,
}

const expiringFields: FieldsOf<BodyOf<ExpiringFrame>> = { expiresAtMs: orElse(clockField, null) }

const problemFields: FieldsOf<Problem> = {
  type: orElse(anyTextField, 'about:blank'),
  title: orElse(anyTextField, ''),
  status: httpStatusField,
  code: anyTextField,
  detail: orElse(anyTextField, ''),
  requestId: optional(anyTextField),
  topics: optional(textListField),
}

type Decoder = (frame: ParsedFrame, position: Position | null) => FeedFrame

const decoders: Readonly<Record<string, Decoder>> = {
  connected: (frame, position) => greeting(jsonOf(frame), position),
  message: decodeUnnamed,
  ping: (frame, position) =>
    read(frame, pingFields, (body) => ({ kind: 'ping', ...body, position })),
  snapshot: decodeSnapshot,
  gap: (frame, position) =>
    read(frame, gapFields, (body) =>
      body.from > body.to ? 'body: expected from ≤ to' : { kind: 'gap', ...body, position },
    ),
  // For the next five the name alone says what to do, so that any body will do (FlowFi: `{}`).
  reset: (frame, position) => ({
    kind: 'reset',
    ...readWithFallbacks(resetFields, jsonOf(frame)),
    position,
  }),
  reconnect: (frame) => {
    const { after, reason } = readWithFallbacks(reconnectFields, jsonOf(frame))
    return { kind: 'reconnect', afterMs: after, reason }
  },
  bye: (frame) => ({ kind: 'bye', ...readWithFallbacks(reasonFields, jsonOf(frame)) }),
  degraded: (frame) => ({ kind: 'degraded', ...readWithFallbacks(reasonFields, jsonOf(frame)) }),
  expiring: (frame) => ({ kind: 'expiring', ...readWithFallbacks(expiringFields, jsonOf(frame)) }),
  rejected: (frame) => read(frame, problemFields, (problem) => ({ kind: 'rejected', problem })),
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

function decodeEvent<T extends PaymentEventType>(
  frame: ParsedFrame,
  type: T,
  position: Position | null,
): FeedFrame {
  return read<EventBody<T>>(frame, eventFields[type], (body) => ({
    kind: 'event',
    // The table's own type ties the fields to their event; TypeScript loses that on a union key.
    event: { type, ...body } as unknown as PaymentEvent,
    position,
  }))
}

/** FlowFi's greeting has no name, so ours has none either; other unnamed frames are not ours. */
function decodeUnnamed(frame: ParsedFrame, position: Position | null): FeedFrame {
  const json = jsonOf(frame)
  return Object(json).type === 'connected' ? greeting(json, position) : unknown(frame)
}

function greeting(json: unknown, position: Position | null): FeedFrame {
  return { kind: 'connected', ...readWithFallbacks(connectedFields, json), position }
}

function decodeSnapshot(frame: ParsedFrame, position: Position | null): FeedFrame {
  return read(frame, snapshotFields, ({ position: readAt = '', part = 1, parts = 1, streams }) => {
    if (part > parts) return 'body: expected part ≤ parts'
    const decoded = streams.map(decodeStreamState)
    const known = decoded.filter((stream): stream is StreamState => !isDecodeFailure(stream))
    return {
      kind: 'snapshot',
      position,
      readAt: parseEventId(readAt),
      part,
      parts,
      streams: known,
      skipped: decoded.length - known.length,
    }
  })
}

/** @param interpret answers the meaning of the body, or a complaint about it. */
function read<Body>(
  frame: ParsedFrame,
  fields: FieldsOf<Body>,
  interpret: (body: Body) => FeedFrame | string,
): FeedFrame {
  const json = jsonOf(frame)
  const body = json === undefined ? 'body: expected JSON' : readBody(fields, json)
  const told = typeof body === 'string' ? body : interpret(body)
  return typeof told === 'string' ? invalid(frame, told) : told
}

/** For tables in which every field has a fallback: with them there is nothing to complain about. */
function readWithFallbacks<Body>(fields: FieldsOf<Body>, json: unknown): Body {
  return readBody(fields, Object(json)) as Body
}

/** Undefined when the frame's data is not JSON. */
function jsonOf(frame: ParsedFrame): unknown {
  try {
    return JSON.parse(frame.data)
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
