/**
 * The snapshots of one feed, shared by identical requests at about the same time: subscriptions, reads of the
 * state, and clients that return after a reset. A snapshot is kept only while it is being read or sent; its parts are
 * encoded when the first connection has room for them.
 *
 * S1 Two requests share a snapshot only if the feed, the topics and the rights of the callers are equal.
 * S2 All parts of a snapshot are of one position, which is not older than what was asked for.
 * S3 The read of a snapshot that no request needs any more is aborted.
 */
import { encodeFrame } from '../../src/protocol/encode.ts'
import { type Position, printEventId } from '../../src/protocol/event-id.ts'
import type { TopicSet } from '../../src/protocol/topic-set.ts'
import { frameBytes } from '../hub/frames.ts'
import { type Grant, isOwn, type Snapshot, type SnapshotLease } from '../hub/subscription.ts'
import type { HeldItems } from '../ops/held-items.ts'
import type { ReadGate } from '../ops/read-gate.ts'
import type { Turns } from '../ops/turns.ts'
import type { ServerFeed } from './server-feed.ts'

/** Items in one `snapshot` frame: small enough to interleave, large enough to be few. */
const itemsPerPart = 100

/** What a snapshot is of. Equal requests get the same one. */
export interface SnapshotRequest {
  /** What it covers. */
  readonly topics: TopicSet
  /** The rights of the caller: only items that have one of these topics are its own; null: all are. */
  readonly ownTopics: Grant['ownTopics']
  /** Whose share of the held items it counts for, once for all its requests that share it; null: of no one. */
  readonly caller: string | null
}

/** A snapshot with its items, for answers that are no frames. */
export interface ItemSnapshot extends Snapshot {
  readonly items: readonly object[]
}

/** See the head of this file. */
export interface SharedSnapshots {
  /**
   * Takes a share in a snapshot. The caller has to release it, whether it has been read or not.
   *
   * @param notBefore the history that it has to belong to, and the oldest position that is of use. A snapshot that is
   *   read for this request may be of another history, if the log has started over.
   */
  take(request: SnapshotRequest, notBefore: Position): SnapshotLease<ItemSnapshot>
  /** How many are being read, waiting or sent. */
  readonly size: number
}

interface Shared {
  readonly abort: AbortController
  readonly result: Promise<ItemSnapshot>
  /** Null while it is being read. */
  position: Position | null
  heldItems: number
  users: number
  /** How many of the users each caller has. */
  readonly callers: Map<string | null, number>
}

export function createSharedSnapshots(options: {
  readonly feed: ServerFeed
  /** Whose snapshots; null for a feed without tenants. */
  readonly tenant: string | null
  readonly gate: ReadGate
  readonly held: HeldItems
  readonly turns: Turns
}): SharedSnapshots {
  const { feed, tenant, gate, held, turns } = options
  /** The newest snapshot of each key; older ones that are still being sent are known to their users only. */
  const newest = new Map<string, Shared>()
  let size = 0

  function begin(key: string, request: SnapshotRequest): Shared {
    const abort = new AbortController()
    size++
    const shared: Shared = {
      abort,
      position: null,
      heldItems: 0,
      users: 0,
      callers: new Map(),
      result: readOnce(request, abort.signal).then((snapshot) => {
        shared.position = snapshot.position
        shared.heldItems = snapshot.items.length
        held.hold(shared.heldItems, null)
        for (const caller of shared.callers.keys()) held.charge(shared.heldItems, caller)
        if (shared.users === 0) releaseItems(shared)
        return snapshot
      }),
    }
    // A failure is reported to those that take part. It must not be shared with those that come later.
    shared.result.catch(() => forget(key, shared))
    newest.set(key, shared)
    return shared
  }

  async function readOnce(
    { topics, ownTopics, caller }: SnapshotRequest,
    signal: AbortSignal,
  ): Promise<ItemSnapshot> {
    if (feed.snapshot === null) throw new Error(`The feed ${feed.definition.name} has no state.`)
    const leave = await gate.enterLate(caller, signal)
    try {
      const options = { signal, nextTurn: () => turns.next(), tenant }
      const { position, items } = await feed.snapshot(topics, options)
      return createSnapshot(feed.definition, position, ownItems(feed, items, ownTopics))
    } finally {
      leave()
    }
  }

  function forget(key: string, shared: Shared): void {
    if (newest.get(key) === shared) newest.delete(key)
  }

  function join(shared: Shared, caller: string | null): void {
    shared.users++
    const others = shared.callers.get(caller) ?? 0
    shared.callers.set(caller, others + 1)
    if (others === 0) held.charge(shared.heldItems, caller)
  }

  function leave(key: string, shared: Shared, caller: string | null): void {
    const others = (shared.callers.get(caller) ?? 1) - 1
    shared.callers.set(caller, others)
    if (others === 0) {
      shared.callers.delete(caller)
      held.charge(-shared.heldItems, caller)
    }
    shared.users--
    if (shared.users > 0) return
    forget(key, shared)
    size--
    if (shared.position === null) shared.abort.abort()
    else releaseItems(shared)
  }

  function releaseItems(shared: Shared): void {
    held.release(shared.heldItems, null)
    shared.heldItems = 0
  }

  function take(request: SnapshotRequest, notBefore: Position): SnapshotLease<ItemSnapshot> {
    const { topics, ownTopics, caller } = request
    const key = JSON.stringify([[...topics].sort(), ownTopics && [...ownTopics].sort()])
    let current: Shared | null = null
    let isReleased = false

    function release(): void {
      isReleased = true
      if (current !== null) leave(key, current, caller)
      current = null
    }

    async function follow(): Promise<ItemSnapshot> {
      for (;;) {
        let shared = newest.get(key)
        const isOwn = shared === undefined || !isUsable(shared.position, notBefore)
        if (shared === undefined || isOwn) shared = begin(key, request)
        join(shared, caller)
        current = shared
        const snapshot = await shared.result
        if (isOwn || isReleased || isUsable(snapshot.position, notBefore)) return snapshot
        // Begun before this request, and finished without what it needs: read again, once for all in this case.
        current = null
        leave(key, shared, caller)
      }
    }

    const ready = follow()
    // A caller that released it does not handle the rejection any more.
    ready.catch(() => {})
    return { ready, release }
  }

  return {
    take,
    get size() {
      return size
    },
  }
}

/** The items that the caller may see. */
function ownItems(
  { definition }: ServerFeed,
  items: readonly object[],
  ownTopics: Grant['ownTopics'],
): readonly object[] {
  if (ownTopics === null) return items
  return items.filter((item) =>
    isOwn({ topics: definition.state?.topicsOf(item) ?? [] }, { ownTopics }),
  )
}

/** Whether a snapshot at this position, or one whose position is not known yet, may be of use. */
function isUsable(position: Position | null, notBefore: Position): boolean {
  if (position === null) return true
  return position.epoch === notBefore.epoch && position.offset >= notBefore.offset
}

/** Cuts items into parts, each encoded when it is first asked for, and then kept for the others. */
function createSnapshot(
  definition: ServerFeed['definition'],
  position: Position,
  items: readonly object[],
): ItemSnapshot {
  const parts = Math.max(1, Math.ceil(items.length / itemsPerPart))
  const encoded = new Array<Uint8Array | undefined>(parts)

  function encode(index: number): Uint8Array {
    const frame = encodeFrame(
      {
        kind: 'snapshot',
        position: null,
        readAt: position,
        part: index + 1,
        parts,
        items: items.slice(index * itemsPerPart, (index + 1) * itemsPerPart),
        skipped: 0,
      },
      definition,
    )
    // Only the last part has an id (P1): a reader that is cut off before it does not have the state.
    return frameBytes(index === parts - 1 ? { ...frame, id: printEventId(position) } : frame)
  }

  return {
    position,
    items,
    parts,
    part(index) {
      encoded[index] ??= encode(index)
      return encoded[index]
    },
  }
}
