/**
 * The environment as settings. Every variable is in one table with its default and its meaning; all
 * mistakes are collected and reported together. What this server cannot do yet is refused, never ignored:
 * a deployment that sets `AUTH=jwt` must not end up with an open server.
 */
import { longestDelayMs } from '../../src/platform/timer-limit.ts'
import { defaultAppConfig } from '../app-config.ts'
import { configLists, configRanges } from '../config-check.ts'
import { longestCoalesceMs } from '../feeds/resource/resource-feed.ts'
import { defaultEndedStreamsMs } from '../ledger/ended-streams.ts'
import { defaultMaxStreamsPerSender } from '../ledger/sender-bound.ts'
import { type ScenarioName, scenarioNames } from '../ledger/simulator.ts'
import { type LogChoice, type LogEngineName, logEngines } from '../log/engines.ts'
import type { OnDamage } from '../log/event-log.ts'
import { type AuthChoice, readAuth } from './auth-config.ts'
import { type ChainSettings, readChain } from './chain-config.ts'
import { defaultKeepAliveMs, keepAliveRange } from './http-server.ts'
import { limitsFor } from './local-limits.ts'
import { type LogLevel, logLevels } from './logger.ts'
import { type NatsSettings, readNats } from './nats-config.ts'
import { type RedisSettings, readRedis } from './redis-config.ts'

/** The configuration of a process. */
export type NodeConfig = ProcessSettings & AuthChoice

interface ProcessSettings {
  /** 0 takes a free one. */
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly log: LogChoice
  readonly corsOrigins: readonly string[]
  readonly allowedHosts: readonly string[]
  readonly maxConnections: number
  readonly maxOpenTenants: number
  readonly maxConnectionsPerIp: number
  readonly maxConnectionsPerUser: number
  readonly connectionRatePerIp: number
  readonly pollRatePerIp: number
  readonly commandRate: number
  readonly commandRatePerIp: number
  readonly commandRatePerUser: number
  readonly maxReadsPerIp: number
  readonly shareLimits: boolean
  readonly trustedProxies: readonly string[]
  readonly pingMs: number
  /** 0: no bound. */
  readonly maxStreamsPerSender: number
  readonly retentionMs: number
  /** `undefined`: the engine's own default. */
  readonly retentionEvents: number | undefined
  readonly endedStreamsMs: number
  readonly maxReplay: number
  readonly ordersCoalesceMs: number
  readonly ordersIfMatch: 'optional' | 'required'
  readonly keepAliveMs: number
  readonly drainMs: number
  readonly simulate: 'off' | ScenarioName
  /** Whether the company feed may be subscribed to. */
  readonly streamingEnabled: boolean
  readonly logLevel: LogLevel
  /** `undefined`: metrics are on `port`, for callers with the scope `stats:read`. 0 takes a free port. */
  readonly metricsPort: number | undefined
  readonly metricsHost: string
  /** `null`: the server takes commands. */
  readonly chain: ChainSettings | null
  /** `null`: nothing is read from NATS. */
  readonly nats: NatsSettings | null
}

/** Settings, or everything that is wrong with them: one sentence a variable. */
export type ConfigResult =
  | { readonly ok: true; readonly config: NodeConfig }
  | { readonly ok: false; readonly mistakes: readonly string[] }

type Environment = Readonly<Record<string, string | undefined>>

const dayMs = 86_400_000

const damageAnswers: readonly OnDamage[] = ['stop', 'new-epoch']

/** What each engine takes from the environment for its own options. */
const logChoices: {
  readonly [Name in LogEngineName]: (settings: {
    readonly dataDir: string
    readonly onDamage: OnDamage
    readonly redis: RedisSettings
  }) => LogChoice<Name>
} = {
  memory: () => ({ engine: 'memory', options: {} }),
  sqlite: ({ dataDir, onDamage }) => ({
    engine: 'sqlite',
    options: { file: `${dataDir}/streamgauge.db`, onDamage },
  }),
  redis: ({ redis }) => ({ engine: 'redis', options: redis }),
}

/** Reads the environment. An empty variable counts as not set. */
export function readConfig(environment: Environment): ConfigResult {
  const mistakes: string[] = []
  const textOf = (name: string) => environment[name]?.trim() || undefined

  function whole(name: string, otherwise: number, least: number, most: number): number
  function whole(
    name: string,
    otherwise: undefined,
    least: number,
    most: number,
  ): number | undefined
  function whole(name: string, otherwise: number | undefined, least: number, most: number) {
    const text = textOf(name)
    if (text === undefined) return otherwise
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    mistakes.push(`${name} is "${text}": it has to be a whole number from ${least} to ${most}.`)
    return otherwise
  }

  function word<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word {
    const text = textOf(name)
    if (text === undefined) return otherwise
    const known = words.find((candidate) => candidate === text)
    if (known !== undefined) return known
    mistakes.push(`${name} is "${text}": it has to be one of ${words.join(', ')}.`)
    return otherwise
  }

  const list = (name: string, rules: (typeof configLists)[keyof typeof configLists]) =>
    readList(name, rules, textOf(name), mistakes)

  const host = textOf('HOST') ?? '127.0.0.1'
  const auth = readAuth({ text: textOf, word, mistakes }, host)
  const limits = { ...defaultAppConfig, ...limitsFor(host, auth.auth === 'off') }
  const limit = (name: string, setting: Exclude<keyof typeof configRanges, 'retryMs'>) => {
    const [least, most] = configRanges[setting]
    return whole(name, limits[setting], least, most)
  }

  const chain = readChain({ text: textOf, word, whole, mistakes })
  const simulate = word('SIMULATE', ['off', ...scenarioNames], chain ? 'off' : 'payroll')
  if (chain && simulate !== 'off') {
    mistakes.push(
      'SIMULATE has to be off with SOROBAN_RPC_URL: a server that follows a chain takes no commands.',
    )
  }
  const dataDir = textOf('DATA_DIR') ?? '.data'
  const engine = word('LOG', Object.keys(logEngines) as LogEngineName[], 'sqlite')
  const config: NodeConfig = {
    port: whole('PORT', 3001, 0, 65_535),
    host,
    dataDir,
    log: logChoices[engine]({
      dataDir,
      onDamage: word('ON_DAMAGE', damageAnswers, 'stop'),
      redis: readRedis({ text: textOf, word, mistakes }),
    }),
    corsOrigins: list('CORS_ORIGINS', configLists.corsOrigins),
    allowedHosts: list('ALLOWED_HOSTS', configLists.allowedHosts),
    maxConnections: limit('MAX_CONNECTIONS', 'maxConnections'),
    maxOpenTenants: limit('MAX_OPEN_TENANTS', 'maxOpenTenants'),
    maxConnectionsPerIp: limit('MAX_CONNECTIONS_PER_IP', 'maxConnectionsPerIp'),
    maxConnectionsPerUser: limit('MAX_CONNECTIONS_PER_USER', 'maxConnectionsPerUser'),
    connectionRatePerIp: limit('CONNECTION_RATE_PER_IP', 'connectionRatePerIp'),
    pollRatePerIp: limit('POLL_RATE_PER_IP', 'pollRatePerIp'),
    commandRate: limit('COMMAND_RATE', 'commandRate'),
    commandRatePerIp: limit('COMMAND_RATE_PER_IP', 'commandRatePerIp'),
    commandRatePerUser: limit('COMMAND_RATE_PER_USER', 'commandRatePerUser'),
    maxReadsPerIp: limit('MAX_READS_PER_IP', 'maxReadsPerIp'),
    shareLimits: word('SHARE_LIMITS', ['true', 'false'], 'true') === 'true',
    trustedProxies: list('TRUSTED_PROXIES', configLists.trustedProxies),
    pingMs: whole('PING_MS', defaultAppConfig.pingMs, ...configRanges.pingMs),
    maxStreamsPerSender: whole('MAX_STREAMS_PER_SENDER', defaultMaxStreamsPerSender, 0, 1_000_000),
    retentionMs: whole('RETENTION_MS', dayMs, 1_000, Number.MAX_SAFE_INTEGER),
    retentionEvents: whole('RETENTION_EVENTS', undefined, 1, 1_000_000_000),
    endedStreamsMs: whole(
      'ENDED_STREAMS_MS',
      defaultEndedStreamsMs,
      1_000,
      Number.MAX_SAFE_INTEGER,
    ),
    maxReplay: whole('MAX_REPLAY', defaultAppConfig.maxReplay, ...configRanges.maxReplay),
    ordersCoalesceMs: whole('ORDERS_COALESCE_MS', 0, 0, longestCoalesceMs),
    ordersIfMatch: word('ORDERS_IF_MATCH', ['optional', 'required'], 'optional'),
    keepAliveMs: whole('KEEP_ALIVE_MS', defaultKeepAliveMs, ...keepAliveRange),
    drainMs: whole('DRAIN_MS', 10_000, 0, longestDelayMs),
    simulate,
    streamingEnabled: word('STREAMING_ENABLED', ['true', 'false'], 'true') === 'true',
    logLevel: word('LOG_LEVEL', logLevels, 'info'),
    metricsPort: whole('METRICS_PORT', undefined, 0, 65_535),
    metricsHost: textOf('METRICS_HOST') ?? '127.0.0.1',
    chain,
    nats: readNats({ text: textOf, word, mistakes }),
    ...auth,
  }
  return mistakes.length === 0 ? { ok: true, config } : { ok: false, mistakes }
}

function readList(
  name: string,
  { isEntry, shape }: (typeof configLists)[keyof typeof configLists],
  text: string | undefined,
  mistakes: string[],
): readonly string[] {
  const entries = (text ?? '').split(',').map((entry) => entry.trim())
  return entries.filter((entry) => {
    if (entry === '') return false
    if (isEntry(entry)) return true
    mistakes.push(
      `${name} has "${entry}": it has to be ${shape}, separated by commas${isEntry('*') ? ', or *' : ''}.`,
    )
    return false
  })
}
