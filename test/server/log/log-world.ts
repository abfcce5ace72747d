/** A clock that stands still, dice that differ, and a folder: what a log engine under test lives in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEngineOptions } from '../../../server/log/engines.ts'
import { createDice } from '../../support/dice.ts'

export interface LogWorld extends LogEngineOptions {
  advance(ms: number): void
  /** Runs every timer that is due. Timers never run by themselves. */
  runTimers(): void
  remove(): void
}

export function createLogWorld(seed = 1): LogWorld {
  const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-log-'))
  const next = createDice(seed)
  const timers = new Map<() => void, number>()
  let nowMs = 1_790_000_000_000
  return {
    dataDir,
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    random: { next },
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
