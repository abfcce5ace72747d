/**
 * Lets something happen: plays a scenario against a ledger, some seconds apart.
 * For `npm start`, the mock backend and demos. The same seed, clock and ledger give the same commands.
 */

import type { Cancel, Clock, Timers } from '../../src/platform/ports.ts'
import { ProtocolError, quoteValue } from '../../src/protocol/errors.ts'
import { isLogError } from '../log/errors.ts'
import type { Logger } from '../ops/logger.ts'
import { createRunReport } from '../ops/run-report.ts'
import type { Ledger } from './commands.ts'
import { isLedgerError } from './errors.ts'
import { payroll } from './payroll.ts'
import type { Scenario, ScenarioWorld } from './scenario.ts'
import { createSeededRandom } from './seeded-random.ts'

/** The name of a scenario. `payroll`: a studio pays its people by the second, in two tokens, since two months. */
export type ScenarioName = 'payroll'

/** Every scenario there is. */
const scenarios = { payroll } satisfies Readonly<Record<ScenarioName, Scenario>>

/** Every one of them, as settings name them. */
export const scenarioNames = Object.keys(scenarios) as readonly ScenarioName[]

/**
 * The scenario of an option `simulate`; null for `off`. From JavaScript it may be anything.
 *
 * @param call whose option it is, such as `serve()`
 * @throws ProtocolError `bad_config`
 */
export function readScenario(simulate: ScenarioName | 'off', call: string): ScenarioName | null {
  if (simulate === 'off') return null
  if (scenarioNames.includes(simulate)) return simulate
  throw new ProtocolError(
    'bad_config',
    `Failed to simulate: ${call} has no scenario ${quoteValue(String(simulate))}. Use one of ${[...scenarioNames, 'off'].join(', ')}.`,
  )
}

export interface SimulatorOptions {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly timers: Timers
  /** Default 1. */
  readonly seed?: number
  /** Default `payroll`. */
  readonly scenario?: ScenarioName
  /** Receives failed steps: without one a simulation that does nothing looks like a quiet one. */
  readonly logger: Logger
}

/** Something that keeps a ledger busy. */
export interface Simulator {
  /** Creates the streams and continues until {@link Simulator.stop}. Starting twice has no effect. */
  start(): void
  /** No further step begins; one that is under way is finished. */
  stop(): void
  /** One step now, even if not started: the first creates the streams, each later one runs one command. */
  step(): Promise<void>
}

/** Rare enough that each can be followed. */
const shortestWaitMs = 8_000
const longestWaitMs = 24_000

/**
 * Makes a simulator; nothing happens before `start` or `step`.
 *
 * @example
 * const simulator = createSimulator({ ledger, clock, timers, logger, seed: 7 })
 * simulator.start()
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { ledger, clock, timers, seed = 1, scenario = 'payroll', logger } = options
  const random = createSeededRandom(seed)
  const world: ScenarioWorld = {
    ledger,
    random,
    nowSeconds: () => Math.floor(clock.nowMs() / 1000),
  }
  const report = createRunReport({
    logger,
    failing: 'a simulated step failed; trying again',
    recovered: 'simulated steps succeed again',
  })
  let isOpen = false
  let isRunning = false
  let cancelNext: Cancel | undefined
  let last: Promise<void> = Promise.resolve()

  async function play(): Promise<void> {
    try {
      if (isOpen) await scenarios[scenario].act(world)
      else await scenarios[scenario].open(world)
      isOpen = true
      report.succeeded()
    } catch (error) {
      // Neither a full disk nor a clock that is being set is the scenario's end.
      if (isLogError(error, 'log_unavailable') || isLedgerError(error, 'clock_unsure')) {
        return report.failed(error)
      }
      if (!isLedgerError(error) && !isLogError(error)) throw error
      // People play along: what was just chosen may be gone.
      logger.debug({ error }, 'a simulated step was refused')
    }
  }

  function step(): Promise<void> {
    // One at a time, so that random numbers are drawn in the same order every time.
    last = last.catch(() => undefined).then(play)
    return last
  }

  function goOn(delayMs: number): void {
    cancelNext = timers.after(delayMs, () => {
      step().then(
        () => {
          const waitMs =
            shortestWaitMs + Math.floor(random.next() * (longestWaitMs - shortestWaitMs))
          if (isRunning) goOn(waitMs)
        },
        (error: unknown) => {
          isRunning = false
          logger.error({ error }, 'the simulation ended: a step failed unexpectedly')
        },
      )
    })
  }

  return {
    start() {
      if (isRunning) return
      isRunning = true
      goOn(0)
    },
    stop() {
      isRunning = false
      cancelNext?.()
    },
    step,
  }
}
