/** A clock that stands still, seeded randomness, and a folder: what a log engine under test lives in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createSeededRandom } from '../../../server/ledger/seeded-random.ts'
import type { LogChoice, LogEngineName, LogEngineWorld } from '../../../server/log/engines.ts'

// Each SQLite log starts a thread, which strips the types of its sources: from the second one on they are cached.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'streamgauge-compile-cache')

export interface LogWorld extends LogEngineWorld {
  readonly dataDir: string
  /** Each engine with options for this folder. */
  readonly choices: { readonly [Name in LogEngineName]: LogChoice<Name> }
  advance(ms: number): void
  /** Runs every timer that is due. Timers never run by themselves. */
  runTimers(): void
  remove(): void
}

const nowhere = { url: 'redis://127.0.0.1:1' }

/** @param redis where the Redis log is, for tests that have started one. */
export function createLogWorld(seed = 1, redis: { readonly url: string } = nowhere): LogWorld {
  const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-log-'))
  const timers = new Map<() => void, number>()
  let nowMs = 1_790_000_000_000
  return {
    dataDir,
    choices: {
      memory: { engine: 'memory', options: {} },
      sqlite: { engine: 'sqlite', options: { file: join(dataDir, 'streamgauge.db') } },
      redis: {
        engine: 'redis',
        // Each world has logs of its own, as it has a folder of its own.
        options: { url: redis.url, prefix: basename(dataDir), persistence: 'optional' },
      },
    },
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    random: createSeededRandom(seed),
    timers: {
      after(delayMs, run) {
        timers.set(run, nowMs + delayMs)
        return () => timers.delete(run)
      },
    },
    advance(ms) {
      nowMs += ms
    },
    runTimers() {
      for (const [run, atMs] of [...timers]) {
        if (atMs > nowMs) continue
        timers.delete(run)
        run()
      }
    },
    remove() {
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
