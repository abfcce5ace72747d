/**
 * Does something again and again, with random pauses: for simulators. What is done, and what a failure of it means, is up
 * to the caller; a step that throws ends the run.
 */
import type { Cancel, Random, Timers } from '../../src/platform/ports.ts'
import type { Logger } from './logger.ts'

/** What a run needs. */
export interface PacedRunOptions {
  readonly timers: Timers
  /** Draws the pauses. */
  readonly random: Random
  readonly logger: Logger
  /** The pause after a step, in milliseconds: from the first to the second. */
  readonly pauseMs: readonly [number, number]
  /** @returns whether the next step follows at once */
  readonly step: () => Promise<boolean>
  /** What the log says when a step has thrown. */
  readonly ended: string
}

/** Something that runs until it is stopped. */
export interface PacedRun {
  /** Begins at once. Starting twice has no effect. */
  start(): void
  /** No further step begins; one that is under way is finished. */
  stop(): void
}

export function createPacedRun(options: PacedRunOptions): PacedRun {
  const { timers, random, logger, step, ended } = options
  const [shortestMs, longestMs] = options.pauseMs
  let isRunning = false
  let cancelNext: Cancel | undefined

  function continueAfter(delayMs: number): void {
    cancelNext = timers.after(delayMs, () => {
      step().then(
        (isMoreDue) => {
          const pauseMs = shortestMs + Math.floor(random.next() * (longestMs - shortestMs))
          if (isRunning) continueAfter(isMoreDue ? 0 : pauseMs)
        },
        (error: unknown) => {
          isRunning = false
          logger.error({ error }, ended)
        },
      )
    })
  }

  return {
    start() {
      if (isRunning) return
      isRunning = true
      continueAfter(0)
    },
    stop() {
      isRunning = false
      cancelNext?.()
    },
  }
}
