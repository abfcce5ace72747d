/**
 * Keeps the followers of the logs in Redis up to date: by the channels of the logs, by reading what a channel has lost, and
 * by looking from time to time, since a channel that lost its last message is silent.
 */
import type { Cancel, Timers } from '../../src/platform/ports.ts'
import type { Logger } from '../ops/logger.ts'
import { createRunReport } from '../ops/run-report.ts'
import { isLogError } from './errors.ts'
import { type AddedEntries, createFollowedLogs, type FollowedLogs } from './followed-logs.ts'
import { createPagedReads, type PagedReads } from './paged-reads.ts'
import type { RedisKeys } from './redis-keys.ts'
import type { RedisLink } from './redis-link.ts'
import { addedBy, parseBusMessage } from './redis-messages.ts'
import type { RedisReads } from './redis-reads.ts'

// A request each: what is followed beyond that is looked at in the next rounds.
const logsPerPoll = 500

export interface RedisFollowing {
  readonly followed: FollowedLogs
  readonly paged: PagedReads
  /** Delivers what an append of this process added, as far as possible. */
  deliver(log: string, added: AddedEntries): Promise<void>
  /** Delivers what was missed in all logs. Does not reject: what fails is tried again. */
  catchUpAll(): Promise<void>
  /** Stops looking. */
  stop(): void
}

export function followRedis(options: {
  readonly link: RedisLink
  readonly reads: RedisReads
  readonly keysOf: (log: string) => RedisKeys
  readonly timers: Timers
  readonly pollMs: number
  readonly logger: Logger
  readonly address: string
  readonly onReset: () => void
}): RedisFollowing {
  const { link, reads, keysOf, timers, pollMs, logger, address } = options
  let isStopped = false
  let pollFrom = 0
  const report = createRunReport({
    logger,
    facts: { address },
    failing: 'looking for new entries in Redis failed; trying again',
    recovered: 'looking for new entries in Redis works again',
  })

  const followed = createFollowedLogs({
    async bounds(log) {
      // First: what is appended after the bounds were read then comes through the channel.
      await subscribe(log)
      return reads.bounds(keysOf(log))
    },
    read: (...page) => paged.page(...page),
    onReset(log) {
      logger.warn(
        { log, address },
        'the log begins another epoch: Redis was started again, restored or replaced',
      )
      options.onReset()
    },
  })
  const paged = createPagedReads((log, ...page) => reads.page(keysOf(log), ...page), followed)

  const subscribe = (log: string) =>
    link.subscribe(keysOf(log).channel, (message) => receive(log, message))

  function receive(log: string, message: Buffer): void {
    const found = parseBusMessage(message)
    const recent = followed.recent(log)
    // Most likely an append of this server, whose answer was faster.
    if (recent && found?.epoch === recent.epoch && found.top <= recent.window.top) return
    void (found === null ? attempt(() => catchUp(log)) : deliver(log, addedBy(found)))
  }

  /** What fails here is in the log; the next message, or the next look, brings it. */
  async function attempt(run: () => Promise<void> | undefined): Promise<void> {
    try {
      await run()
      report.succeeded()
    } catch (error) {
      if (!isStopped && !isLogError(error, 'log_closed')) report.failed(error)
    }
  }

  async function deliver(log: string, added: AddedEntries): Promise<void> {
    const reading = followed.add(log, added)
    if (reading !== undefined) await attempt(() => reading)
  }

  async function catchUp(log: string): Promise<void> {
    // Forgotten since its turn was planned.
    if (!followed.has(log)) return
    await subscribe(log)
    let bounds = await reads.bounds(keysOf(log))
    const recent = followed.recent(log)
    if (recent?.epoch === bounds.epoch && bounds.top < recent.window.top) {
      // An answer that was overtaken, or a server that has lost what was received from it.
      const { epoch, window } = recent
      bounds = await reads.settle(keysOf(log), { epoch, offset: window.top })
    }
    await followed.catchUp(log, bounds)
  }

  async function catchUpEach(logs: readonly string[]): Promise<void> {
    for (const log of logs) {
      if (isStopped) return
      await catchUp(log)
    }
  }

  const plan = (): Cancel =>
    timers.after(pollMs, () => {
      void attempt(poll).then(() => {
        if (!isStopped) cancelPoll = plan()
      })
    })
  let cancelPoll = plan()

  async function poll(): Promise<void> {
    await link.checkBus()
    const logs = followed.names()
    if (pollFrom >= logs.length) pollFrom = 0
    const some = logs.slice(pollFrom, pollFrom + logsPerPoll)
    pollFrom += logsPerPoll
    await catchUpEach(some)
  }

  return {
    followed,
    paged,
    deliver,
    catchUpAll: () => attempt(() => catchUpEach(followed.names())),
    stop() {
      isStopped = true
      cancelPoll()
    },
  }
}
