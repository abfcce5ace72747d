/**
 * One subscriber's link: whether it keeps up, when its next ping is due, and how it ends. What is sent
 * over it is decided in hub/delivery.ts. It does not know about other connections.
 *
 *   open ──► ending ──► closed
 *
 * H4 A ping is sent every `pingMs` at the latest, also while events flow: its count is what proves that none was
 *    lost. While the client is joining, only after a silence: a ping then says that nothing more is
 *    replayed. A link without progress for `stallMs` is destroyed.
 * H5 However a connection ends, it is released exactly once.
 * H6 A sink that throws ends its own connection only.
 */

import type { LogEntry } from '../log/event-log.ts'
import type { DeadlineWheel, WheelItem } from './deadline-wheel.ts'
import { Delivery, type DeliveryHost, type DeliveryLink } from './delivery.ts'
import { controlBytes, frameBytes } from './frames.ts'
import type { CloseReason } from './hub-counts.ts'
import type { Sink, SinkEvents } from './sink.ts'
import type { Subscription } from './subscription.ts'

/** What a connection needs of its hub. */
export interface ConnectionHost extends DeliveryHost {
  readonly wheel: DeadlineWheel<Connection>
  readonly stallMs: number
  readonly retryMs: readonly [least: number, most: number]
  monotonicMs(): number
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

/** See the head of this file. The hub makes them. */
export class Connection implements WheelItem, SinkEvents, DeliveryLink {
  readonly id: string
  readonly subscription: Subscription
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
  #pendingBytes = 0
  #onWritable: (() => void) | null = null
  #endAtMs: number | null = null
  #closeReason: CloseReason = 'client'

  constructor(id: string, subscription: Subscription, host: ConnectionHost) {
    this.id = id
    this.subscription = subscription
    this.#host = host
    this.#delivery = new Delivery(this, host)
    this.#pingedAtMs = host.monotonicMs()
    // Up to a quarter less than `pingMs`, or clients that came back together would all be pinged at once.
    this.#pingAfterMs = host.pingMs * (1 - host.random() / 4)
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

  /** Bytes that its sink has taken and not passed on yet. */
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
      this.#pendingBytes = this.#sink.pendingBytes()
    } catch (error) {
      this.#fail('write_failed', error)
      return false
    }
    this.#blockedSinceMs ??= this.#host.monotonicMs()
    return false
  }

  async writable(): Promise<void> {
    if (this.#blockedSinceMs === null || !this.isOpen()) return
    await new Promise<void>((resolve) => {
      this.#onWritable = resolve
    })
  }

  fail(error: unknown): void {
    if (this.isOpen()) this.#fail('log_failed', error)
  }

  onDrain(): void {
    if (!this.isOpen()) return
    this.#blockedSinceMs = null
    this.#scheduleNext()
    this.#resolveWritable()
  }

  onClose(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#host.counts.closed[this.#closeReason]++
    this.#host.wheel.remove(this)
    this.#host.onClosed(this)
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
      this.#end()
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
    } else if (nowMs - this.#pingedAtMs >= this.#pingAfterMs) {
      this.#pingedAtMs = nowMs
      this.#delivery.ping()
    }
    this.#scheduleNext()
  }

  #end(): void {
    const afterMs = Math.floor(this.#host.random() * reconnectSpreadMs)
    this.write(
      controlBytes({ kind: 'reconnect', afterMs, reason: 'draining' }, this.#host.greeting),
    )
    if (!this.isOpen()) return
    this.#state = 'ending'
    this.#closeReason = 'drained'
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
        : this.#blockedSinceMs + this.#host.stallMs
    if (this.#endAtMs !== null) atMs = Math.min(atMs, this.#endAtMs)
    this.#host.wheel.schedule(this, atMs)
  }
}
