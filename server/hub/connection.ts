/**
 * One subscriber's link: whether it keeps up, when its next ping is due, and how it ends. What is sent
 * over it is decided in hub/delivery.ts. It does not know about other connections.
 *
 *   open ──► ending ──► closed
 *
 * H4 A ping is sent at least every `pingMs`, even while events flow: its count proves that none was lost. While the
 *    client is joining, a ping is sent only when nothing else was: it then marks the end of the replay. A connection
 *    without progress for `stallMs` is destroyed.
 * H5 However a connection ends, it is released exactly once.
 * H8 A connection ends no later than the credentials of its caller, and the client is notified in advance.
 * H6 A sink that throws ends its own connection only.
 * H9 That the log is out of reach, and that it is back, is each said once: to a client that joins meanwhile right after
 *    its greeting, to a slow one when it takes bytes again.
 */

import type { Problem } from '../../src/protocol/errors.ts'
import type { ControlFrame } from '../../src/protocol/feed-frames.ts'
import type { LogEntry } from '../log/event-log.ts'
import type { DeadlineWheel } from './deadline-wheel.ts'
import { Delivery } from './delivery.ts'
import type { DeliveryHost, DeliveryLink } from './delivery-host.ts'
import { controlBytes, frameBytes, logUnavailable } from './frames.ts'
import type { CloseReason } from './hub-counts.ts'
import type { Member } from './member.ts'
import type { Sink, SinkEvents } from './sink.ts'
import type { Grant, Subscription } from './subscription.ts'

/** What a connection needs of its hub. */
export interface ConnectionHost extends DeliveryHost {
  readonly wheel: DeadlineWheel<Member>
  readonly stallMs: number
  /** A connection ends that could not be written to for this long, even if its client reads a little; `Infinity`: never. */
  readonly unwritableMs: number
  readonly retryMs: readonly [least: number, most: number]
  /** Whether the newest event of the hub is known to be that of the log. */
  isReachable(): boolean
  /** Unix milliseconds by the clock that credentials are checked with, which may not be that of the feed. */
  wallNowMs(): number
  /** In [0, 1). */
  random(): number
  /** The connection could not continue because the log, or its own sink, failed. */
  onFailure(connection: Connection, reason: 'log_failed' | 'write_failed', error: unknown): void
  /** The connection is closed. */
  onClosed(connection: Connection): void
}

/** Time for the last bytes of an ended connection to leave. */
const endingMs = 5_000
const reconnectSpreadMs = 5_000
/** How long before its credentials expire a client receives `expiring`. */
const announcedMs = 30_000
/** A deadline is up to one step of the wheel late; a connection may not outlive its credentials. */
const earlyMs = 300

/** See the head of this file. The hub makes them. */
export class Connection implements Member, SinkEvents, DeliveryLink {
  readonly id: string
  readonly subscription: Subscription
  grant: Grant
  /** Written by the wheel. */
  deadlineMs = 0

  #host: ConnectionHost
  #delivery: Delivery
  #sink: Sink | null = null
  #state: 'open' | 'ending' | 'closed' = 'open'
  /** The last ping; while joining, the last write. */
  #pingedAtMs: number
  #pingAfterMs: number
  #blockedSinceMs: number | null = null
  /** Since when nothing could be written, whatever progress its client has made since. */
  #unwritableSinceMs = 0
  #untakenBytes = 0
  #onWritable: (() => void) | null = null
  #endAtMs: number | null = null
  #closeReason: CloseReason = 'client'
  /** On the monotonic clock; null: never. */
  #expiresAtMs: number | null = null
  #isExpiryAnnounced = false
  /** What its client was last sent about the log. */
  #isReachable = true

  constructor(id: string, subscription: Subscription, host: ConnectionHost) {
    this.id = id
    this.subscription = subscription
    this.grant = subscription.grant
    this.#host = host
    this.#delivery = new Delivery(this, host)
    this.#pingedAtMs = host.monotonicMs()
    // Up to a quarter less than `pingMs`, or clients that came back together would all be pinged at once.
    this.#pingAfterMs = host.pingMs * (1 - host.random() / 4)
    this.#readExpiry()
  }

  /** Replaces the credentials by others of the same caller: the connection now ends when these expire. */
  renew(grant: Grant): void {
    this.grant = grant
    this.#readExpiry()
    this.#scheduleNext()
  }

  /** Ends the connection because its credentials were revoked. */
  revoke(): void {
    this.#dismiss({ kind: 'bye', reason: 'revoked' }, 'revoked')
  }

  /** Ends the connection with the problem that a new request would be answered with. */
  refuse(problem: Problem): void {
    this.#dismiss({ kind: 'rejected', problem }, 'refused')
  }

  #dismiss(frame: ControlFrame, reason: CloseReason): void {
    if (this.#sink === null) this.destroy(reason)
    else this.#sayGoodbye(frame, reason)
  }

  #readExpiry(): void {
    const { expiresAtMs = null } = this.grant.identity
    const { wallNowMs, monotonicMs } = this.#host
    this.#expiresAtMs = expiresAtMs === null ? null : monotonicMs() + expiresAtMs - wallNowMs()
    this.#isExpiryAnnounced = false
  }

  /** Sends the first bytes, then everything the client is owed, then goes live. */
  async start(sink: Sink): Promise<void> {
    if (!this.isOpen()) {
      sink.destroy()
      return
    }
    this.#sink = sink
    this.#scheduleNext()
    const [leastMs, mostMs] = this.#host.retryMs
    const spreadMs = Math.floor(this.#host.random() * (mostMs - leastMs))
    this.write(frameBytes({ retryMs: leastMs + spreadMs }))
    await this.#delivery.start()
  }

  /** Takes a live event. Ignored unless it is new to this connection and the connection is live. */
  deliver(entry: LogEntry): void {
    if (this.isOpen()) this.#delivery.deliver(entry)
  }

  /** The hub has missed entries: what lies between is read from the log. */
  rereadLog(): void {
    this.#delivery.rereadLog()
  }

  /** Says whether the log is within reach, unless its client knows (H9). */
  announceReachability(): void {
    const isReachable = this.#host.isReachable()
    if (!this.isOpen() || this.#blockedSinceMs !== null || isReachable === this.#isReachable) return
    // Before the end of the replay, a ping would say that nothing more of it comes.
    if (isReachable ? !this.#delivery.hasJoined : !this.#delivery.hasGreeted) return
    this.#isReachable = isReachable
    if (isReachable) this.#delivery.ping()
    else this.#delivery.send({ kind: 'degraded', reason: logUnavailable })
  }

  /** Asks the client to reconnect, and ends; at `atMs` of the monotonic clock. */
  endAt(atMs: number): void {
    if (!this.isOpen()) return
    this.#endAtMs = Math.min(this.#endAtMs ?? Number.POSITIVE_INFINITY, atMs)
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

  /** Bytes that its sink has accepted but not passed on yet. */
  bufferedBytes(): number {
    return this.#sink?.pendingBytes() ?? 0
  }

  isOpen(): boolean {
    return this.#state === 'open'
  }

  write(bytes: Uint8Array): boolean {
    if (this.#sink === null || !this.isOpen()) return false
    if (!this.#delivery.hasJoined) this.#pingedAtMs = this.#host.monotonicMs()
    try {
      if (this.#sink.write(bytes)) return true
      this.#untakenBytes = untakenOf(this.#sink)
    } catch (error) {
      this.#fail('write_failed', error)
      return false
    }
    if (this.#blockedSinceMs === null) {
      this.#blockedSinceMs = this.#unwritableSinceMs = this.#host.monotonicMs()
    }
    return false
  }

  async writable(): Promise<void> {
    if (this.#blockedSinceMs === null || !this.isOpen()) return
    await new Promise<void>((resolve) => {
      this.#onWritable = resolve
    })
  }

  endSlow(): void {
    if (!this.isOpen()) return
    const afterMs = Math.floor(this.#host.random() * reconnectSpreadMs)
    this.#sayGoodbye({ kind: 'reconnect', afterMs, reason: 'slow_consumer' }, 'slow_consumer')
    // What waits for its room ends with it.
    this.#resolveWritable()
  }

  fail(error: unknown): void {
    if (this.isOpen()) this.#fail('log_failed', error)
  }

  onDrain(): void {
    if (!this.isOpen()) return
    this.#blockedSinceMs = null
    this.announceReachability()
    this.#scheduleNext()
    if (this.#blockedSinceMs === null) this.#resolveWritable()
  }

  onClose(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#host.counts.closed[this.#closeReason]++
    this.#host.wheel.remove(this)
    this.#host.onClosed(this)
    this.#delivery.close()
    this.#resolveWritable()
    this.subscription.onClosed()
  }

  /** Does what is due: a ping, the end of the connection, giving up on a stalled client. */
  onDeadline(nowMs: number): void {
    if (this.#state === 'closed') return
    if (this.#state === 'ending') {
      this.#sink?.destroy()
      return
    }
    if (this.#endAtMs !== null && this.#endAtMs <= nowMs) {
      const afterMs = Math.floor(this.#host.random() * reconnectSpreadMs)
      this.#sayGoodbye({ kind: 'reconnect', afterMs, reason: 'draining' }, 'drained')
      return
    }
    if (this.#expiresAtMs !== null && this.#expiresAtMs - earlyMs <= nowMs) {
      this.#sayGoodbye({ kind: 'bye', reason: 'token_expired' }, 'expired')
      return
    }
    this.#announceExpiry(nowMs)
    if (this.#blockedSinceMs !== null) {
      const untakenBytes = this.#sink === null ? 0 : untakenOf(this.#sink)
      if (untakenBytes < this.#untakenBytes) this.#blockedSinceMs = nowMs
      this.#untakenBytes = untakenBytes
      const { stallMs, unwritableMs } = this.#host
      const isStalled = nowMs - this.#blockedSinceMs >= stallMs
      if (isStalled || nowMs - this.#unwritableSinceMs >= unwritableMs) {
        this.destroy('stalled')
        return
      }
    } else if (nowMs - this.#pingedAtMs >= this.#pingAfterMs) {
      this.#pingedAtMs = nowMs
      this.#delivery.ping()
    }
    this.#scheduleNext()
  }

  /** Not before the greeting, which is the first frame of every connection. */
  #announceExpiry(nowMs: number): void {
    if (this.#expiresAtMs === null || this.#isExpiryAnnounced) return
    if (this.#blockedSinceMs !== null) return
    if (this.#expiresAtMs - announcedMs > nowMs || !this.#delivery.hasGreeted) return
    this.#isExpiryAnnounced = true
    const { expiresAtMs = null } = this.grant.identity
    this.#delivery.send({ kind: 'expiring', expiresAtMs })
  }

  #sayGoodbye(frame: ControlFrame, reason: CloseReason): void {
    this.write(controlBytes(frame, this.#host))
    if (!this.isOpen()) return
    this.#state = 'ending'
    this.#closeReason = reason
    this.#host.wheel.schedule(this, this.#host.monotonicMs() + endingMs)
    this.#sink?.end()
  }

  #resolveWritable(): void {
    const onWritable = this.#onWritable
    this.#onWritable = null
    onWritable?.()
  }

  #fail(reason: 'log_failed' | 'write_failed', error: unknown): void {
    this.#host.onFailure(this, reason, error)
    this.destroy(reason)
  }

  #scheduleNext(): void {
    if (!this.isOpen()) return
    let atMs =
      this.#blockedSinceMs === null
        ? this.#pingedAtMs + this.#pingAfterMs
        : Math.min(
            this.#blockedSinceMs + this.#host.stallMs,
            this.#unwritableSinceMs + this.#host.unwritableMs,
          )
    if (this.#endAtMs !== null) atMs = Math.min(atMs, this.#endAtMs)
    if (this.#expiresAtMs !== null) {
      const aheadMs = this.#isExpiryAnnounced ? earlyMs : announcedMs
      atMs = Math.min(atMs, this.#expiresAtMs - aheadMs)
    }
    this.#host.wheel.schedule(this, atMs)
  }
}

function untakenOf(sink: Sink): number {
  return sink.untakenBytes?.() ?? sink.pendingBytes()
}
