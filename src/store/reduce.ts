/**
 * How what we know changes with what is delivered. Pure and total: no frame is an exception, none
 * changes the state it is given. Several frames at once cost one copy of the map of streams.
 *
 * R1 An event is applied once: by position where there are positions, else by what the stream shows.
 * R2 A snapshot shows when its last part is there, all at once: what was known stays until then.
 * R3 A snapshot after a gap or reset is all there is; any other one only adds and replaces.
 * R4 An event of an unknown stream is history, but makes no stream (only a creation does).
 */
import type { Position } from '../protocol/event-id.ts'
import type { DeliveredFrame, EventFrame, SnapshotFrame } from '../protocol/feed-frames.ts'
import type { StreamState } from '../protocol/stream-state.ts'
import { draftHistory } from './history.ts'
import type { GaugeState } from './state.ts'
import { applyEvent, createdStream, isContained } from './stream-rules.ts'

/**
 * The state after one frame; the same object when nothing changed.
 *
 * @param atMs server time in Unix ms at which it arrived; only recorded
 */
export function reduce(state: GaugeState, frame: DeliveredFrame, atMs: number): GaugeState {
  return reduceBatch(state, [frame], atMs)
}

/** The state after several frames, in order: what {@link reduce} one by one would come to. */
export function reduceBatch(
  state: GaugeState,
  frames: readonly DeliveredFrame[],
  atMs: number,
): GaugeState {
  const draft = createDraft(state, atMs)
  for (const frame of frames) draft.take(frame)
  return draft.finish()
}

/** A reduction under way: mutable, and never seen by anybody else. */
function createDraft(state: GaugeState, atMs: number) {
  const history = draftHistory(state.history, state.gaps, atMs)
  let { position, phase, partialSnapshot, isSnapshotWhole, isPositionExact } = state
  /** The copy, made at the first change. */
  let changed: Map<string, StreamState> | null = null

  const known = (id: string) => (changed ?? state.streams).get(id)

  function put(stream: StreamState): void {
    changed ??= new Map(state.streams)
    changed.set(stream.streamId, stream)
  }

  /** Null says nothing: a frame without an id moves nobody. */
  function moveTo(next: Position | null): void {
    const isSame = next?.epoch === position?.epoch && next?.offset === position?.offset
    if (next !== null && !isSame) position = next
  }

  function takeEvent(frame: EventFrame): void {
    const isOld = frame.position !== null && isAtOrBefore(frame.position, position)
    history.addEvent(frame)
    if (isOld) return
    // Above an exactly known position nothing can be contained, whatever it looks like (R1).
    const isNew = frame.position !== null && isPositionExact
    moveTo(frame.position)
    const { event } = frame
    const stream = known(event.streamId)
    if (!stream) {
      if (event.type === 'stream.created') put(createdStream(event))
      return
    }
    if (!isNew && isContained(stream, event)) return
    const next = applyEvent(stream, event)
    if (next !== stream) put(next)
  }

  function takeSnapshot(frame: SnapshotFrame): void {
    const continued = frame.part > 1 ? partialSnapshot : null
    const isContinued =
      continued !== null && continued.nextPart === frame.part && continued.parts === frame.parts
    // The beginning was lost, with the connection that it came on: the next one starts over.
    if (frame.part > 1 && !isContinued) {
      partialSnapshot = null
      return
    }
    const streams = new Map(isContinued ? continued.streams : [])
    for (const stream of frame.streams) streams.set(stream.streamId, stream)
    if (frame.part < frame.parts) {
      partialSnapshot = { parts: frame.parts, nextPart: frame.part + 1, streams }
      return
    }
    partialSnapshot = null
    show(streams)
    phase = 'ready'
    const readAt = frame.position ?? frame.readAt
    isPositionExact = readAt !== null
    moveTo(readAt)
  }

  /** Brings a complete snapshot in, keeping the object of every stream that it does not change. */
  function show(streams: ReadonlyMap<string, StreamState>): void {
    if (isSnapshotWhole) {
      for (const id of [...(changed ?? state.streams).keys()]) {
        if (streams.has(id)) continue
        changed ??= new Map(state.streams)
        changed.delete(id)
      }
    }
    isSnapshotWhole = false
    for (const stream of streams.values()) {
      const before = known(stream.streamId)
      if (!before || !isSameStream(before, stream)) put(stream)
    }
  }

  return {
    take(frame: DeliveredFrame): void {
      switch (frame.kind) {
        case 'event':
          takeEvent(frame)
          return
        case 'snapshot':
          takeSnapshot(frame)
          return
        case 'gap':
          history.addBreak(frame)
          moveTo(frame.position)
          partialSnapshot = null
          isSnapshotWhole = true
          return
        case 'reset':
          history.addBreak(frame)
          // The old position means nothing in the new history.
          position = frame.position
          partialSnapshot = null
          isSnapshotWhole = true
          return
      }
    },

    finish(): GaugeState {
      const next: GaugeState = {
        streams: changed ?? state.streams,
        position,
        history: history.history,
        gaps: history.gaps,
        phase,
        partialSnapshot,
        isSnapshotWhole,
        isPositionExact,
      }
      const fields = Object.keys(next) as (keyof GaugeState)[]
      return fields.every((field) => next[field] === state[field]) ? state : next
    },
  }
}

/** Positions of different epochs cannot be compared: a new epoch is never behind. */
function isAtOrBefore(position: Position, known: Position | null): boolean {
  return known !== null && position.epoch === known.epoch && position.offset <= known.offset
}

/** So that a snapshot that brings nothing new re-renders nothing. */
function isSameStream(a: StreamState, b: StreamState): boolean {
  const fields = Object.keys({ ...a, ...b }) as (keyof StreamState)[]
  return fields.every((field) => a[field] === b[field])
}
