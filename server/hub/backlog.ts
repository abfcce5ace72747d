/**
 * What waits for one slow client, and what the delivery policies of its feed make of it. It looks ahead
 * in the log from the cursor and says which entries need not be sent; hub/delivery.ts sends the others and declares what
 * is dropped. Only connections of feeds with policies have one.
 *
 * Policies apply to a connection whose sink was full and that has not caught up for a while since. What a client has
 * missed while it was away is replayed exactly, and so is a burst that was written faster than any socket can take it.
 *
 * B1 An entry that is conflated has a later one with the same slot, which is delivered or lies in a declared gap.
 * B2 An entry that is dropped lies in a declared gap.
 * B3 Nothing is conflated or dropped unless more entries wait than the look-ahead allows.
 * B4 Of the log it keeps offsets, never entries.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { LogEntry } from '../log/event-log.ts'
import type { DeliveryHost, DeliveryLink } from './delivery-host.ts'
import type { DeliveryPolicies } from './delivery-policies.ts'
import type { EntryFilter } from './entry-filter.ts'
import { isOwn } from './subscription.ts'

/** How many entries ahead of the cursor are looked at, and so the most slots that are remembered. */
const mostAhead = 10_000
const pageSize = 100
/** How long a connection may take to catch up after its sink was full. */
const slowAfterMs = 100
/** More slots are not kept while a connection waits: they are looked up again. */
const mostKept = 1_000

/** What is known about the entries in `(…, upTo]`. */
interface Plan {
  readonly epoch: string
  upTo: number
  /** How many of them match. */
  waiting: number
  /** Whether more wait than the look-ahead allows. */
  isApplied: boolean
  mustDisconnect: boolean
  /** The newest offset of each slot. */
  readonly newest: Map<string, number>
  /** The newest offsets that may be dropped, as many as the look-ahead has; the oldest first. */
  readonly latest: number[]
}

/** Entries that are dropped, with those between them that are not sent either. */
export interface DroppedRun {
  readonly from: number
  readonly to: number
}

/** See the head of this file. */
export class Backlog {
  #policies: DeliveryPolicies
  #link: Pick<DeliveryLink, 'grant' | 'endSlow'>
  #host: Pick<DeliveryHost, 'read' | 'nextTurn' | 'counts' | 'monotonicMs'>
  #filter: EntryFilter
  /** On the monotonic clock: when the sink was full for the first time since the connection was last live. */
  #fullSinceMs: number | null = null
  /** Up to here everything is sent: it was promised when the connection was opened. */
  #exactUpTo = 0
  #plan: Plan | null = null
  /** Entries that arrived since it has looked ahead. */
  #missed = 0
  #hasMissedStrict = false
  /** How many events were conflated on this connection. */
  conflated = 0

  constructor(
    policies: DeliveryPolicies,
    link: Pick<DeliveryLink, 'grant' | 'endSlow'>,
    host: Pick<DeliveryHost, 'read' | 'nextTurn' | 'counts' | 'monotonicMs'>,
    filter: EntryFilter,
  ) {
    this.#policies = policies
    this.#link = link
    this.#host = host
    this.#filter = filter
  }

  /** Everything up to this offset is sent. */
  promise(upTo: number): void {
    this.#exactUpTo = upTo
  }

  /** The sink takes nothing more for now. */
  onFull(): void {
    this.#fullSinceMs ??= this.#host.monotonicMs()
    if (this.#plan !== null && this.#plan.newest.size > mostKept) this.#plan = null
  }

  /** Nothing waits any more. */
  onLive(): void {
    this.#fullSinceMs = null
    this.#plan = null
  }

  /** An entry of the subscribed topics has arrived, and waits. Ends the connection if its feed asks for that. */
  onMissed(entry: LogEntry): void {
    if (this.#fullSinceMs === null || !this.#policies.canDisconnect) return
    if (!isOwn(entry, this.#link.grant)) return
    this.#missed++
    this.#hasMissedStrict ||= this.#policies.policyOf(entry) === 'disconnect'
    if (!this.#hasMissedStrict || this.#missed <= this.#policies.lookAheadFrames) return
    if (this.#isSlow()) this.#link.endSlow()
  }

  #isSlow(): boolean {
    const sinceMs = this.#fullSinceMs
    return sinceMs !== null && this.#host.monotonicMs() - sinceMs >= slowAfterMs
  }

  /** Whether some entries need not be sent, so that pages of the log cannot be shared. */
  get isApplied(): boolean {
    return this.#plan?.isApplied === true
  }

  /**
   * Looks at what waits above the cursor. Ends the connection if its feed asks for that.
   *
   * @param head the newest entry
   * @returns up to which offset the connection may be sent something before it looks again
   */
  async lookAhead(cursor: Position, head: Position): Promise<number> {
    this.#missed = 0
    this.#hasMissedStrict = false
    let plan = this.#plan
    if (plan !== null && (plan.epoch !== cursor.epoch || plan.upTo <= cursor.offset)) plan = null
    this.#plan = plan
    if (!this.#isSlow() || cursor.epoch !== head.epoch) return head.offset
    if (cursor.offset < this.#exactUpTo) return Math.min(head.offset, this.#exactUpTo)
    if (plan === null) {
      if (head.offset - cursor.offset <= this.#policies.lookAheadFrames) return head.offset
      plan = planFrom(cursor)
    }
    // Few enough wait up to there: they are sent first.
    else if (!plan.isApplied) return plan.upTo
    while (plan.upTo < head.offset && plan.upTo - cursor.offset < mostAhead) {
      const after = { epoch: plan.epoch, offset: plan.upTo }
      const reading = await this.#host.read(after, head.offset, pageSize)
      // A hole is declared when the cursor has come to it.
      if (reading.kind !== 'entries') break
      for (const entry of reading.entries) {
        plan.upTo = entry.position.offset
        if (this.#filter.isMatching(entry)) this.#add(plan, entry)
      }
      if (reading.entries.length === 0) plan.upTo = head.offset
      await this.#host.nextTurn()
    }
    if (plan.upTo === cursor.offset) return head.offset
    plan.isApplied ||= plan.waiting > this.#policies.lookAheadFrames
    this.#plan = plan
    if (plan.isApplied && plan.mustDisconnect) this.#link.endSlow()
    return plan.upTo
  }

  #add(plan: Plan, entry: LogEntry): void {
    const { lookAheadFrames } = this.#policies
    const { offset } = entry.position
    plan.waiting++
    const policy = this.#policies.policyOf(entry)
    if (policy === 'disconnect') plan.mustDisconnect = true
    else if (policy === 'drop-oldest') {
      plan.latest.push(offset)
      if (plan.latest.length > lookAheadFrames) plan.latest.shift()
    } else if (policy === 'conflate') {
      const slot = this.#policies.slotOf(entry)
      if (slot !== null) plan.newest.set(slot, offset)
    }
  }

  /** Whether an entry is sent. */
  isMatching(entry: LogEntry): boolean {
    return this.#filter.isMatching(entry) && !this.#isConflated(entry) && !this.#isDropped(entry)
  }

  /** A newer entry takes its place (B1). */
  #isConflated(entry: LogEntry): boolean {
    if (this.#plan?.isApplied !== true) return false
    const slot = this.#policies.slotOf(entry)
    return slot !== null && (this.#plan.newest.get(slot) ?? 0) > entry.position.offset
  }

  #isDropped(entry: LogEntry): boolean {
    const plan = this.#plan
    if (plan?.isApplied !== true || this.#policies.policyOf(entry) !== 'drop-oldest') return false
    const { length, 0: oldest = 0 } = plan.latest
    return length >= this.#policies.lookAheadFrames && entry.position.offset < oldest
  }

  /** Counts those of these entries that are conflated. Call it once for each entry. */
  countConflated(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (!this.#isConflated(entry) || !this.#filter.isMatching(entry)) continue
      this.conflated++
      this.#host.counts.conflated++
    }
  }

  /** The entries before the first that is dropped. */
  beforeDropped(entries: readonly LogEntry[]): readonly LogEntry[] {
    const first = entries.findIndex(
      (entry) => this.#isDropped(entry) && this.#filter.isMatching(entry),
    )
    return first < 0 ? entries : entries.slice(0, first)
  }

  /**
   * The run of dropped entries that `entries` begins with, up to the next one that is sent, which may be far beyond them.
   *
   * @param entries the first is dropped
   */
  async droppedRun(entries: readonly LogEntry[]): Promise<DroppedRun> {
    const run = { from: 0, to: 0 }
    for (let page = entries; ; ) {
      for (const entry of page) {
        if (!this.#filter.isMatching(entry) || this.#isConflated(entry)) continue
        if (!this.#isDropped(entry)) return run
        run.to = entry.position.offset
        if (run.from === 0) run.from = run.to
        this.#host.counts.dropped++
      }
      const last = page.at(-1)?.position
      const upTo = this.#plan?.upTo ?? 0
      if (last === undefined || last.offset >= upTo) return run
      await this.#host.nextTurn()
      const reading = await this.#host.read(last, upTo, pageSize)
      page = reading.kind === 'entries' ? reading.entries : []
    }
  }
}

function planFrom({ epoch, offset }: Position): Plan {
  return {
    epoch,
    upTo: offset,
    waiting: 0,
    isApplied: false,
    mustDisconnect: false,
    newest: new Map(),
    latest: [],
  }
}
