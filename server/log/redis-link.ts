/**
 * The connections of one engine to Redis, and its calls: one connection for appends, one for reads, whose long answers
 * would delay appends, one for the bus, and one for limits and tickets, without which the log can be used. It knows
 * nothing of logs; a failure of any kind is `log_unavailable`.
 */
import { createHash } from 'node:crypto'
import type { Random, Timers } from '../../src/platform/ports.ts'
import type { Logger } from '../ops/logger.ts'
import { logClosed } from './append-check.ts'
import { LogError } from './errors.ts'
import type { LogRisk } from './event-log.ts'
import {
  type OpeningRedisConnection,
  openRedisConnection,
  type RedisClient,
} from './redis-connection.ts'
import type { RedisReply } from './redis-messages.ts'
import {
  appendScript,
  historyScript,
  pageScript,
  settleScript,
  statesByKeysScript,
  statesScript,
} from './redis-scripts.ts'
import { checkServer, parseInfo, risksOf } from './redis-server-info.ts'
import {
  addSecretScript,
  changeSecretScript,
  holdSlotsScript,
  rateScript,
  takeSlotScript,
} from './redis-shared-scripts.ts'

export type ScriptName = keyof typeof scripts

/** Runs a script on the server that has its keys. @throws LogError `log_unavailable`, `log_closed` */
export type RunScript = (
  name: ScriptName,
  keys: readonly string[],
  args: readonly string[],
) => Promise<RedisReply>

export interface RedisLink {
  /** Runs a script that writes. Scripts run in the order of the calls. */
  readonly write: RunScript
  /** Runs a script that reads. */
  readonly read: RunScript
  /** Runs a script of what servers share besides their logs, which has a connection of its own. */
  readonly share: RunScript
  /** Runs one command that reads. @throws LogError as `write` */
  ask(args: readonly string[]): Promise<RedisReply>
  /** Receives what is published from now on; resolves when Redis has confirmed it. @throws LogError as `write` */
  subscribe(channel: string, listener: (message: Buffer) => void): Promise<void>
  unsubscribe(channel: string): void
  /** What about the servers could lose events. @throws LogError as `write` */
  risks(): Promise<readonly LogRisk[]>
  /** Finds out whether the bus still answers; drops its connection otherwise. */
  checkBus(): Promise<void>
  /** Whether all connections are ready that the log needs. */
  readonly isReady: boolean
  /** Whether the connection of {@link RedisLink.share} is ready. */
  readonly isSharing: boolean
  close(): void
}

export interface RedisLinkOptions {
  readonly createClient: () => Promise<RedisClient>
  /** Without the password. */
  readonly address: string
  readonly timers: Timers
  readonly random: Random
  readonly logger: Logger
  readonly timeoutMs: number
  /** Whether it is a node of a cluster. Default false. */
  readonly isCluster?: boolean
  /** All connections are there again: something may have been missed. */
  readonly onReady: () => void
  /** As `onReady`, for {@link RedisLink.share}. */
  readonly onSharing: () => void
  /** A connection was lost. */
  readonly onLost: () => void
}

const scripts = {
  append: withHash(appendScript),
  settle: withHash(settleScript),
  page: withHash(pageScript),
  statesByKeys: withHash(statesByKeysScript),
  states: withHash(statesScript),
  history: withHash(historyScript),
  rate: withHash(rateScript),
  takeSlot: withHash(takeSlotScript),
  holdSlots: withHash(holdSlotsScript),
  addSecret: withHash(addSecretScript),
  changeSecret: withHash(changeSecretScript),
}

function withHash(text: string) {
  return { text, hash: createHash('sha1').update(text).digest('hex') }
}

async function runScript(
  connection: OpeningRedisConnection,
  name: ScriptName,
  keys: readonly string[],
  args: readonly string[],
): Promise<RedisReply> {
  const { hash, text } = scripts[name]
  const rest = [String(keys.length), ...keys, ...args]
  try {
    return await connection.send(['EVALSHA', hash, ...rest])
  } catch (error) {
    // Loaded with every connection; SCRIPT FLUSH removes them while it lasts.
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return await connection.send(['EVAL', text, ...rest])
  }
}

/** A setting of the server; null when it may not be read. */
async function settingOf(
  connection: Pick<OpeningRedisConnection, 'send'>,
  name: string,
): Promise<string | null> {
  try {
    const reply = await connection.send(['CONFIG', 'GET', name])
    const pairs = Array.isArray(reply) ? reply : Object.entries(reply ?? {}).flat()
    return String(pairs[1] ?? '')
  } catch {
    return null
  }
}

/** Connects. @throws LogError `log_unavailable` */
export async function openRedisLink(options: RedisLinkOptions): Promise<RedisLink> {
  const { address, logger } = options
  const listeners = new Map<string, (message: Buffer) => void>()
  /** The channels that the present connection of the bus has subscribed to. */
  const subscribed = new Set<string>()
  /** Channels that are being left: until Redis has confirmed it, the client takes them for subscribed. */
  const leaving = new Map<string, Promise<unknown>>()
  let isClosed = false
  let isOpen = false

  async function check(client: RedisClient): Promise<void> {
    const info = parseInfo(await client.sendCommand(['INFO', 'server', 'replication']))
    checkServer(info, options.isCluster ?? false)
  }
  async function loadScripts(client: RedisClient): Promise<void> {
    await check(client)
    await Promise.all(Object.values(scripts).map(({ text }) => client.scriptLoad(text)))
  }
  async function subscribeAll(client: RedisClient): Promise<void> {
    await check(client)
    subscribed.clear()
    const channels = [...listeners]
    await Promise.all(channels.map((each) => client.sSubscribe(...each, true)))
    for (const [channel] of channels) subscribed.add(channel)
  }
  const connections = {
    writing: open('appends', loadScripts),
    reading: open('reads', loadScripts),
    bus: open('the bus', subscribeAll),
  }
  const ofLog = Object.values(connections)
  const sharing = open('limits and tickets', loadScripts, options.onSharing)
  const all = [...ofLog, sharing]

  function onReady(): void {
    if (!ofLog.every(({ isReady }) => isReady)) return
    logger.info({ address }, 'connected to Redis again')
    options.onReady()
  }

  /** @param onAgain called when it is there again. Default: it is one that the log needs. */
  function open(
    use: string,
    prepare: (client: RedisClient) => Promise<unknown>,
    onAgain: (() => void) | null = null,
  ): OpeningRedisConnection {
    return openRedisConnection({
      ...options,
      prepare,
      onReady: () => isOpen && (onAgain ?? onReady)(),
      onLost(error) {
        logger.warn({ error, address, use }, 'the connection to Redis was lost')
        if (onAgain === null) options.onLost()
      },
    })
  }

  function unavailable(error: unknown): LogError {
    if (isClosed) return logClosed()
    const reason = error instanceof Error ? error.message : String(error)
    return new LogError(
      'log_unavailable',
      `Redis at ${address} cannot be used: ${reason} ` +
        'Check the server. An append that was in progress may be in the log: read the log before you repeat it.',
      { cause: error },
    )
  }

  /** Also looks at the answer: a server that became a replica stays one, so the right one has to be found again. */
  async function attempt<T>(run: () => Promise<T>): Promise<T> {
    if (isClosed) throw logClosed()
    try {
      return await run()
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('READONLY')) {
        for (const each of all) each.drop(error)
      }
      throw unavailable(error)
    }
  }

  const { writing, reading, bus } = connections
  const link: RedisLink = {
    write: (...call) => attempt(() => runScript(writing, ...call)),
    read: (...call) => attempt(() => runScript(reading, ...call)),
    share: (...call) => attempt(() => runScript(sharing, ...call)),
    ask: (args) => attempt(() => reading.send(args)),
    async subscribe(channel, listener) {
      listeners.set(channel, listener)
      await attempt(async () => {
        await leaving.get(channel)
        // Forgotten meanwhile.
        if (!listeners.has(channel)) return
        const client = bus.client()
        if (subscribed.has(channel)) return
        await client.sSubscribe(channel, listener, true)
        if (bus.isReady && bus.client() === client) subscribed.add(channel)
      })
    },
    unsubscribe(channel) {
      listeners.delete(channel)
      subscribed.delete(channel)
      if (!bus.isReady) return
      const left = bus
        .client()
        .sUnsubscribe(channel)
        .catch(() => undefined)
        .then(() => {
          if (leaving.get(channel) !== left) return
          leaving.delete(channel)
          // A subscription that was under way was confirmed first.
          subscribed.delete(channel)
        })
      leaving.set(channel, left)
    },
    async risks() {
      const info = attempt(() => reading.send(['INFO', 'memory', 'persistence']))
      const [found, save] = await Promise.all([info, settingOf(reading, 'save')])
      return risksOf(parseInfo(found), save)
    },
    async checkBus() {
      await attempt(() => bus.send(['PING']))
    },
    get isReady() {
      return ofLog.every(({ isReady }) => isReady)
    },
    get isSharing() {
      return sharing.isReady
    },
    close() {
      isClosed = true
      for (const connection of all) connection.close()
    },
  }
  try {
    await Promise.all(all.map(({ opened }) => opened))
  } catch (error) {
    const refusal = unavailable(error)
    link.close()
    throw refusal
  }
  isOpen = true
  return link
}
