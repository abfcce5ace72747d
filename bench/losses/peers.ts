/** The servers that are compared, each as two instances on a Redis with a replica, and what is done to that Redis. */
import { fileURLToPath } from 'node:url'
import { createChaosProxy } from '../../test/support/chaos-proxy.ts'
import { createRandom } from '../../test/support/random.ts'
import { type RedisServer, startRedis } from '../../test/support/redis-server.ts'
import { until } from '../../test/support/until.ts'
import { serverOptions, startScript } from '../script.ts'
import { findNchan, startNchan } from './nchan.ts'

export interface Instance {
  /** Where readers connect. */
  readonly feedUrl: string
  /** Where events are posted. */
  readonly publishUrl: string
  stop(): Promise<void>
}

/** Two instances, and the Redis that both use. */
export interface Pair {
  readonly instances: readonly Instance[]
  readonly redis: RedisServer
  /** Follows it. */
  readonly replica: RedisServer
  /** Cuts the connections of both instances to Redis. */
  cut(): void
  /** Leads both to the replica, and ends the Redis of before. */
  moveToReplica(): Promise<void>
  stop(): Promise<void>
}

const serveFile = fileURLToPath(new URL('serve-peer.ts', import.meta.url))
const nodePeers = ['streamgauge', 'oRPC', 'better-sse']

/** Those that can be started on this machine. */
export const comparedPeers: readonly string[] = [...nodePeers, ...(findNchan() ? ['nchan'] : [])]

export async function startPair(name: string): Promise<Pair> {
  const undo: (() => unknown)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const options = ['--appendonly', 'yes', '--appendfsync', 'always']
    const redis = await startRedis(...options)
    undo.push(() => redis.stop())
    const replica = await startRedis(...options, '--replicaof', '127.0.0.1', `${redis.port}`)
    undo.push(() => replica.stop())
    const follows = () => replica.command('INFO', 'replication').includes('master_link_status:up')
    await until(follows, 20_000, 'the replica follows')
    const instances: Instance[] = []
    const random = createRandom(1)
    const proxies = await Promise.all(
      [0, 1].map(() => createChaosProxy({ targetPort: redis.port, random })),
    )
    for (const proxy of proxies) {
      undo.push(() => proxy.close())
      const instance = await (name === 'nchan'
        ? startNchan(proxy.port)
        : startInstance(name, proxy.port))
      undo.push(() => instance.stop())
      instances.push(instance)
    }
    const cut = () => {
      for (const proxy of proxies) proxy.cutAll()
    }
    return {
      ...{ instances, redis, replica, cut, stop },
      async moveToReplica() {
        for (const proxy of proxies) proxy.retarget(replica.port)
        cut()
        await redis.kill()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startInstance(name: string, redisPort: number): Promise<Instance> {
  const script = startScript(serveFile, [name, `${redisPort}`], { execArgv: serverOptions })
  const [feedPort, publishPort] = (await script.next()).split(' ')
  return {
    feedUrl: `http://127.0.0.1:${feedPort}/events?rooms=all`,
    publishUrl: `http://127.0.0.1:${publishPort}/`,
    stop: script.stop,
  }
}
