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
  PingFrame,
  ResetFrame,
  SnapshotFrame,
} from './feed-frames.ts'
import {
  anyTextField,
  booleanField,
  clockField,
  countField,
  delayField,
  type FieldsOf,
  fieldOf,
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

/** Absent, or a reason: one that cannot be read is still a reason. */
const degradedField = optional(
  fieldOf('text', (json) =>
    json === undefined ? undefined : (shortTextField.read(json) ?? 'unspecified'),
  ),
)

const connectedFields: FieldsOf<BodyOf<ConnectedFrame>> = {
  clientId: orElse(anyTextField, ''),
  recovered: orElse(booleanField, false),
  replayed: orElse(countField, 0),
  pingMs: orElse(delayField, null),
  time: orElse(clockField, null),
  degraded: degradedField,
}

const pingFields: FieldsOf<BodyOf<PingFrame>> = {
  time: clockField,
  delivered: countField,
  conflated: optional(countField),
  degraded: degradedField,
}

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

/** What a body means; a reason where it is not what the protocol says; undefined: an unknown frame. */
type Meaning<Frame> = Frame | string | undefined
type Decoder = (json: unknown, position: Position | null) => Meaning<ControlFrame>

const decoders: Readonly<Record<string, Decoder>> = {
  connected: greeting,
  // FlowFi's greeting has no name, so ours has none either; other unnamed frames are not ours.
  message: (json, position) =>
    Object(json).type === 'connected' ? greeting(json, position) : undefined,
  ping: (json, position) => read(json, pingFields, (body) => ({ kind: 'ping', ...body, position })),
  gap: (json, position) =>
    read(json, gapFields, (body) =>
      body.from > body.to ? 'body: expected from ≤ to' : { kind: 'gap', ...body, position },
    ),
  // For the next five the name alone says what to do, so that any body will do (FlowFi: `{}`).
  reset: (json, position) => ({
    kind: 'reset',
    ...readWithFallbacks(resetFields, json),
    position,
  }),
  reconnect(json) {
    const { after, reason } = readWithFallbacks(reconnectFields, json)
    return { kind: 'reconnect', afterMs: after, reason }
  },
  bye: (json) => ({ kind: 'bye', ...readWithFallbacks(reasonFields, json) }),
  degraded: (json) => ({ kind: 'degraded', ...readWithFallbacks(reasonFields, json) }),
  expiring: (json) => ({ kind: 'expiring', ...readWithFallbacks(expiringFields, json) }),
  rejected: (json) => read(json, problemFields, (problem) => ({ kind: 'rejected', problem })),
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
  const meaning = meaningOf(frame, feed)
  if (typeof meaning === 'object') return meaning
  const type = frame.type.slice(0, longestKeptType)
  return meaning === undefined
    ? { kind: 'unknown', type }
    : { kind: 'invalid', type, reason: meaning, data: frame.data.slice(0, longestKeptData) }
}

function meaningOf<Event extends FeedEvent, Item extends object>(
  { type, data, id }: ParsedFrame,
  feed: FeedDecoder<Event, Item>,
): Meaning<FeedFrame<Event, Item>> {
  const position = id === undefined ? null : parseEventId(id)
  const json = jsonOf(data)
  if (feed.hasEvent(type)) {
    const event = json === undefined ? noJson : feed.decodeEvent(type, json)
    return typeof event === 'string' ? event : { kind: 'event', event, position }
  }
  if (type === 'snapshot' && feed.collection !== null) {
    return decodeSnapshot(json, feed, feed.collection, position)
  }
  // hasOwn: an event named `constructor` must not find Object's.
  return Object.hasOwn(decoders, type) ? decoders[type]?.(json, position) : undefined
}

function greeting(json: unknown, position: Position | null): ConnectedFrame {
  return { kind: 'connected', ...readWithFallbacks(connectedFields, json), position }
}

function decodeSnapshot<Event extends FeedEvent, Item extends object>(
  json: unknown,
  feed: FeedDecoder<Event, Item>,
  collection: string,
  position: Position | null,
): SnapshotFrame<Item> | string {
  return read(json, snapshotFields, ({ position: readAt = '', part = 1, parts = 1 }) => {
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

/** @returns the meaning of a body, or a reason: of the table or of `interpret`. */
function read<Body, Frame>(
  json: unknown,
  fields: FieldsOf<Body>,
  interpret: (body: Body) => Frame | string,
): Frame | string {
  const body = json === undefined ? noJson : readBody(fields, json)
  return typeof body === 'string' ? body : interpret(body)
}

/** For tables in which every field has a fallback: with them there is no way to fail. */
function readWithFallbacks<Body>(fields: FieldsOf<Body>, json: unknown): Body {
  return readBody(fields, Object(json)) as Body
}

/** Undefined when it is not JSON. */
function jsonOf(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
