/**
 * The Redis of a run behind three sentinels: they find out that the main server has gone, promote a replica, and are whom
 * the servers ask where it is. What nothing has replicated by then is lost.
 */
import {
  type RedisServer,
  redisCommand,
  type Sentinel,
  startSentinel,
} from '../support/redis-server.ts'
import { until } from '../support/until.ts'

export interface SentinelTrio {
  /** What servers connect to. */
  readonly url: string
  readonly sentinels: readonly Sentinel[]
  /** The main server, as the sentinels have agreed. */
  main(): RedisServer
  /** Runs what takes the main server away, and resolves when they have promoted another one. */
  failOver(takeAway: (main: RedisServer) => Promise<void>): Promise<RedisServer>
  /** Resolves when a server that was the main one follows the one that is. */
  follows(server: RedisServer): Promise<void>
  stop(): Promise<void>
}

const name = 'streamgauge'
const patienceMs = 60_000

/** @param servers the first is the main one, the others become its replicas */
export async function startSentinels(servers: readonly RedisServer[]): Promise<SentinelTrio> {
  const [first, ...replicas] = servers
  if (first === undefined) throw new Error('There is no Redis.')
  let main = first
  for (const replica of replicas) {
    replica.command('REPLICAOF', '127.0.0.1', String(first.port))
    await until(() => isFollowing(replica), patienceMs, 'a replica follows')
  }
  const sentinels: Sentinel[] = []
  for (let number = 0; number < 3; number += 1) sentinels.push(await startSentinel(main, name, 2))
  // They find each other, and the replicas, through the main server.
  const knows = (what: 'SENTINELS' | 'REPLICAS', count: number) => () =>
    sentinels.every(({ port }) => countOf(port, what) >= count)
  await until(knows('SENTINELS', 2), patienceMs, 'the sentinels have found each other')
  await until(knows('REPLICAS', replicas.length), patienceMs, 'the sentinels know the replicas')

  return {
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${name}`,
    sentinels,
    main: () => main,
    async failOver(takeAway) {
      const before = main
      await takeAway(before)
      const hasMoved = () => {
        const ports = sentinels.map((sentinel) => sentinel.mainPort())
        return ports.every((port) => port === ports[0] && port !== before.port)
      }
      await until(hasMoved, patienceMs, 'the sentinels have promoted a replica')
      const port = sentinels[0]?.mainPort()
      main = servers.find((server) => server.port === port) ?? main
      await until(() => isMain(main), patienceMs, 'the replica is the main server')
      return before
    },
    follows: (server) =>
      until(() => isFollowing(server), patienceMs, 'the main server of before follows'),
    async stop() {
      for (const sentinel of sentinels) await sentinel.stop()
    },
  }
}

/** How many sentinels or replicas one of them knows. */
function countOf(port: number, what: 'SENTINELS' | 'REPLICAS'): number {
  const printed = redisCommand(port, 'SENTINEL', what, name)
  return printed.split('\n').filter((line) => line.trim() === 'runid').length
}

const isMain = (server: RedisServer) =>
  server.command('INFO', 'replication').includes('role:master')
const isFollowing = (server: RedisServer) =>
  server.command('INFO', 'replication').includes('master_link_status:up')
