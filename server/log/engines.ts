/**
 * Every log engine there is. The contract suite runs over this table and the configuration takes its
 * names from it, so a new engine is one file and one line here.
 */

import type { Clock, Random, Timers } from '../../src/platform/ports.ts'
import type { Logger } from '../ops/logger.ts'
import type { EventLog } from './event-log.ts'
import { memoryLog } from './memory.ts'

/** What any engine may be given; each takes what it needs. */
export interface LogEngineOptions {
  /** Folder for whatever the engine keeps. */
  readonly dataDir: string
  readonly clock: Clock
  readonly random: Random
  readonly timers: Timers
  readonly logger?: Logger
  /** Default: the engine's own. */
  readonly retentionEvents?: number
  /** Milliseconds. Default 24 hours. */
  readonly retentionMs?: number
}

export interface LogEngine {
  /** True when history outlives the process: after a restart the epoch is the same. */
  readonly isDurable: boolean
  open(options: LogEngineOptions): Promise<EventLog>
}

export type LogEngineName = 'memory' | 'sqlite'

export const logEngines: Readonly<Record<LogEngineName, LogEngine>> = {
  memory: {
    isDurable: false,
    open: async (options) => memoryLog(options),
  },
  sqlite: {
    isDurable: true,
    open: async ({ dataDir, ...options }) => {
      // Loaded only when chosen: it needs Node, this table does not.
      const { sqliteLog } = await import('./sqlite.ts')
      return sqliteLog({ ...options, file: `${dataDir}/streamgauge.db` })
    },
  },
}
