/**
 * The environment as settings. Every variable is in one table with its default and its meaning; all
 * mistakes are collected and reported together. What this server cannot do yet is refused, never ignored:
 * a deployment that sets `AUTH=jwt` must not end up with an open server.
 */
import { longestDelayMs } from '../../src/platform/timer-limit.ts'
import { defaultAppConfig } from '../app-config.ts'
import { type ScenarioName, scenarioNames } from '../ledger/simulator.ts'
import { type LogChoice, type LogEngineName, logEngines } from '../log/engines.ts'
import { readAllowedHost } from '../ops/allowed-hosts.ts'
import { type LogLevel, logLevels } from './logger.ts'

/** The configuration of a process. */
export interface NodeConfig {
  /** 0 takes a free one. */
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly log: LogChoice
  readonly corsOrigins: readonly string[]
  readonly allowedHosts: readonly string[]
  readonly maxConnections: number
  readonly maxConnectionsPerIp: number
  readonly pingMs: number
  readonly retentionMs: number
  /** `undefined`: the engine's own default. */
  readonly retentionEvents: number | undefined
  readonly maxReplay: number
  readonly drainMs: number
  readonly simulate: 'off' | ScenarioName
  readonly logLevel: LogLevel
  readonly auth: 'off'
}

/** Settings, or everything that is wrong with them: one sentence a variable. */
export type ConfigResult =
  | { readonly ok: true; readonly config: NodeConfig }
  | { readonly ok: false; readonly mistakes: readonly string[] }

type Environment = Readonly<Record<string, string | undefined>>

const dayMs = 86_400_000

/** What each engine takes from the environment for its own options. */
const logChoices: {
  readonly [Name in LogEngineName]: (settings: { readonly dataDir: string }) => LogChoice<Name>
} = {
  memory: () => ({ engine: 'memory', options: {} }),
  sqlite: ({ dataDir }) => ({
    engine: 'sqlite',
    options: { file: `${dataDir}/streamgauge.db` },
  }),
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

  const dataDir = textOf('DATA_DIR') ?? '.data'
  const engine = word('LOG', Object.keys(logEngines) as LogEngineName[], 'sqlite')
  const config: NodeConfig = {
    port: whole('PORT', 3001, 0, 65_535),
    host: textOf('HOST') ?? '127.0.0.1',
    dataDir,
    log: logChoices[engine]({ dataDir }),
    corsOrigins: readOrigins(textOf('CORS_ORIGINS'), mistakes),
    allowedHosts: readHosts(textOf('ALLOWED_HOSTS'), mistakes),
    maxConnections: whole('MAX_CONNECTIONS', defaultAppConfig.maxConnections, 1, 1_000_000),
    maxConnectionsPerIp: whole(
      'MAX_CONNECTIONS_PER_IP',
      defaultAppConfig.maxConnectionsPerIp,
      0,
      1_000_000,
    ),
    pingMs: whole('PING_MS', defaultAppConfig.pingMs, 100, 3_600_000),
    retentionMs: whole('RETENTION_MS', dayMs, 1_000, Number.MAX_SAFE_INTEGER),
    retentionEvents: whole('RETENTION_EVENTS', undefined, 1, 1_000_000_000),
    maxReplay: whole('MAX_REPLAY', defaultAppConfig.maxReplay, 0, 1_000_000),
    drainMs: whole('DRAIN_MS', 10_000, 0, longestDelayMs),
    simulate: word('SIMULATE', ['off', ...scenarioNames], 'payroll'),
    logLevel: word('LOG_LEVEL', logLevels, 'info'),
    auth: readAuth(textOf('AUTH'), mistakes),
  }
  return mistakes.length === 0 ? { ok: true, config } : { ok: false, mistakes }
}

function readAuth(text: string | undefined, mistakes: string[]): 'off' {
  if (text !== undefined && text !== 'off') {
    mistakes.push(
      `AUTH is "${text}": this version can only run with AUTH=off, where every caller is trusted. ` +
        'Put it behind something that checks callers, or leave it on 127.0.0.1.',
    )
  }
  return 'off'
}

function readOrigins(text: string | undefined, mistakes: string[]): readonly string[] {
  const origins = (text ?? '').split(',').map((origin) => origin.trim())
  return origins.filter((origin) => {
    if (origin === '') return false
    if (origin === '*' || isOrigin(origin)) return true
    mistakes.push(
      `CORS_ORIGINS has "${origin}": it has to be origins such as https://app.example, ` +
        'separated by commas, or *.',
    )
    return false
  })
}

function readHosts(text: string | undefined, mistakes: string[]): readonly string[] {
  const hosts = (text ?? '').split(',').map((host) => host.trim())
  return hosts.filter((host) => {
    if (host === '') return false
    if (readAllowedHost(host) !== null) return true
    mistakes.push(
      `ALLOWED_HOSTS has "${host}": it has to be host names such as api.example or *.example, ` +
        'without scheme and port, separated by commas, or *.',
    )
    return false
  })
}

function isOrigin(text: string): boolean {
  // A path or a trailing slash would never equal what a browser sends.
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text
}
