/** A connection machine in each of its states, and how tests make it step. */
import { ConnectionError } from '../../src/connection/errors.ts'
import { transition } from '../../src/connection/machine.ts'
import {
  createMachine,
  type Effect,
  type MachineContext,
  type MachineEvent,
  type MachineRules,
  type MachineState,
} from '../../src/connection/machine-state.ts'

export const rules: MachineRules = {
  baseMs: 1000,
  capMs: 30_000,
  minUptimeMs: 5000,
  connectTimeoutMs: 15_000,
  pingMs: 15_000,
  canRefresh: true,
  isLiveAtOnce: false,
}
export const error = new ConnectionError('network', 'broken')
export const refusal = new ConnectionError('status', 'refused', { status: 403 })

export function at(seconds: number, random = 0.5): MachineContext {
  return { nowMs: 1_000_000 + seconds * 1000, monotonicMs: seconds * 1000, random }
}

/** Plays events; those without a generation get the current one. */
export function play(
  state: MachineState,
  ...steps: readonly (readonly [MachineEvent | Spoken, MachineContext?])[]
): MachineState {
  return steps.reduce((before, [event, context = at(0)]) => step(before, event, context)[0], state)
}

export type Spoken = { readonly type: MachineEvent['type'] } & Record<string, unknown>

export function step(state: MachineState, event: MachineEvent | Spoken, context = at(0)) {
  return transition(state, { generation: state.generation, ...event } as MachineEvent, context)
}

export function effectNames(effects: readonly Effect[]): readonly string[] {
  return effects.map((effect) => effect.type)
}

/** How long the request that a wait ends with may take. */
export function connectDelayOf(state: MachineState): number | null | undefined {
  return step(state, { type: 'timer' })[1].find((effect) => effect.type === 'timer')?.delayMs
}

export const idle = createMachine(rules)
export const connecting = play(idle, [{ type: 'open' }])
export const syncing = play(connecting, [{ type: 'head' }])
export const live = play(syncing, [{ type: 'caught_up' }])
export const waiting = play(connecting, [{ type: 'lost', error }])
export const paused = play(live, [{ type: 'pause', reason: 'user' }])
export const offline = play(live, [{ type: 'pause', reason: 'offline' }])
export const frozen = play(live, [{ type: 'pause', reason: 'frozen' }])
export const failed = play(connecting, [{ type: 'refused', verdict: 'fail', error: refusal }])
export const closed = play(live, [{ type: 'close' }])
