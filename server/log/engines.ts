/**
 * Every log engine there is, with the options of its own. The contract suite runs over this table, the
 * configuration takes its names from it, and the architecture tests read from it which engines run in a
 * browser tab; so a new engine is one file and one line in each of the two tables here.
 */

import type { Clock, Random, Timers } from '../../src/platform/ports.ts'
import type { Logger } from '../ops/logger.ts'
import type { EventLog } from './event-log.ts'
import { memoryLog } from './memory.ts'
import type { RedisLogOptions } from './redis.ts'
import type { SqliteLogOptions } from './sqlite.ts'

/** What every engine is given, whatever it keeps its events in. */
export interface LogEngineWorld {
  readonly clock: Clock
  readonly random: Random
  readonly timers: Timers
  readonly logger?: Logger
  /** Default: the engine's own. */
  readonly retentionEvents?: number
  /** Milliseconds. Default 24 hours. */
  readonly retentionMs?: number
}

/** The options of each engine's own: where its events are, such as a file or a URL. */
export interface LogEngineOptions {
  readonly memory: Readonly<Record<string, never>>
  readonly sqlite: Pick<SqliteLogOptions, 'file' | 'pollMs' | 'maxFileBytes' | 'onDamage'>
  readonly redis: Pick<RedisLogOptions, 'url' | 'prefix' | 'persistence' | 'pollMs' | 'timeoutMs'>
}

export type LogEngineName = keyof LogEngineOptions

export interface LogEngine<Options> {
  /** True when history outlives the process: after a restart the epoch is the same. */
  readonly isDurable: boolean
  /** True when it runs in a browser tab: neither its file nor what that imports needs Node. */
  readonly runsInTab: boolean
  open(world: LogEngineWorld, options: Options): Promise<EventLog>
}

export const logEngines: {
  readonly [Name in LogEngineName]: LogEngine<LogEngineOptions[Name]>
} = {
  memory: {
    isDurable: false,
    runsInTab: true,
    open: async (world) => memoryLog(world),
  },
  sqlite: {
    isDurable: true,
    runsInTab: false,
    open: async (world, options) => {
      // Loaded only when chosen: it needs Node, this table does not.
      const { sqliteLog } = await import('./sqlite.ts')
      return sqliteLog({ ...world, ...options })
    },
  },
  redis: {
    isDurable: true,
    runsInTab: false,
    open: async (world, options) => {
      const { redisLog } = await import('./redis.ts')
      return redisLog({ ...world, ...options })
    },
  },
}

/** The name of an engine together with that engine's options. */
export type LogChoice<Name extends LogEngineName = LogEngineName> = {
  readonly [Each in Name]: { readonly engine: Each; readonly options: LogEngineOptions[Each] }
}[Name]

/** Opens the log of the chosen engine. @throws LogError `log_unavailable`, and what a file system throws */
export function openLog<Name extends LogEngineName>(
  { engine, options }: LogChoice<Name>,
  world: LogEngineWorld,
): Promise<EventLog> {
  return logEngines[engine].open(world, options)
}
