/** The settings of the Redis engine. Their declarations need no package `redis`. */
import type { Clock, Random, Timers } from '../../src/platform/ports.ts'
import type { Logger } from '../ops/logger.ts'

/** Settings of the Redis engine. */
export interface RedisLogOptions {
  /**
   * `redis://[[user]:password@]host[:port][/database]`, or the sentinels that know the main server:
   * `redis+sentinel://[[user]:password@]host[:port],host[:port]/name[/database]`, or some nodes of a cluster:
   * `redis+cluster://[[user]:password@]host[:port],host[:port]`. `rediss` instead of `redis` uses TLS.
   */
  readonly url: string
  /** The beginning of the names of all keys: servers with the same one share their logs. Default `streamgauge`. */
  readonly prefix?: string
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Chooses the epoch. Default: `Math.random`. */
  readonly random?: Random
  /** Default: the timers of the runtime. */
  readonly timers?: Timers
  /** How often to look for events that were not announced, in milliseconds. Default 1,000. */
  readonly pollMs?: number
  /** How long an answer of Redis may take before the connection is dropped, in milliseconds. Default 2,000. */
  readonly timeoutMs?: number
  /**
   * Whether Redis has to write to disk. `required`: one that does not is a risk in `health()`, and the server is not
   * ready. `optional`: the log may be lost when Redis is started again. Default `required`.
   */
  readonly persistence?: 'required' | 'optional'
  /** Receives lost connections and failures that no call can report. Default: silent. */
  readonly logger?: Logger
  /** Keep at most this many events of a log. Default 1,000,000. */
  readonly retentionEvents?: number
  /** Keep events at least this long, in milliseconds, unless there are too many. Default 24 hours. */
  readonly retentionMs?: number
}
