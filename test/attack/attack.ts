/**
 * One attack on a real server process, and what must hold afterwards. The server runs with a heap of 512 MB and is
 * monitored by another process (see watch.ts). For every attack, the runner checks that the server is still alive and
 * answers `/healthz` in time, so an attack only reports its specific faults.
 */
import type { SpawnedServer } from '../support/spawn.ts'

export interface Attack {
  /** Names it on the command line, such as `pipelined-reads`. */
  readonly name: string
  /** What must hold, as a sentence. */
  readonly holds: string
  /** Differences from the environment of a server on a SQLite file that simulates nothing. */
  readonly env?: Readonly<Record<string, string>>
  /** Whether the stderr of the server is read. Default: it is. */
  readonly stderr?: 'unread'
  /** Options of Node, besides the size of the heap. */
  readonly execArgv?: readonly string[]
  /** The most resident memory the process may reach, in MB. Default 600. */
  readonly maxRssMb?: number
  /** Whether the attack stops or restarts the server, so that `/healthz` fails meanwhile. Default: it does not. */
  readonly stopsServer?: boolean
  run(target: Target): Promise<AttackResult>
}

/** What is attacked. */
export interface Target {
  readonly url: string
  readonly port: number
  /** Folder of the SQLite file, `streamgauge.db`. Removed afterwards. */
  readonly dataDir: string
  /** The process, as it is now. */
  readonly server: SpawnedServer
  /** Starts the server again on the same port and data, after it has ended. */
  restart(env?: Readonly<Record<string, string>>): Promise<SpawnedServer>
}

export interface AttackResult {
  /** What was broken, a sentence each. Empty: it held. */
  readonly faults: readonly string[]
  /** What was measured, for the table. */
  readonly figures: Readonly<Record<string, number | string>>
}
