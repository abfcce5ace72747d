/** What one session with a stream of JetStream needs, and what it decides at its beginning. */
import type { Timers } from '../../src/platform/ports.ts'
import type { EventSource } from '../feeds/item-batch.ts'
import type { Logger } from '../ops/logger.ts'
import type { NatsPackages } from './nats-client.ts'
import type { Delivery, NatsIntake } from './nats-intake.ts'
import type { NatsRecordStore } from './nats-record.ts'
import type { SessionEnd } from './nats-session-end.ts'
import type { NatsGap, NatsStart } from './nats-start.ts'

/** What a session needs besides its connection. */
export interface StreamSessionOptions {
  readonly packages: NatsPackages
  readonly stream: string
  readonly durable: string
  readonly createStream: boolean
  readonly subjects: readonly string[]
  /** Names this server in the record. */
  readonly reader: string
  readonly record: NatsRecordStore
  readonly timers: Timers
  readonly logger: Logger
  readonly nowMs: () => number
  /** Aborted when the bridge closes. */
  readonly signal: AbortSignal
  readonly openIntake: (session: {
    readonly source: EventSource
    /** Aborted when the session ends. */
    readonly signal: AbortSignal
    readonly onRecorded: (last: Delivery) => void
    readonly onEnd: (end: SessionEnd) => void
  }) => NatsIntake
  readonly onState: (state: 'waiting' | 'reading') => void
  /** Called with the sequence up to which everything was recorded, at the start. */
  readonly onStarted: (sequence: number) => void
  readonly onGap: (gap: NatsGap) => void
  /** How many messages the stream has behind this one. */
  readonly onPending: (count: number) => void
}

/** What a session does with its consumer. */
export interface StreamPlan {
  readonly start: NatsStart
  /** Empty: every message of the stream is delivered. */
  readonly filter: readonly string[]
  readonly isWorkQueue: boolean
}
