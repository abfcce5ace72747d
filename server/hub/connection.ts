/**
 * One subscriber's link: what it has been told (its cursor), what it is owed, and whether it keeps
 * up. It does not know who else is connected, and reads the log only through the hub.
 *
 *            ┌──────────────────────────────┐
 *            ▼                              │ sink full, or the log jumped
 *   catching up ── cursor reached head ──► live ──┐
 *            │                                    ├──► ending ──► closed
 *            └────────────────────────────────────┘
 *
 * Catching up is one piece of code for three cases: replay after joining, a slow consumer that has
 * drained, and a hole in the hub's own tail. It reads `(cursor, head]` from the log and goes live in
 * the same turn in which it finds nothing left to read, so live events need not be held or merged.
 *
 * H1 Delivered ∪ declared gaps = the matching log, in order, no event twice.
 * H2 (P1) An id on a frame says that everything up to it was delivered or declared.
 * H3 A full sink gets nothing more; only the cursor is kept, and at most one page of references.
 * H4 Silence lasts no longer than `pingMs`; a link without progress for `stallMs` is destroyed.
 * H5 Whatever ends a connection, it is let go of exactly once.
 * H6 An event that cannot be printed is declared missing; a sink that throws ends its connection only.
 *
 * A long file, because there are ten thousand of these: one object with private fields, instead of
 * several that know each other, is what keeps a silent connection small.
 */
import { type Position, printEventId } from '../../src/protocol/event-id.ts'
import type { FeedCodec } from '../../src/protocol/feed-codec.ts'
import type { ControlFrame } from '../../src/protocol/feed-frames.ts'
import type { LogBounds, LogEntry, LogGap, LogReading, LogReset } from '../log/event-log.ts'
import type { DeadlineWheel, WheelItem } from './deadline-wheel.ts'
import { controlBytes, frameBytes } from './frames.ts'
import type { CloseReason, DeclaredGap, HubCounts } from './hub-counts.ts'
import { decideJoin, type JoinDecision } from './join.ts'
import type { Sink, SinkEvents } from './sink.ts'
import type { Snapshot, SnapshotScope, Subscription } from './subscription.ts'

/** What a connection needs of its hub. */
export interface ConnectionHost {
  readonly counts: HubCounts
  /** How the feed's greeting is written. */
  readonly greeting: FeedCodec['greeting']
  readonly wheel: DeadlineWheel<Connection>
  readonly pingMs: number
  readonly stallMs: number
  readonly maxReplay: number
  nowMs(): number
  monotonicMs(): number
  /** In [0, 1). */
  roll(): number
  /** The newest event whose delivery has begun. */
  head(): Position
  /** The newest event that every live connection has been offered. */
  settled(): Position
  bounds(): Promise<LogBounds>
  read(after: Position, to: number, limit: number): Promise<LogReading>
  /** The frame of an entry; null when it cannot be printed, which the hub has logged. */
  bytesOf(entry: LogEntry): Uint8Array | null
  /** The connection could not go on because the log, or its own sink, failed. */
  onFailure(connection: Connection, reason: 'log_failed' | 'write_failed', error: unknown): void
  /** The connection is gone for good. */
  onClosed(connection: Connection): void
}

type ConnectionState = 'catching-up' | 'live' | 'ending' | 'closed'

/** References held while a sink is full, and the longest stretch between two looks at the log. */
const pageSize = 100
/** Time for the last bytes of an ended connection to leave. */
const endingMs = 5_000
const reconnectSpreadMs = 5_000

/** See the head of this file. The hub makes them. */
export class Connection implements WheelItem, SinkEvents {
  readonly id: string
  readonly subscription: Subscription
  /** Written by the wheel. */
  deadlineMs = 0

  #host: ConnectionHost
  #sink: Sink | null = null
  #state: ConnectionState = 'catching-up'
  /** `null` until the client has been told everything up to some position. */
  #cursor: Position | null = null
  #topics: ReadonlySet<string>
  #delivered = 0
  #lastWriteMs: number
  #quietMs: number
  #blockedSinceMs: number | null = null
  #pendingBytes = 0
  #onWritable: (() => void) | null = null
  #leaveAtMs: number | null = null
  #closeReason: CloseReason = 'client'

  constructor(id: string, subscription: Subscription, host: ConnectionHost) {
    this.id = id
    this.subscription = subscription
    this.#host = host
    this.#topics = new Set(subscription.topics)
    this.#lastWriteMs = host.monotonicMs()
    this.#quietMs = this.#rollQuietMs()
  }

  /** Sends the first bytes, then everything the client is owed, then goes live. */
  async start(sink: Sink): Promise<void> {
    if (this.#isOver()) {
      sink.destroy()
      return
    }
    this.#sink = sink
    this.#scheduleNext()
    // Two seconds and dice, so that a server that dies is not met by everybody at once.
    this.#write(frameBytes({ retryMs: 2_000 + Math.floor(this.#host.roll() * 2_000) }))
    await this.#guard(async () => {
      const bounds = await this.#host.bounds()
      const top = { epoch: bounds.epoch, offset: bounds.top }
      const { cursorText } = this.subscription
      await this.#join(decideJoin(cursorText, bounds, this.#host.maxReplay), top)
      await this.#catchUp('trimmed')
    })
  }

  /** Takes a live event. Ignored unless it is new to this connection and the connection is live. */
  deliver(entry: LogEntry): void {
    if (this.#state !== 'live' || this.#cursor === null) return
    if (entry.position.offset <= this.#cursor.offset) return
    const bytes = this.#host.bytesOf(entry)
    // Catching up declares it missing. Not from the cursor, which may be older than what is kept.
    if (bytes === null) this.#fallBehind(this.#position())
    else if (!this.#writeEvent(entry, bytes)) this.#fallBehind(this.#cursor)
  }

  /** The hub's tail has jumped: what lies between has to be looked up. */
  lookAgain(): void {
    if (this.#state === 'live') this.#fallBehind(this.#position())
  }

  /** Says goodbye and ends; at `atMs` of the monotonic clock. */
  leaveAt(atMs: number): void {
    if (this.#isOver()) return
    this.#leaveAtMs = Math.min(this.#leaveAtMs ?? Number.POSITIVE_INFINITY, atMs)
    this.#scheduleNext()
  }

  /** Drops the link at once. */
  destroy(reason: CloseReason): void {
    if (this.#state === 'closed') return
    if (this.#state !== 'ending') this.#closeReason = reason
    this.#state = 'ending'
    if (this.#sink === null) this.onClose()
    else this.#sink.destroy()
  }

  onDrain(): void {
    if (this.#isOver()) return
    this.#blockedSinceMs = null
    this.#scheduleNext()
    this.#wake()
  }

  onClose(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#host.counts.closed[this.#closeReason]++
    this.#host.wheel.remove(this)
    this.#host.onClosed(this)
    this.#wake()
    this.subscription.onClosed()
  }

  /** Looks at what is due: a ping, a goodbye, the end of patience. */
  onDeadline(nowMs: number): void {
    if (this.#state === 'closed') return
    if (this.#state === 'ending') {
      this.#sink?.destroy()
      return
    }
    if (this.#leaveAtMs !== null && this.#leaveAtMs <= nowMs) {
      this.#leave()
      return
    }
    if (this.#blockedSinceMs !== null) {
      const pendingBytes = this.#sink?.pendingBytes() ?? 0
      if (pendingBytes < this.#pendingBytes) this.#blockedSinceMs = nowMs
      this.#pendingBytes = pendingBytes
      if (nowMs - this.#blockedSinceMs >= this.#host.stallMs) {
        this.destroy('stalled')
        return
      }
    } else if (nowMs - this.#lastWriteMs >= this.#quietMs) {
      this.#ping()
    }
    this.#scheduleNext()
  }

  /**
   * Carries out the decision. Where a snapshot follows, its last part is the only frame with an id
   * (H2): a client cut off before it must not come back with a cursor that would make the server
   * think it had the snapshot. So `connected` repeats the client's own cursor, which leads to the
   * same gap or reset again, and a client that brought none gets a `connected` without an id.
   */
  async #join(decision: JoinDecision, top: Position): Promise<void> {
    const { counts } = this.#host
    const { readSnapshot, isSnapshotUnconditional } = this.subscription
    switch (decision.kind) {
      case 'fresh': {
        counts.resumes.none++
        if (readSnapshot === null) {
          this.#greet(top, false, 0)
          this.#cursor = top
          return
        }
        // Read first: if it fails, nothing was promised yet.
        const snapshot = await readSnapshot('asked')
        this.#greet(null, false, 0)
        return await this.#writeSnapshot(snapshot)
      }
      case 'exact': {
        counts.resumes.exact++
        const replayed = await this.#countMatching(decision.cursor, top.offset)
        this.#greet(decision.cursor, true, replayed)
        this.#cursor = decision.cursor
        if (readSnapshot === null || !isSnapshotUnconditional) return
        const snapshot = await readSnapshot('asked')
        // Replaced while it was read: what the client has seen is no longer anybody's history.
        if (snapshot.position.epoch !== top.epoch) return await this.#declareReset('epoch')
        await this.#catchUp('trimmed', snapshot.position.offset)
        // A hole on the way has brought a newer one of everything; this one would be the past.
        if (!this.#isNotBeyond(snapshot.position)) return
        return await this.#writeSnapshot(snapshot)
      }
      case 'gap': {
        counts.resumes.gap++
        const kept = { epoch: top.epoch, offset: decision.to }
        const replayed = readSnapshot ? 0 : await this.#countMatching(kept, top.offset)
        this.#greet(decision.cursor, false, replayed)
        this.#cursor = decision.cursor
        return await this.#declareGap(decision.from, decision.to, decision.reason)
      }
      case 'reset': {
        counts.resumes.reset++
        this.#greet(decision.cursor, false, 0)
        return await this.#declareReset(decision.reason)
      }
    }
  }

  #isNotBeyond({ epoch, offset }: Position): boolean {
    const cursor = this.#cursor
    return cursor !== null && cursor.epoch === epoch && cursor.offset <= offset
  }

  /**
   * Delivers from the log until nothing is left (then live), or up to `untilOffset`.
   *
   * @param gapReason what to call a hole: nobody's fault while joining, the client's afterwards.
   */
  async #catchUp(gapReason: 'trimmed' | 'slow_consumer', untilOffset?: number): Promise<void> {
    while (!this.#isOver()) {
      const cursor = this.#cursor
      if (cursor === null) return
      await this.#writable()
      if (this.#isOver()) return
      const head = this.#host.head()
      const to = untilOffset ?? head.offset
      if (cursor.offset >= to && (untilOffset !== undefined || cursor.epoch === head.epoch)) {
        if (untilOffset === undefined) this.#state = 'live'
        return
      }
      const reading = await this.#host.read(cursor, to, pageSize)
      if (reading.kind !== 'entries') await this.#declare(reading, gapReason)
      else if (reading.entries.length > 0) await this.#replay(reading.entries)
      // Without a hole, no entries means that there are none up to the end; but not if the end is
      // that of a history which has been replaced since the hub has last looked.
      else if (cursor.epoch === head.epoch) this.#cursor = { epoch: cursor.epoch, offset: to }
    }
  }

  async #replay(entries: readonly LogEntry[]): Promise<void> {
    for (const entry of entries) {
      if (!this.#isMatching(entry)) {
        this.#cursor = entry.position
        continue
      }
      const bytes = this.#host.bytesOf(entry)
      if (bytes === null) {
        // The caller reads again: a snapshot may have taken the place of the entries after this one.
        const { offset } = entry.position
        return await this.#declareGap(offset, offset, 'undeliverable')
      }
      if (!this.#writeEvent(entry, bytes)) await this.#writable()
      if (this.#isOver()) return
    }
  }

  async #declare(hole: LogGap | LogReset, reason: 'trimmed' | 'slow_consumer'): Promise<void> {
    if (hole.kind === 'gap') await this.#declareGap(hole.from, hole.to, reason)
    else await this.#declareReset(hole.reason)
  }

  async #declareGap(from: number, to: number, reason: DeclaredGap): Promise<void> {
    const epoch = this.#cursor?.epoch ?? this.#host.head().epoch
    const snapshot = await this.#readEverything()
    if (this.#isOver()) return
    if (snapshot === null) {
      const position = { epoch, offset: to }
      this.#host.counts.gaps[reason]++
      this.#writeControl({ kind: 'gap', from, to, reason, position })
      this.#cursor = position
      return
    }
    if (snapshot.position.epoch !== epoch) return await this.#declareReset('epoch', snapshot)
    this.#host.counts.gaps[reason]++
    // The snapshot stands for everything up to its position, so that much is declared as not coming.
    const last = Math.max(to, snapshot.position.offset)
    this.#writeControl({ kind: 'gap', from, to: last, reason, position: null })
    await this.#writeSnapshot(snapshot)
  }

  async #declareReset(reason: 'epoch' | 'ahead' | 'bad_cursor', read?: Snapshot): Promise<void> {
    const snapshot = read ?? (await this.#readEverything())
    if (snapshot !== null) {
      this.#writeControl({ kind: 'reset', reason, position: null })
      return await this.#writeSnapshot(snapshot)
    }
    const { epoch, top } = await this.#host.bounds()
    const position = { epoch, offset: top }
    this.#writeControl({ kind: 'reset', reason, position })
    this.#cursor = position
  }

  async #readEverything(): Promise<Snapshot | null> {
    const scope: SnapshotScope = 'everything'
    return (await this.subscription.readSnapshot?.(scope)) ?? null
  }

  async #writeSnapshot({ position, parts }: Snapshot): Promise<void> {
    for (const [index, part] of parts.entries()) {
      await this.#writable()
      const isLast = index === parts.length - 1
      this.#write(frameBytes(isLast ? { ...part, id: printEventId(position) } : part))
    }
    if (!this.#isOver()) this.#cursor = position
  }

  async #countMatching(after: Position, to: number): Promise<number> {
    let count = 0
    let cursor = after
    while (cursor.offset < to) {
      const reading = await this.#host.read(cursor, to, pageSize)
      // A hole that opens now is declared when it is reached; the number is only a forecast.
      if (reading.kind !== 'entries') return count
      for (const entry of reading.entries) if (this.#isMatching(entry)) count++
      cursor = reading.entries.at(-1)?.position ?? { epoch: cursor.epoch, offset: to }
    }
    return count
  }

  #isMatching(entry: LogEntry): boolean {
    return entry.topics.some((topic) => this.#topics.has(topic))
  }

  #greet(position: Position | null, recovered: boolean, replayed: number): void {
    const { pingMs } = this.#host
    const time = this.#host.nowMs()
    const clientId = this.id
    this.#writeControl({ kind: 'connected', clientId, position, recovered, replayed, pingMs, time })
  }

  #ping(): void {
    const position = this.#position()
    const time = this.#host.nowMs()
    const frame: ControlFrame = { kind: 'ping', time, delivered: this.#delivered, position }
    const isWritable = this.#writeControl(frame)
    if (!isWritable && this.#state === 'live' && position !== null) this.#fallBehind(position)
  }

  #leave(): void {
    const afterMs = Math.floor(this.#host.roll() * reconnectSpreadMs)
    this.#writeControl({ kind: 'reconnect', afterMs, reason: 'draining' })
    if (this.#isOver()) return
    this.#state = 'ending'
    this.#closeReason = 'drained'
    this.#host.wheel.schedule(this, this.#host.monotonicMs() + endingMs)
    this.#sink?.end()
  }

  /** The last position looked at for this connection. While live, what does not match counts too. */
  #position(): Position | null {
    const settled = this.#host.settled()
    const cursor = this.#cursor
    if (this.#state !== 'live' || cursor === null || cursor.epoch !== settled.epoch) return cursor
    return settled.offset > cursor.offset ? settled : cursor
  }

  #fallBehind(position: Position | null): void {
    if (this.#isOver()) return
    if (position !== null) this.#cursor = position
    this.#state = 'catching-up'
    void this.#guard(() => this.#catchUp('slow_consumer'))
  }

  #writeEvent(entry: LogEntry, bytes: Uint8Array): boolean {
    const isWritable = this.#write(bytes)
    if (this.#isOver()) return false
    this.#cursor = entry.position
    this.#delivered++
    this.#host.counts.delivered++
    return isWritable
  }

  #writeControl(frame: ControlFrame): boolean {
    return this.#write(controlBytes(frame, this.#host.greeting))
  }

  #write(bytes: Uint8Array): boolean {
    if (this.#sink === null || this.#isOver()) return false
    this.#lastWriteMs = this.#host.monotonicMs()
    try {
      if (this.#sink.write(bytes)) return true
      this.#pendingBytes = this.#sink.pendingBytes()
    } catch (error) {
      this.#fail('write_failed', error)
      return false
    }
    this.#blockedSinceMs ??= this.#lastWriteMs
    return false
  }

  /** Resolves when the sink takes bytes again, or when it is over. */
  async #writable(): Promise<void> {
    if (this.#blockedSinceMs === null || this.#isOver()) return
    await new Promise<void>((resolve) => {
      this.#onWritable = resolve
    })
  }

  #wake(): void {
    const onWritable = this.#onWritable
    this.#onWritable = null
    onWritable?.()
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!this.#isOver()) this.#fail('log_failed', error)
    }
  }

  #fail(reason: 'log_failed' | 'write_failed', error: unknown): void {
    this.#host.onFailure(this, reason, error)
    this.destroy(reason)
  }

  #scheduleNext(): void {
    if (this.#isOver()) return
    let atMs =
      this.#blockedSinceMs === null
        ? this.#lastWriteMs + this.#quietMs
        : this.#blockedSinceMs + this.#host.stallMs
    if (this.#leaveAtMs !== null) atMs = Math.min(atMs, this.#leaveAtMs)
    this.#host.wheel.schedule(this, atMs)
  }

  /** Up to a quarter less than `pingMs`, or one event for all would make all their pings coincide. */
  #rollQuietMs(): number {
    return this.#host.pingMs * (1 - this.#host.roll() / 4)
  }

  #isOver(): boolean {
    return this.#state === 'ending' || this.#state === 'closed'
  }
}
