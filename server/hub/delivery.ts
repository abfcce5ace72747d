/**
 * What one connection has been sent and what it is still owed: its cursor, and the way from the cursor to
 * the newest event. It reads the log only through the hub, and writes only through its connection.
 *
 *            ┌──────────────────────────────┐
 *            ▼                              │ sink full, or the hub has missed entries
 *   catching up ── cursor reached head ──► live
 *
 * Catching up is one piece of code for three cases: replay after joining, a slow consumer that has
 * drained, and a hole in what the hub has seen. It reads `(cursor, head]` from the log and goes live in
 * the same turn in which it finds nothing left to read, so live events need not be held or merged.
 *
 * H1 Delivered ∪ declared gaps ∪ conflated into a newer event of the same key = the matching log, in order, no event
 *    twice.
 * H2 (P1) An id on a frame means that everything up to it was delivered or declared.
 * H3 A full sink gets nothing more; only the cursor is kept, and at most one page of references. What is sent later is
 *    decided by the delivery policies of the feed (hub/backlog.ts).
 * H6 An event that cannot be printed is declared missing.
 * H7 An event that the caller may not see is not sent, live or replayed, by the rights of that time.
 *
 * Past 250 lines: joining, catching up and declaring gaps all move the same cursor. */
import { type Position, parseEventId } from '../../src/protocol/event-id.ts'
import type { ControlFrame } from '../../src/protocol/feed-frames.ts'
import type { LogEntry, LogGap, LogReset } from '../log/event-log.ts'
import { Backlog } from './backlog.ts'
import type { DeliveryHost, DeliveryLink } from './delivery-host.ts'
import { EntryFilter } from './entry-filter.ts'
import { controlBytes } from './frames.ts'
import type { DeclaredGap } from './hub-counts.ts'
import { decideJoin, type JoinDecision } from './join.ts'
import { later, recent, SnapshotDelivery } from './snapshot-delivery.ts'
import { isOwn, type Snapshot } from './subscription.ts'

/** References held while a sink is full, and the longest stretch between two reads. */
const pageSize = 100

/** See the head of this file. */
export class Delivery {
  #link: DeliveryLink
  #host: DeliveryHost
  #isLive = false
  #hasJoined = false
  /** `null` until the client has been sent everything up to some position. */
  #cursor: Position | null = null
  #filter: EntryFilter
  /** Null for feeds without delivery policies. */
  #backlog: Backlog | null
  #delivered = 0
  #snapshots: SnapshotDelivery
  /** Whether the first frame was sent. */
  hasGreeted = false

  constructor(link: DeliveryLink, host: DeliveryHost) {
    this.#link = link
    this.#host = host
    this.#filter = new EntryFilter(link)
    this.#backlog = host.policies && new Backlog(host.policies, link, host, this.#filter)
    this.#snapshots = new SnapshotDelivery(link, host)
  }

  /** Everything owed to the client's cursor was sent: it has been live at least once. */
  get hasJoined(): boolean {
    return this.#hasJoined
  }

  /** Answers the client's cursor, sends everything it is owed, then goes live. */
  start(): Promise<void> {
    return this.#guard(async () => {
      const { cursorText } = this.#link.subscription
      const bounds = await this.#host.bounds(cursorText === null ? null : parseEventId(cursorText))
      const top = { epoch: bounds.epoch, offset: bounds.top }
      this.#backlog?.promise(top.offset)
      await this.#join(decideJoin(cursorText, bounds, this.#host.maxReplay), top)
      await this.#catchUp('trimmed')
    })
  }

  /** Takes a live event. Ignored unless it is new to this connection and the connection is live. */
  deliver(entry: LogEntry): void {
    if (!this.#isLive || this.#cursor === null) {
      this.#backlog?.onMissed(entry)
      return
    }
    if (entry.position.offset <= this.#cursor.offset) return
    if (!isOwn(entry, this.#link.grant)) return
    const bytes = this.#host.bytesOf(entry)
    // Catching up declares it missing. Not from the cursor, which may be older than what is kept.
    if (bytes === null) this.#fallBehind(this.#position())
    else if (!this.#writeEvent(entry, bytes)) this.#fallBehind(this.#cursor, true)
  }

  /** The hub has missed entries, or their history has ended: reads on from the log. */
  rereadLog(): void {
    if (this.#isLive) this.#fallBehind(this.#position())
  }

  /** The connection is gone: releases the snapshot that is being read for it. */
  close(): void {
    this.#snapshots.release()
  }

  ping(): void {
    const { conflated = 0 } = this.#backlog ?? {}
    const counts = { delivered: this.#delivered, ...(conflated > 0 && { conflated }) }
    const facts = { time: this.#host.nowMs(), ...counts, ...this.#host.degradation() }
    this.send({ kind: 'ping', ...facts, position: this.#position() })
  }

  /** Sends a frame about the connection itself, between two events. */
  send(frame: ControlFrame): void {
    const position = this.#position()
    const isWritable = this.#writeControl(frame)
    if (!isWritable && this.#isLive && position !== null) this.#fallBehind(position, true)
  }

  /**
   * Carries out the decision. Where a snapshot follows, its last part is the only frame with an id
   * (H2): a client cut off before it must not come back with a cursor that would make the server
   * think it had the snapshot. So `connected` repeats the client's own cursor, which leads to the
   * same gap or reset again, and a client that brought none gets a `connected` without an id.
   */
  async #join(decision: JoinDecision, top: Position): Promise<void> {
    const { counts } = this.#host
    const { takeSnapshot, isSnapshotUnconditional } = this.#link.subscription
    switch (decision.kind) {
      case 'fresh': {
        counts.resumes.none++
        if (takeSnapshot === null) {
          this.#greet(top, false, 0)
          this.#cursor = top
          return
        }
        // Read first: if it fails, nothing was promised yet.
        const snapshot = await this.#snapshots.take('asked', recent(top))
        this.#greet(null, false, 0)
        if (snapshot !== null) await this.#writeSnapshot(snapshot)
        return
      }
      case 'exact': {
        counts.resumes.exact++
        const replayed = await this.#filter.count(this.#host, decision.cursor, top.offset)
        this.#greet(decision.cursor, true, replayed)
        this.#cursor = decision.cursor
        if (!isSnapshotUnconditional) return
        // Not older than the cursor: what the client has seen must not be taken back.
        const snapshot = await this.#snapshots.take('asked', later(decision.cursor, recent(top)))
        if (snapshot === null) return
        // Replaced while it was read: what the client has seen belongs to a history that has ended.
        if (snapshot.position.epoch !== top.epoch) {
          return await this.#declareReset('epoch', snapshot.position)
        }
        await this.#catchUp('trimmed', snapshot.position.offset)
        // A gap on the way has brought a newer snapshot of everything; this one would be outdated.
        if (!this.#isNotBeyond(snapshot.position)) return
        return await this.#writeSnapshot(snapshot)
      }
      case 'gap': {
        counts.resumes.gap++
        const kept = { epoch: top.epoch, offset: decision.to }
        const replayed = takeSnapshot ? 0 : await this.#filter.count(this.#host, kept, top.offset)
        this.#greet(decision.cursor, false, replayed)
        this.#cursor = decision.cursor
        return await this.#declareGap(decision.from, decision.to, decision.reason)
      }
      case 'reset': {
        counts.resumes.reset++
        this.#greet(decision.cursor, false, 0)
        return await this.#declareReset(decision.reason, top)
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
   * @param gapReason how to declare a hole: `trimmed` while joining, `slow_consumer` afterwards.
   */
  async #catchUp(gapReason: 'trimmed' | 'slow_consumer', untilOffset?: number): Promise<void> {
    while (this.#link.isOpen()) {
      const cursor = this.#cursor
      if (cursor === null) return
      await this.#link.writable()
      if (!this.#link.isOpen()) return
      const head = this.#host.head()
      const to = untilOffset ?? head.offset
      if (cursor.offset >= to && (untilOffset !== undefined || cursor.epoch === head.epoch)) {
        if (untilOffset === undefined) this.#goLive()
        return
      }
      await this.#host.nextTurn()
      if (!this.#link.isOpen()) return
      const upTo = untilOffset ?? (await this.#backlog?.lookAhead(cursor, head)) ?? head.offset
      if (!this.#link.isOpen()) return
      const reading = await this.#host.read(cursor, upTo, pageSize)
      if (reading.kind !== 'entries') await this.#declare(reading, gapReason)
      else if (reading.entries.length > 0) await this.#replayDue(reading.entries)
      // Without a hole, no entries means that there are none up to the end; but not if the end belongs
      // to a history that has been replaced since the hub last read the bounds.
      else if (cursor.epoch === head.epoch) this.#cursor = { epoch: cursor.epoch, offset: upTo }
    }
  }

  /** Sends what the policies leave of these entries, up to the first that is dropped. */
  async #replayDue(entries: readonly LogEntry[]): Promise<void> {
    const due = this.#backlog?.beforeDropped(entries) ?? entries
    if (due.length > 0) return await this.#replay(due)
    const run = await this.#backlog?.droppedRun(entries)
    if (run && this.#link.isOpen()) await this.#declareGap(run.from, run.to, 'slow_consumer')
  }

  async #replay(entries: readonly LogEntry[]): Promise<void> {
    let rest = entries
    while (rest.length > 0) {
      const backlog = this.#backlog?.isApplied ? this.#backlog : null
      const topic = backlog === null ? this.#filter.sharedTopic() : null
      const page = this.#host.pages.join(rest, topic, (entry) =>
        (backlog ?? this.#filter).isMatching(entry),
      )
      // Before anything is awaited: what the policies say changes with what arrives.
      backlog?.countConflated(rest.slice(0, page.taken))
      if (page.bytes !== null) {
        const isWritable = this.#link.write(page.bytes)
        if (!this.#link.isOpen()) return
        this.#delivered += page.delivered
        this.#host.counts.delivered += page.delivered
        this.#cursor = page.last
        if (!isWritable) await this.#waitForRoom()
        if (!this.#link.isOpen()) return
      } else if (page.last !== null) this.#cursor = page.last
      // The caller reads again: a snapshot may have taken the place of the entries after this one.
      if (page.unsendable !== null) {
        return await this.#declareGap(page.unsendable, page.unsendable, 'undeliverable')
      }
      rest = rest.slice(page.taken)
    }
  }

  async #declare(hole: LogGap | LogReset, reason: 'trimmed' | 'slow_consumer'): Promise<void> {
    if (hole.kind === 'gap') {
      const declared = hole.reason === 'damaged' ? 'undeliverable' : reason
      await this.#declareGap(hole.from, hole.to, declared)
    } else await this.#declareReset(hole.reason, this.#host.head())
  }

  async #declareGap(from: number, to: number, reason: DeclaredGap): Promise<void> {
    const head = this.#host.head()
    const epoch = this.#cursor?.epoch ?? head.epoch
    const since = { epoch, offset: to }
    const snapshot = await this.#snapshots.take('everything', later(since, recent(head)))
    if (!this.#link.isOpen()) return
    if (snapshot === null) {
      this.#host.counts.gaps[reason]++
      this.#writeControl({ kind: 'gap', from, to, reason, position: since })
      this.#cursor = since
      return
    }
    if (snapshot.position.epoch !== epoch) {
      return await this.#declareReset('epoch', snapshot.position, snapshot)
    }
    this.#host.counts.gaps[reason]++
    // The snapshot replaces all events up to its position, so that much is declared as not coming.
    const last = Math.max(to, snapshot.position.offset)
    this.#writeControl({ kind: 'gap', from, to: last, reason, position: null })
    await this.#writeSnapshot(snapshot)
  }

  async #declareReset(
    reason: 'epoch' | 'ahead' | 'bad_cursor',
    top: Position,
    read?: Snapshot,
  ): Promise<void> {
    // What was promised was of the history that has ended.
    this.#backlog?.promise(0)
    const snapshot = read ?? (await this.#snapshots.take('everything', recent(top)))
    if (snapshot !== null) {
      this.#writeControl({ kind: 'reset', reason, position: null })
      return await this.#writeSnapshot(snapshot)
    }
    const bounds = await this.#host.bounds(null)
    const position = { epoch: bounds.epoch, offset: bounds.top }
    this.#writeControl({ kind: 'reset', reason, position })
    this.#cursor = position
  }

  async #writeSnapshot(snapshot: Snapshot): Promise<void> {
    if (await this.#snapshots.send(snapshot)) this.#cursor = snapshot.position
  }

  async #waitForRoom(): Promise<void> {
    this.#backlog?.onFull()
    await this.#link.writable()
  }

  #greet(position: Position | null, recovered: boolean, replayed: number): void {
    const { pingMs } = this.#host
    const facts = { clientId: this.#link.id, time: this.#host.nowMs(), ...this.#host.degradation() }
    this.#writeControl({ kind: 'connected', position, recovered, replayed, pingMs, ...facts })
    this.hasGreeted = true
    this.#link.announceReachability()
  }

  /** The last position checked for this connection. While live, events that do not match count too. */
  #position(): Position | null {
    const settled = this.#host.settled()
    const cursor = this.#cursor
    if (!this.#isLive || cursor === null || cursor.epoch !== settled.epoch) return cursor
    return settled.offset > cursor.offset ? settled : cursor
  }

  #goLive(): void {
    this.#isLive = true
    this.#hasJoined = true
    this.#backlog?.onLive()
    this.#link.announceReachability()
  }

  #fallBehind(position: Position | null, isFull = false): void {
    if (!this.#link.isOpen()) return
    if (isFull) this.#backlog?.onFull()
    if (position !== null) this.#cursor = position
    this.#isLive = false
    void this.#guard(() => this.#catchUp('slow_consumer'))
  }

  #writeEvent(entry: LogEntry, bytes: Uint8Array): boolean {
    const isWritable = this.#link.write(bytes)
    if (!this.#link.isOpen()) return false
    this.#cursor = entry.position
    this.#delivered++
    this.#host.counts.delivered++
    return isWritable
  }

  #writeControl(frame: ControlFrame): boolean {
    return this.#link.write(controlBytes(frame, this.#host))
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#link.fail(error)
    }
  }
}
