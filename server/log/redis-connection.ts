/**
 * One connection to Redis that is made again whenever it is lost. Calls fail at once while there is none: nothing is
 * queued for later, because a command that is sent after a pause could be one that its caller has given up.
 *
 *   connecting ─► ready ─► lost ─► (wait) ─► connecting          any ─► closed
 *
 * The client of `redis` does the protocol; when to connect is decided here, because it has to look up the server again,
 * and has to drop a connection on which an answer is overdue.
 */
import type { Cancel, Random, Timers } from '../../src/platform/ports.ts'
import type { RedisReply } from './redis-messages.ts'

/** The client of the package `redis`, as far as it is used here. */
export type RedisClient = ReturnType<typeof import('redis').createClient>

export interface RedisConnection {
  /** True while commands can be sent. */
  readonly isReady: boolean
  /** The client; throws why there is none. */
  client(): RedisClient
  /** Sends a command. */
  send(args: readonly string[]): Promise<RedisReply>
  /** Drops the connection, as if it had been lost: the server must not be used, or does not answer. */
  drop(reason: Error): void
  close(): void
}

export interface RedisConnectionOptions {
  /** Makes a client that is not connected yet and never reconnects by itself. */
  readonly createClient: () => Promise<RedisClient>
  readonly timers: Timers
  readonly random: Random
  /** How long an answer may take. */
  readonly timeoutMs: number
  /** Called with each new connection before it is used. */
  readonly prepare: (client: RedisClient) => Promise<unknown>
  readonly onReady: () => void
  readonly onLost: (error: Error) => void
}

const connectTimeoutMs = 5_000
const firstWaitMs = 50
const longestWaitMs = 2_000

export interface OpeningRedisConnection extends RedisConnection {
  /** Resolves when it is ready for the first time; rejects when that fails. */
  readonly opened: Promise<void>
}

export function openRedisConnection(options: RedisConnectionOptions): OpeningRedisConnection {
  const { timers, random, timeoutMs } = options
  let current: RedisClient | null = null
  let reason = new Error('It is not connected yet.')
  let attempts = 0
  let isClosed = false
  let cancelWait: Cancel = () => {}

  async function connect(): Promise<void> {
    const client = await options.createClient()
    let isLost = false
    const lose = (error: Error) => {
      if (isLost) return
      isLost = true
      drop(client, error)
    }
    client.on('error', lose)
    client.on('end', () => lose(new Error('The connection was closed.')))
    try {
      await within(client, connectTimeoutMs, client.connect())
      await within(client, connectTimeoutMs, options.prepare(client))
      if (isLost || isClosed) throw reason
    } catch (error) {
      isLost = true
      if (client.isOpen) client.destroy()
      throw error
    }
    current = client
    attempts = 0
    options.onReady()
  }

  /** Ends a connection. What it has not answered yet is rejected by the client. */
  function drop(client: RedisClient, error: Error): void {
    reason = error
    if (client.isOpen) client.destroy()
    if (client !== current) return
    current = null
    if (isClosed) return
    options.onLost(error)
    connectLater()
  }

  function connectLater(): void {
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** attempts++)
    // Half of it at random, so that servers that lost the same Redis do not all return together.
    cancelWait = timers.after(waitMs * (0.5 + random.next() / 2), () => {
      connect().catch((error: Error) => {
        reason = error
        if (!isClosed) connectLater()
      })
    })
  }

  /** Without an answer in time the connection is dropped: one that hangs would hang for every caller. */
  function within<T>(client: RedisClient, ms: number, answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = timers.after(ms, () => {
        const error = new Error(`Redis did not answer within ${ms} ms.`)
        reject(error)
        drop(client, error)
      })
      answer.then(resolve, reject).finally(cancel)
    })
  }

  function client(): RedisClient {
    if (current === null) throw reason
    return current
  }

  const connection = {
    get isReady() {
      return current !== null
    },
    client,
    async send(args: readonly string[]) {
      const used = client()
      return within(used, timeoutMs, used.sendCommand<RedisReply>([...args]))
    },
    drop(error: Error) {
      if (current !== null) drop(current, error)
    },
    close() {
      isClosed = true
      cancelWait()
      reason = new Error('The log was closed.')
      if (current?.isOpen) current.destroy()
      current = null
    },
    opened: connect(),
  }
  return connection
}
