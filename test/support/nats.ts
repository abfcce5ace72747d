/** The nats-server of the machine, with JetStream in a folder of its own, which can be killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { keepSocketErrors } from '../../server/bridges/nats-client.ts'
import { findFreePort } from './free-port.ts'
import { until } from './until.ts'

const program = [
  '/usr/sbin/nats-server',
  '/usr/bin/nats-server',
  '/usr/local/bin/nats-server',
].find(existsSync)

/** False: its tests are skipped. Where services are required they run, and fail without it. */
export const canUseNats = program !== undefined || process.env['REQUIRE_SERVICES'] === '1'

export interface NatsServer {
  /** Such as `nats://127.0.0.1:40123`. */
  readonly url: string
  /** Ends it with SIGKILL; what it has stored stays. */
  kill(): Promise<void>
  /** Starts it again, with what it has stored, unless it runs. */
  start(): Promise<void>
  /** A connection of a test, which comes back by itself; closed by `stop`. */
  connect(): Promise<NatsConnection>
  /** Manages streams, over a connection of its own. */
  manage(): Promise<JetStreamManager>
  /** Ends it, and removes what it has stored. */
  stop(): Promise<void>
}

export async function startNats(more: readonly string[] = ['-js']): Promise<NatsServer> {
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-nats-'))
  const url = `nats://127.0.0.1:${port}`
  const connections: NatsConnection[] = []
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    if (program === undefined) throw new Error('Failed to start NATS: install nats-server.')
    if (child !== null) return
    const started = spawn(program, ['-a', '127.0.0.1', '-p', `${port}`, '-sd', folder, ...more], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = started
    let stderr = ''
    started.stderr.setEncoding('utf8').on('data', (said: string) => {
      stderr = (stderr + said).slice(-2_000)
    })
    await until(
      () => {
        if (started.exitCode !== null) throw new Error(`Failed to start NATS: ${stderr}`)
        return accepts(port)
      },
      20_000,
      'nats-server listens',
    )
    if (more.includes('-js')) {
      // It listens before it has read what it has stored.
      await until(() => /JetStream.*ready|Server is ready/i.test(stderr), 20_000, 'NATS is ready')
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child
    if (running === null) return
    child = null
    const exited = new Promise<void>((resolve) => running.once('exit', () => resolve()))
    running.kill(signal)
    await exited
  }

  const open = async () => {
    const connection = await connect({
      ...{ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 100, reconnectJitter: 10 },
    })
    keepSocketErrors(connection)
    connections.push(connection)
    return connection
  }

  await start()
  return {
    url,
    kill: () => end('SIGKILL'),
    start,
    connect: open,
    manage: async () => jetstreamManager(await open()),
    async stop() {
      await Promise.all(connections.map((connection) => connection.close()))
      await end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
