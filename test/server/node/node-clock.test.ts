import { describe, expect, it } from 'vitest'
import { createNodeClock } from '../../../server/node/node-clock.ts'

/** A machine: its wall clock, the clock of its processes, and the time since it was started. */
function createMachine() {
  let wallMs = 1_790_000_000_000
  let monotonicMs = 500
  let uptimeMs = 86_400_000
  return {
    clock: createNodeClock({
      clock: { nowMs: () => wallMs, monotonicMs: () => monotonicMs },
      uptimeMs: () => uptimeMs,
    }),
    run(ms: number) {
      wallMs += ms
      monotonicMs += ms
      uptimeMs += ms
    },
    suspend(ms: number) {
      wallMs += ms
      uptimeMs += ms
    },
    setClock(ms: number) {
      wallMs += ms
    },
  }
}

describe('the monotonic clock of a Node process', () => {
  it('counts the time that the machine was suspended', () => {
    const machine = createMachine()
    const startMs = machine.clock.monotonicMs()
    machine.run(1_000)
    machine.suspend(3_600_000)
    expect(machine.clock.monotonicMs() - startMs).toBe(3_601_000)
    machine.run(1_000)
    machine.suspend(60_000)
    expect(machine.clock.monotonicMs() - startMs).toBe(3_662_000)
  })

  it('is not moved by a wall clock that is set', () => {
    const machine = createMachine()
    const startMs = machine.clock.monotonicMs()
    machine.setClock(31_536_000_000)
    machine.run(10)
    expect(machine.clock.monotonicMs() - startMs).toBe(10)
    machine.setClock(-31_536_000_000)
    machine.run(10)
    expect(machine.clock.monotonicMs() - startMs).toBe(20)
  })
})
