/**
 * Frame → meaning. Control frames mean the same in every feed; events and the items of snapshots are
 * read by the feed's codec. Never throws: whatever a server sends becomes a value that says so. Keeps
 * no state: the connection handles duplicates, order and counts.
 */
import type { Problem } from './errors.ts'
import { type Position, parseEventId } from './event-id.ts'
import type { FeedDecoder, FeedEvent } from './feed-codec.ts'
import type {
  ConnectedFrame,
  ControlFrame,
  ExpiringFrame,
  FeedFrame,
  GapFrame,
  InvalidFrame,
  PingFrame,
  ResetFrame,
  SnapshotFrame,
  UnknownFrame,
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
}

const snapshotFields: FieldsOf<SnapshotBody> = {
  position: optional(anyTextField),
  part: optional(ordinalField),
  parts: optional(ordinalField),
}

const gapFields: FieldsOf<BodyOf<GapFrame>> = {
  from: countField,
  to: countField,
  // A gap with an unknown reason is still a gap: refusing the frame would hide it.
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

type ReadControlFrame = ControlFrame | UnknownFrame | InvalidFrame
type Decoder = (frame: ParsedFrame, position: Position | null) => ReadControlFrame

const decoders: Readonly<Record<string, Decoder>> = {
  connected: (frame, position) => greeting(jsonOf(frame), position),
  message: decodeUnnamed,
  ping: (frame, position) =>
    read(jsonOf(frame), frame, pingFields, (body) => ({ kind: 'ping', ...body, position })),
  gap: (frame, position) =>
    read(jsonOf(frame), frame, gapFields, (body) =>
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
  rejected: (frame) =>
    read(jsonOf(frame), frame, problemFields, (problem) => ({ kind: 'rejected', problem })),
}

/** Names that no event of a feed can have, because they are frames of every feed. */
export const controlFrameNames: readonly string[] = /* @__PURE__ */ Object.keys(decoders).concat(
  'snapshot',
)

/**
 * Says what a frame means. A position comes from the frame's own id only, so a server without ids
 * gives `null` everywhere.
 *
 * @param feed how events and items are read: a feed definition
 * @example
 * const parser = createFrameParser({ onFrame: (frame) => handle(decodeFrame(frame, shipments)) })
 */
export function decodeFrame<Event extends FeedEvent, Item extends object>(
  frame: ParsedFrame,
  feed: FeedDecoder<Event, Item>,
): FeedFrame<Event, Item> {
  const position = frame.id === undefined ? null : parseEventId(frame.id)
  if (feed.hasEvent(frame.type)) return decodeEvent(frame, feed, position)
  if (frame.type === 'snapshot' && feed.collection !== null) {
    return decodeSnapshot(frame, feed, feed.collection, position)
  }
  // hasOwn: an event named `constructor` must not find Object's.
  const decoder = Object.hasOwn(decoders, frame.type) ? decoders[frame.type] : undefined
  return decoder === undefined ? unknown(frame) : decoder(frame, position)
}

function decodeEvent<Event extends FeedEvent, Item extends object>(
  frame: ParsedFrame,
  feed: FeedDecoder<Event, Item>,
  position: Position | null,
): FeedFrame<Event, Item> {
  const json = jsonOf(frame)
  const event = json === undefined ? noJson : feed.decodeEvent(frame.type, json)
  return typeof event === 'string' ? invalid(frame, event) : { kind: 'event', event, position }
}

/** FlowFi's greeting has no name, so ours has none either; other unnamed frames are not ours. */
function decodeUnnamed(frame: ParsedFrame, position: Position | null): ReadControlFrame {
  const json = jsonOf(frame)
  return Object(json).type === 'connected' ? greeting(json, position) : unknown(frame)
}

function greeting(json: unknown, position: Position | null): ConnectedFrame {
  return { kind: 'connected', ...readWithFallbacks(connectedFields, json), position }
}

function decodeSnapshot<Event extends FeedEvent, Item extends object>(
  frame: ParsedFrame,
  feed: FeedDecoder<Event, Item>,
  collection: string,
  position: Position | null,
): FeedFrame<Event, Item> {
  const json = jsonOf(frame)
  return read(json, frame, snapshotFields, ({ position: readAt = '', part = 1, parts = 1 }) => {
    const list = readBody({ [collection]: listField }, json)
    if (typeof list === 'string') return list
    if (part > parts) return 'body: expected part ≤ parts'
    const given = list[collection] ?? []
    const items = given
      .map((item) => feed.decodeItem(item))
      .filter((item): item is Item => typeof item !== 'string')
    return {
      kind: 'snapshot',
      position,
      readAt: parseEventId(readAt),
      part,
      parts,
      items,
      skipped: given.length - items.length,
    } satisfies SnapshotFrame<Item>
  })
}

const noJson = 'body: expected JSON'

/** Reads a body; a reason, of the table or of `interpret`, makes the frame invalid. */
function read<Body, Meaning extends object>(
  json: unknown,
  frame: ParsedFrame,
  fields: FieldsOf<Body>,
  interpret: (body: Body) => Meaning | string,
): Meaning | InvalidFrame {
  const body = json === undefined ? noJson : readBody(fields, json)
  const meaning = typeof body === 'string' ? body : interpret(body)
  return typeof meaning === 'string' ? invalid(frame, meaning) : meaning
}

/** For tables in which every field has a fallback: with them there is no way to fail. */
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

function unknown(frame: ParsedFrame): UnknownFrame {
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
