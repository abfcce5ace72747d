/**
 * The log in Redis: for several servers, which share it. One script per append makes it atomic, a channel per log brings it to
 * the other servers at once, and what the channel loses is read from the log. Node only, and needs the package `redis`.
 *
 *   append ─► script ─┬► reply ─────────────► followers of this server ─► promise resolves
 *                     └► channel of the log ─► followers of other servers ◄─ holes are read
 *
 * Without Redis, appends and reads fail with `log_unavailable`; followers stay, and continue where they were. It never
 * serves from a copy of its own instead: two servers would then issue the same offsets.
 */
import { systemClock, systemRandom } from '../../src/platform/system.ts'
import { silentLogger } from '../ops/logger.ts'
import { turnTimers } from '../ops/turn-timers.ts'
import { checkAppend, logClosed } from './append-check.ts'
import { LogError } from './errors.ts'
import type { EventLog } from './event-log.ts'
import { parseRedisAddress, type RedisAddress } from './redis-address.ts'
import { appendToRedis } from './redis-appends.ts'
import { openRedisClusterLink } from './redis-cluster-link.ts'
import { createRedisDamage } from './redis-damage.ts'
import { followRedis } from './redis-following.ts'
import { createRedisHealth } from './redis-health.ts'
import { isKeyPrefix, redisKeysOf } from './redis-keys.ts'
import { openRedisLink, type RedisLink, type RedisLinkOptions } from './redis-link.ts'
import type { RedisLogOptions } from './redis-options.ts'
import { createRedisClients } from './redis-package.ts'
import { createRedisReads } from './redis-reads.ts'
import { createRedisShared } from './redis-shared.ts'
import { appendBy } from './single-append.ts'

/** As `redisLog`, with clients of another kind if it is passed them. */
export async function openRedisLog(
  options: RedisLogOptions,
  createClients: typeof createRedisClients = createRedisClients,
): Promise<EventLog> {
  const { url, prefix = 'streamgauge', logger = silentLogger } = options
  const at = readAddress(url)
  checkPrefix(prefix)
  const { clock = systemClock, random = systemRandom, timers = turnTimers } = options
  const { retentionEvents = 1_000_000, retentionMs = 24 * 60 * 60 * 1000 } = options
  const { pollMs = 1_000, timeoutMs = 2_000, persistence = 'required' } = options
  const address = at.text
  const keysOf = (log: string) => redisKeysOf(prefix, log, at.database)
  const damage = createRedisDamage()
  let isClosed = false
  const pending = new Set<Promise<unknown>>()
  /**
   * The epoch of the states that were read last, or of what was appended since: the epoch of the versions that callers expect.
   */
  const readEpochs = new Map<string, string>()

  const health = createRedisHealth({
    link: () => link,
    ...{ clock, timers, logger, address, damage },
    isPersistenceRequired: persistence === 'required',
  })
  const link = await openLinkTo(at, createClients, {
    ...{ address, timers, random, logger, timeoutMs },
    onLost: health.lost,
    onReady() {
      health.ready()
      void following.catchUpAll()
    },
    onSharing: () => shared.rewrite(),
  })
  const shared = createRedisShared({ link, prefix, address, timers, random, logger })
  const reads = createRedisReads({ link, clock, random, damage })
  const following = followRedis({
    ...{ link, reads, keysOf, timers, pollMs, logger, address },
    onReset: health.countReset,
  })
  const { followed } = following
  // Logs what is wrong with it.
  await health.read()

  function refuseIfClosed(): void {
    if (isClosed) throw logClosed()
  }

  async function appendNow(...[log, drafts, changes]: Parameters<EventLog['appendAll']>) {
    const expects = changes.some(({ expectVersion }) => expectVersion !== undefined)
    const readEpoch = readEpochs.get(log)
    const { positions, added } = await appendToRedis(
      { link, clock, random, retentionEvents, retentionMs },
      keysOf(log),
      { drafts, changes, readEpoch: expects ? (readEpoch ?? null) : null },
    )
    // The offset of an event is the version of the state it wrote, so a caller can expect that version without reading it
    // first. If states were read meanwhile, those may be newer.
    if (readEpoch !== undefined && readEpochs.get(log) === readEpoch) {
      readEpochs.set(log, added.epoch)
    }
    await following.deliver(log, added)
    return positions
  }

  const appendAll: EventLog['appendAll'] = async (log, drafts, changes) => {
    refuseIfClosed()
    checkAppend(drafts, changes)
    const mine = appendNow(log, drafts, changes)
    pending.add(mine)
    try {
      return await mine
    } finally {
      pending.delete(mine)
    }
  }

  return {
    append: appendBy(appendAll),
    appendAll,
    async bounds(log) {
      refuseIfClosed()
      await followed.begun(log)
      return reads.bounds(keysOf(log))
    },
    async read(log, after, to, limit, signal) {
      refuseIfClosed()
      signal?.throwIfAborted()
      return following.paged.read(log, after, to, limit, signal)
    },
    async states(log, query, limit, signal) {
      refuseIfClosed()
      signal?.throwIfAborted()
      await followed.begun(log)
      const reading = await reads.states(keysOf(log), query, limit)
      readEpochs.set(log, reading.position.epoch)
      return reading
    },
    async latest(log, query, signal) {
      refuseIfClosed()
      signal?.throwIfAborted()
      return reads.history(keysOf(log), query)
    },
    tail(log, onEntries, onGap) {
      refuseIfClosed()
      return followed.follow(log, onEntries, onGap)
    },
    forget(log) {
      followed.forget(log, () => {
        readEpochs.delete(log)
        link.unsubscribe(keysOf(log).channel)
      })
    },
    onReachable: health.onReachable,
    shared: shared.state,
    async health() {
      refuseIfClosed()
      return health.read()
    },
    async close() {
      if (isClosed) return
      isClosed = true
      following.stop()
      health.close()
      await Promise.allSettled([...pending, shared.close()])
      link.close()
    },
  }
}

/** @throws LogError `log_unavailable` */
async function openLinkTo(
  at: RedisAddress,
  createClients: typeof createRedisClients,
  options: Omit<RedisLinkOptions, 'createClient'>,
): Promise<RedisLink> {
  const { clientOf, clientOfMain } = await createClients(at, options.timers)
  return at.nodes.length > 0
    ? openRedisClusterLink({ ...options, clientOf, nodes: at.nodes })
    : openRedisLink({ ...options, createClient: clientOfMain })
}

/** @throws LogError `log_unavailable` */
function readAddress(url: string): RedisAddress {
  const address = parseRedisAddress(url)
  if (address !== null) return address
  throw new LogError(
    'log_unavailable',
    'Opening the Redis log failed: its `url` is not a Redis address. ' +
      'Pass one such as redis://127.0.0.1:6379.',
  )
}

/** @throws LogError `log_unavailable` */
function checkPrefix(prefix: string): void {
  if (isKeyPrefix(prefix)) return
  throw new LogError(
    'log_unavailable',
    'Opening the Redis log failed: its `prefix` is not valid. ' +
      'Use 1 to 64 letters, digits, or the characters . : _ -',
  )
}
