/** A `redis-server` of the machine on a free port of 127.0.0.1, in a folder of its own. The test that starts one stops it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'
import { until } from './until.ts'

const program = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find(existsSync)

/** False: its tests are skipped. Where services are required they run, and fail without it. */
export const canUseRedis = program !== undefined || process.env['REQUIRE_SERVICES'] === '1'

export interface RedisServer {
  readonly url: string
  readonly port: number
  /** Of the process that runs now. */
  readonly pid: number
  /** Runs a command, such as `command('FLUSHALL')`; gives what redis-cli prints. */
  command(...args: readonly string[]): string
  signal(signal: NodeJS.Signals): void
  /** Ends it by a signal; resolves when it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again on the same port and in the same folder. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** @param options further options of redis-server, such as `--appendonly yes`. Default: nothing is written. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  if (program === undefined) throw new Error('Failed to start redis-server: install it.')
  const redisServer = program
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-redis-'))
  let child: ChildProcess
  let ended: Promise<void>

  async function start(): Promise<void> {
    child = spawn(
      redisServer,
      // biome-ignore format: one option with its value a line
      [
        '--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '',
        '--appendonly', 'no', '--loglevel', 'warning', '--enable-debug-command', 'local',
        '--repl-diskless-sync-delay', '0', ...options,
      ],
      { stdio: 'ignore' },
    )
    ended = new Promise((resolve) => child.once('close', () => resolve()))
    await until(() => answers(port), 20_000, 'redis-server answers')
  }

  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0
    },
    command: (...args) => redisCommand(port, ...args),
    signal: (signal) => void child.kill(signal),
    async kill(signal = 'SIGKILL') {
      child.kill(signal)
      await ended
    },
    start,
    async stop() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs a command on the Redis of this port; gives what redis-cli prints. */
export function redisCommand(port: number, ...args: readonly string[]): string {
  return execFileSync('redis-cli', ['-p', `${port}`, ...args], { encoding: 'utf8' }).trim()
}

export interface Sentinel {
  readonly port: number
  /** Where it finds the main server now. */
  mainPort(): number
  /** Ends it by SIGKILL; it can be started again. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * A sentinel that promotes a replica half a second after this Redis has gone.
 *
 * @param quorum how many sentinels have to find it gone. Default 1.
 */
export async function startSentinel(
  redis: Pick<RedisServer, 'port'>,
  name: string,
  quorum = 1,
): Promise<Sentinel> {
  if (program === undefined) throw new Error('Failed to start redis-server: install it.')
  const sentinelProgram = program
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-sentinel-'))
  const file = join(folder, 'sentinel.conf')
  writeFileSync(
    file,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor ${name} 127.0.0.1 ${redis.port} ${quorum}`,
      `sentinel down-after-milliseconds ${name} 500`,
      `sentinel failover-timeout ${name} 3000`,
    ].join('\n'),
  )
  let child: ChildProcess
  let ended: Promise<void>

  async function start(): Promise<void> {
    child = spawn(sentinelProgram, [file, '--sentinel'], { stdio: 'ignore' })
    ended = new Promise((resolve) => child.once('close', () => resolve()))
    await until(() => answers(port), 20_000, 'the sentinel answers')
  }
  async function kill(): Promise<void> {
    child.kill('SIGKILL')
    await ended
  }

  await start()
  return {
    port,
    mainPort() {
      const printed = redisCommand(port, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)
      return Number(printed.split('\n')[1])
    },
    kill,
    start,
    async stop() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Whether it has loaded its data and answers. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.once('data', (reply) => {
      resolve(reply.toString('latin1').startsWith('+PONG'))
      socket.destroy()
    })
  })
}

export interface RedisCluster {
  /** The address of all nodes. */
  readonly url: string
  readonly nodes: readonly RedisServer[]
  /** The node that is the master of a key at present, as the first node that answers knows it. */
  masterOf(key: string): RedisServer
  /** The node that replicates a master. */
  replicaOf(master: RedisServer): RedisServer
  stop(): Promise<void>
}

/** Starts three masters, each with this many replicas. A node that is gone for a second is replaced. */
export async function startRedisCluster(replicas: number): Promise<RedisCluster> {
  const nodes = await Promise.all(
    Array.from({ length: 3 * (1 + replicas) }, () =>
      startRedis('--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'),
    ),
  )
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`)
  const options = ['--cluster-replicas', `${replicas}`, '--cluster-yes']
  execFileSync('redis-cli', ['--cluster', 'create', ...hosts, ...options], { encoding: 'utf8' })
  const nodeAt = (port: number) => {
    const found = nodes.find((node) => node.port === port)
    if (found === undefined) throw new RangeError(`No node listens on ${port}.`)
    return found
  }
  /** Each line: id, address, flags, master, …, slots. */
  const lines = () => {
    for (const node of nodes) {
      try {
        return node.command('CLUSTER', 'NODES').split('\n')
      } catch {
        // It was killed.
      }
    }
    return []
  }
  const portOf = (line = '') => Number(/^\S+ [^:]*:(\d+)/.exec(line)?.[1])
  const cluster: RedisCluster = {
    url: `redis+cluster://${hosts.join(',')}`,
    nodes,
    masterOf(key) {
      const slot = Number(nodes.map((node) => slotAt(node, key)).find((each) => each !== undefined))
      const owner = lines().find(
        (line) =>
          line.includes('master') &&
          !line.includes('fail') &&
          line
            .split(' ')
            .slice(8)
            .some((range) => {
              const [first, last = first] = range.split('-').map(Number)
              return slot >= (first ?? Number.NaN) && slot <= (last ?? Number.NaN)
            }),
      )
      return nodeAt(portOf(owner))
    },
    replicaOf(master) {
      const id = lines()
        .find((line) => portOf(line) === master.port)
        ?.split(' ')[0]
      return nodeAt(portOf(lines().find((line) => line.split(' ')[3] === id)))
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()))
    },
  }
  await until(
    () =>
      nodes.every((node) => {
        const text = node.command('CLUSTER', 'INFO')
        return text.includes('cluster_state:ok') && isLinked(node)
      }),
    20_000,
    'the cluster is complete',
  )
  return cluster
}

function slotAt(node: RedisServer, key: string): string | undefined {
  try {
    return node.command('CLUSTER', 'KEYSLOT', key)
  } catch {
    return undefined
  }
}

/** A replica that has its master's data, or a master. */
function isLinked(node: RedisServer): boolean {
  const text = node.command('INFO', 'replication')
  return text.includes('role:master') || text.includes('master_link_status:up')
}
