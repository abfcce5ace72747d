/**
 * What a run consists of: a Redis with a replica, three servers that each reach it through a proxy of their own, and nginx
 * with a proxy in front, through which all readers and writers come. With the topology `sentinel`, the Redis has two
 * replicas and three sentinels, and the servers have the addresses of those.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChaosProxy, createChaosProxy } from '../support/chaos-proxy.ts'
import { findFreePort } from '../support/free-port.ts'
import { startNginx } from '../support/nginx.ts'
import { type RedisServer, startRedis } from '../support/redis-server.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { until } from '../support/until.ts'
import { type SentinelTrio, startSentinels } from './sentinels.ts'

export interface Slot {
  readonly port: number
  readonly redisUrl: string
  server: SpawnedServer
  /** Between this server and Redis; null where it asks sentinels, which answer the address of Redis itself. */
  readonly proxy: ChaosProxy | null
}

export const topologies = ['moved', 'sentinel'] as const
/** How servers find the main Redis: at an address that is moved, or by sentinels. */
export type Topology = (typeof topologies)[number]

export interface Machines {
  /** Where readers and writers connect. */
  readonly url: string
  /** In front of nginx. */
  readonly network: ChaosProxy
  readonly slots: readonly Slot[]
  /** The Redis that the servers use now. */
  readonly redis: () => RedisServer
  /** Its replica. */
  readonly replica: () => RedisServer
  /** Of the topology `sentinel`; null otherwise. */
  readonly trio: SentinelTrio | null
  /** Starts the server of a slot again. */
  restart(slot: Slot): Promise<void>
  /** Leads the servers to the replica, as an address that is moved; the Redis of before becomes its replica. */
  promote(): Promise<void>
  /** Leads the servers to a Redis without data. */
  replaceByEmpty(): Promise<void>
  stop(): Promise<void>
}

const redisOptions = ['--appendonly', 'yes', '--appendfsync', 'always'] as const
const serverCount = 3
const sabotageHook = new URL('sabotage.ts', import.meta.url).href

export async function startMachines(options: {
  readonly random: () => number
  readonly sabotage: string | undefined
  /** Default `moved`. */
  readonly topology?: Topology
}): Promise<Machines> {
  const { random, sabotage, topology = 'moved' } = options
  const undo: (() => unknown)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  const newRedis = async (...more: readonly string[]) => {
    const redis = await startRedis(...redisOptions, ...more)
    undo.push(() => redis.stop())
    return redis
  }
  try {
    let redis = await newRedis()
    let replica = await newRedis()
    // Not an option of its start: it would be a replica again when it is started again after it was promoted.
    replica.command('REPLICAOF', '127.0.0.1', String(redis.port))
    const trio =
      topology === 'sentinel' ? await startSentinels([redis, replica, await newRedis()]) : null
    if (trio !== null) undo.push(() => trio.stop())

    const startServer = async (port: number, redisUrl: string) => {
      // The port of a server that was killed may still be taken.
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await spawnServer({
            ...(sabotage !== undefined && { execArgv: ['--import', sabotageHook] }),
            env: {
              ...{ PORT: String(port), LOG: 'redis', REDIS_URL: redisUrl },
              ...{ REDIS_PERSISTENCE: 'optional', SIMULATE: 'off', LOG_LEVEL: 'error' },
              ...{ PING_MS: '1000', RETENTION_EVENTS: '3000', MAX_REPLAY: '1000', DRAIN_MS: '500' },
              ...{
                MAX_CONNECTIONS_PER_IP: '0',
                CONNECTION_RATE_PER_IP: '0',
                POLL_RATE_PER_IP: '0',
              },
              ...{ COMMAND_RATE: '0', COMMAND_RATE_PER_IP: '0', MAX_READS_PER_IP: '0' },
              ...(sabotage !== undefined && { CHAOS_SABOTAGE: sabotage }),
            },
          })
        } catch (error) {
          if (attempt === 40) throw error
        }
      }
    }
    const slots: Slot[] = []
    for (let number = 0; number < serverCount; number += 1) {
      const proxy = trio ? null : await createChaosProxy({ targetPort: redis.port, random })
      if (proxy !== null) undo.push(() => proxy.close())
      const port = await findFreePort()
      const redisUrl = trio?.url ?? `redis://127.0.0.1:${proxy?.port}`
      const slot = { port, proxy, redisUrl, server: await startServer(port, redisUrl) }
      undo.push(() => slot.server.stop())
      slots.push(slot)
    }
    const folder = mkdtempSync(join(tmpdir(), 'streamgauge-chaos-'))
    undo.push(() => rmSync(folder, { recursive: true, force: true }))
    const nginx = await startNginx(
      slots.map(({ port }) => port),
      ({ port, targetPorts }) => servers(port, targetPorts),
    )
    undo.push(() => nginx.stop())
    const network = await createChaosProxy({ targetPort: Number(new URL(nginx.url).port), random })
    undo.push(() => network.close())

    const lead = (to: RedisServer) => {
      redis = to
      for (const { proxy } of slots) {
        proxy?.retarget(to.port)
        proxy?.cutAll()
      }
    }
    return {
      url: `http://127.0.0.1:${network.port}`,
      network,
      slots,
      trio,
      redis: () => trio?.main() ?? redis,
      replica: () => replica,
      async restart(slot) {
        slot.server = await startServer(slot.port, slot.redisUrl)
      },
      async promote() {
        const before = redis
        const after = replica
        after.command('REPLICAOF', 'NO', 'ONE')
        lead(after)
        before.command('REPLICAOF', '127.0.0.1', String(after.port))
        replica = before
        const isFollowing = () => before.command('INFO', 'replication').includes('link_status:up')
        await until(isFollowing, 60_000, 'the Redis of before follows')
      },
      async replaceByEmpty() {
        const empty = await newRedis()
        const before = redis
        lead(empty)
        replica.command('REPLICAOF', '127.0.0.1', String(empty.port))
        await before.stop()
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What repeats a command under its key is nginx, as docs/operations.md recommends. */
function servers(port: number, targetPorts: readonly number[]): string {
  return `
  upstream streamgauge {
    ${targetPorts.map((each) => `server 127.0.0.1:${each} max_fails=0;`).join(' ')}
    keepalive 64;
  }
  server {
    listen 127.0.0.1:${port};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_buffering off;
    proxy_connect_timeout 1s;
    location / {
      error_page 418 = @repeatable;
      if ($http_idempotency_key) { return 418; }
      proxy_pass http://streamgauge;
      proxy_next_upstream error timeout http_502 http_503;
    }
    location @repeatable {
      proxy_pass http://streamgauge;
      proxy_next_upstream error timeout http_502 http_503 non_idempotent;
    }
  }`
}
