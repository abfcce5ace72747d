/** What the NATS bridge is created with and shows, and the refusal of options that cannot be meant. */
import type { ServableFeed } from '../../src/feeds/definition.ts'
import type { Clock, Random, Timers } from '../../src/platform/ports.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { ServerFeed } from '../feeds/server-feed.ts'
import type { Bridge } from '../ops/bridge.ts'
import type { Logger } from '../ops/logger.ts'
import type { MessageMapping } from '../ops/message-mapping.ts'
import { checkOptionNames, type OptionNames } from '../option-names.ts'
import { needsTls } from './nats-client.ts'
import type { AsideMessage, FoundGap } from './nats-record.ts'
import { isSubject } from './nats-subject.ts'

/** Options of `natsBridge`. */
export interface NatsBridgeOptions<Feed extends ServableFeed = ServableFeed> {
  /** The feed that the events go to. */
  readonly feed: ServerFeed<Feed>
  /** Which messages it takes, such as `companyMessages`. */
  readonly messages: MessageMapping
  /**
   * Such as `nats://localhost:4222`, or several of one cluster. A name and a password may be in it, as in
   * `nats://name:password@host`, or a token: `nats://token@host`.
   */
  readonly servers: string | readonly string[]
  /** Default: none, or the one in the address. */
  readonly user?: string
  /** Default: none, or the one in the address. */
  readonly password?: string
  /** Default: none, or the one in the address. */
  readonly token?: string
  /** The text of a `.creds` file. Default: none. */
  readonly credentials?: string
  /** Options of the TLS connection, as `@nats-io/transport-node` takes them. Default: what NATS asks for. */
  readonly tls?: object
  /**
   * `jetstream`: every message of a stream, exactly once. `core`: what is published while the bridge is connected, at
   * most once. Default `jetstream`.
   */
  readonly mode?: 'jetstream' | 'core'
  /** The stream of JetStream. Default `STREAMGAUGE`. */
  readonly stream?: string
  /** Whether the stream is created if it does not exist, with 24 hours of messages. Default true. */
  readonly createStream?: boolean
  /**
   * The durable consumer, which all servers of one log share; another log needs another one. In core mode, the queue
   * group. Default `streamgauge`.
   */
  readonly durable?: string
  /** The largest payload, in bytes; larger ones are set aside. Default 65536. */
  readonly maxPayloadBytes?: number
  /** Its label in metrics. Default `nats`. */
  readonly name?: string
  /** Default: no logging. */
  readonly logger?: Logger
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Default: those of the runtime. */
  readonly timers?: Timers
  /** Spreads attempts after failures. Default: `Math.random`. */
  readonly random?: Random
}

/** How the bridge is doing. */
export interface NatsHealth {
  /**
   * - `reading`: connected, and messages are recorded.
   * - `waiting`: connected; another server of the log reads.
   * - `failing`: not connected, or the last attempt failed.
   */
  readonly status: 'reading' | 'waiting' | 'failing'
  /** Whether every message of a stream is recorded exactly once, or each at most once. */
  readonly delivery: 'exactly-once' | 'at-most-once'
  /** The sequence up to which everything is recorded, as far as this server knows; 0: none yet, or without JetStream. */
  readonly sequence: number
  /** Messages that the stream had behind the last one that was received. */
  readonly pending: number
  /** The last gaps, at most 20. Without JetStream, gaps cannot be found. */
  readonly gaps: readonly FoundGap[]
  /** The last messages that could not become events, at most 100. */
  readonly aside: readonly AsideMessage[]
}

/** A bridge from NATS. Pass it to `serve` as one of its `bridges`, or call `prepare`, `start` and `close`. */
export interface NatsBridge extends Bridge {
  /** The current state. */
  health(): NatsHealth
}

const optionNames: OptionNames<NatsBridgeOptions> = {
  ...{ feed: true, messages: true, servers: true, user: true, password: true, token: true },
  ...{ credentials: true, tls: true, mode: true, stream: true, createStream: true, durable: true },
  ...{ maxPayloadBytes: true, name: true, logger: true, clock: true, timers: true, random: true },
}

/** What a stream or a consumer can be called, and still be part of a subject. */
export function isNatsName(text: unknown): text is string {
  return typeof text === 'string' && /^[\w-]{1,64}$/.test(text)
}

/** Whether it is an address that the client can connect to: `nats:` or `tls:`, or a host. */
export function isNatsAddress(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    /^(?:(?:nats|tls):\/\/)?(?:[^\s@/]*@)?(?:[^\s@/:[\]]+|\[[^\s\]]+\])(?::\d{1,5})?\/?$/.test(text)
  )
}

/** @throws ProtocolError `bad_config` */
export function checkNatsOptions(options: NatsBridgeOptions): void {
  const checked = { code: 'bad_config', call: 'natsBridge()', task: 'read from NATS' } as const
  checkOptionNames(options, optionNames, checked)
  const refuseUnless = (isRight: boolean, why: string) => {
    if (!isRight) throw new ProtocolError('bad_config', `Failed to read from NATS: ${why}`)
  }
  const { feed, messages, servers, mode = 'jetstream', maxPayloadBytes = 1 } = options
  refuseUnless(
    typeof feed?.publishAll === 'function',
    'feed is not a feed. Pass what serveFeed() or companyFeed() returns.',
  )
  refuseUnless(
    typeof messages?.read === 'function' && messages.subjects?.length > 0,
    'messages is not a mapping. Pass companyMessages, or an object with subjects and read.',
  )
  for (const subject of messages.subjects) {
    refuseUnless(
      isSubject(subject),
      `${JSON.stringify(subject)} is not a subject. Pass words separated by dots, such as metrics.*.`,
    )
  }
  const list = typeof servers === 'string' ? [servers] : (servers ?? [])
  refuseUnless(
    list.length > 0 && list.every(isNatsAddress),
    'servers is not a NATS address. Pass one such as nats://localhost:4222.',
  )
  refuseUnless(
    list.every(needsTls) || !list.some(needsTls),
    'only some of the servers are tls: addresses. Begin all of them with tls://, or none.',
  )
  refuseUnless(
    mode === 'jetstream' || mode === 'core',
    `mode is ${JSON.stringify(mode)}. Pass 'jetstream' or 'core'.`,
  )
  for (const key of ['stream', 'durable', 'name'] as const) {
    refuseUnless(
      options[key] === undefined || isNatsName(options[key]),
      `${key} is ${JSON.stringify(options[key])}. Pass 1 to 64 letters, digits, hyphens or underscores.`,
    )
  }
  refuseUnless(
    Number.isSafeInteger(maxPayloadBytes) && maxPayloadBytes >= 1,
    `maxPayloadBytes is ${maxPayloadBytes}. Pass a whole number of bytes.`,
  )
}
