/** What a scenario is: the interface between the simulator and the scenarios it plays. Types only. */

import type { Random } from '../../src/platform/ports.ts'
import type { Ledger } from './commands.ts'

/** What a scenario has to play with. */
export interface ScenarioWorld {
  readonly ledger: Ledger
  readonly random: Random
  /** Unix seconds, by the simulator's clock: like any caller, it cannot see the ledger's. */
  nowSeconds(): number
}

/** A story: how it begins, and what happens next. */
export interface Scenario {
  /** Sets the scene; does nothing when it is set already. */
  open(world: ScenarioWorld): Promise<void>
  /** Lets one thing happen, or nothing when there is nothing to do. */
  act(world: ScenarioWorld): Promise<void>
}
