/**
 * A read that waits for events: a long poll, or a response whose pages are read from the log one after the other. It
 * says when there may be something to read and when the read has to end; it reads, prints and writes nothing.
 *
 * It is a member of the hub, so that drain, revocation, expiry (H8) and statistics hold for it as for a connection.
 */
import type { LogEntry } from '../log/event-log.ts'
import type { DeadlineWheel } from './deadline-wheel.ts'
import type { CloseReason, HubCounts } from './hub-counts.ts'
import type { Member } from './member.ts'
import { type Grant, isOwn, type Subscription } from './subscription.ts'

/** What is read, for whom. */
export type LiveReadOptions = Pick<Subscription, 'topics' | 'grant' | 'filterKind' | 'onClosed'>

/** What a read needs of its hub. */
export interface LiveReadHost {
  readonly wheel: DeadlineWheel<Member>
  readonly counts: HubCounts
  monotonicMs(): number
  /** Unix milliseconds by the clock that credentials are checked with. */
  wallNowMs(): number
  onClosed(read: LiveRead): void
}

/**
 * Why a wait is over. `news`: the log may hold something new for this read. `writable`: as {@link LiveRead.resume} was
 * called. `time`: as long as it was asked to. `ended`: nothing more may be sent, see {@link LiveRead.endedBy}.
 */
export type WaitResult = 'news' | 'writable' | 'time' | 'ended'

/** As for connections: a deadline is up to one step of the wheel late. */
const earlyMs = 300

/** See the head of this file. The hub makes them. */
export class LiveRead implements Member {
  readonly subscription: Pick<Subscription, 'topics' | 'filterKind'>
  readonly grant: Grant
  /** Written by the wheel. */
  deadlineMs = 0
  /** Bytes that wait to be taken by the client. */
  pendingBytes = () => 0

  #options: LiveReadOptions
  #host: LiveReadHost
  #endedBy: CloseReason | null = null
  #isClosed = false
  #hasNews = false
  #waiting: { readonly isForNews: boolean; resolve(result: WaitResult): void } | null = null
  /** On the monotonic clock: the end of the wait, of a drain, of the credentials. */
  #untilMs = Number.POSITIVE_INFINITY
  #endAtMs = Number.POSITIVE_INFINITY
  #expiresAtMs: number

  constructor(options: LiveReadOptions, host: LiveReadHost) {
    this.subscription = options
    this.grant = options.grant
    this.#options = options
    this.#host = host
    const { expiresAtMs = null } = options.grant.identity
    this.#expiresAtMs =
      expiresAtMs === null
        ? Number.POSITIVE_INFINITY
        : host.monotonicMs() + expiresAtMs - host.wallNowMs() - earlyMs
    this.#scheduleNext()
  }

  /** Why it has to end; null while it may continue. `client`: it was closed. */
  get endedBy(): CloseReason | null {
    return this.#endedBy
  }

  /** Whether something that matches was appended since {@link LiveRead.beginReading}, however a wait has ended. */
  get hasNews(): boolean {
    return this.#hasNews
  }

  /** Call before the log is read: only what is appended from now on ends the next wait for news. */
  beginReading(): void {
    this.#hasNews = false
  }

  /** Waits until something is appended that matches, or until `untilMs` of the monotonic clock. */
  waitForNews(untilMs: number): Promise<WaitResult> {
    return this.#wait(untilMs, true)
  }

  /** Waits for {@link LiveRead.resume}, or until `untilMs` of the monotonic clock. */
  waitForRoom(untilMs: number): Promise<WaitResult> {
    return this.#wait(untilMs, false)
  }

  /** Events were sent, or are about to be. */
  countDelivered(count: number): void {
    this.#host.counts.delivered += count
  }

  /** The client takes bytes again. */
  resume(): void {
    if (this.#waiting?.isForNews === false) this.#finishWait('writable')
  }

  deliver(entry: LogEntry): void {
    if (isOwn(entry, this.grant)) this.rereadLog()
  }

  rereadLog(): void {
    this.#hasNews = true
    if (this.#waiting?.isForNews) this.#finishWait('news')
  }

  endAt(atMs: number): void {
    this.#endAtMs = Math.min(this.#endAtMs, atMs)
    this.#scheduleNext()
  }

  destroy(reason: CloseReason): void {
    this.#endedBy ??= reason
    this.#finishWait('ended')
  }

  revoke(): void {
    this.destroy('revoked')
  }

  /** The answer says why: it asks again what a new request would be answered with. */
  refuse(): void {
    this.destroy('refused')
  }

  bufferedBytes(): number {
    return this.pendingBytes()
  }

  /** The answer is complete, or the client has gone. Calling it again does nothing. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.destroy('client')
    this.#host.wheel.remove(this)
    this.#host.onClosed(this)
    this.#options.onClosed()
  }

  onDeadline(nowMs: number): void {
    if (this.#endAtMs <= nowMs) this.destroy('drained')
    else if (this.#expiresAtMs <= nowMs) this.destroy('expired')
    else if (this.#untilMs <= nowMs) this.#finishWait('time')
    this.#scheduleNext()
  }

  #wait(untilMs: number, isForNews: boolean): Promise<WaitResult> {
    if (this.#endedBy !== null) return Promise.resolve('ended')
    if (isForNews && this.#hasNews) return Promise.resolve('news')
    return new Promise((resolve) => {
      this.#waiting = { isForNews, resolve }
      this.#untilMs = untilMs
      this.#scheduleNext()
    })
  }

  #finishWait(result: WaitResult): void {
    const waiting = this.#waiting
    this.#waiting = null
    this.#untilMs = Number.POSITIVE_INFINITY
    waiting?.resolve(result)
  }

  #scheduleNext(): void {
    if (this.#endedBy !== null) return
    const atMs = Math.min(this.#untilMs, this.#endAtMs, this.#expiresAtMs)
    if (atMs < Number.POSITIVE_INFINITY) this.#host.wheel.schedule(this, atMs)
  }
}
