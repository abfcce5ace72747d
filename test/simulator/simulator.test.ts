/**
 * Runs of the simulator: a fixed number of seeds, more with SIMULATOR_RUNS, others with SIMULATOR_SEED. A seed that fails is
 * printed with the command that runs it again.
 */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { sabotages } from '../chaos/sabotage.ts'
import { simulateMany } from './simulate-many.ts'
import { planOf, simulate } from './simulation.ts'

const runs = Number(process.env['SIMULATOR_RUNS'] ?? 6)
const firstSeed = Number(process.env['SIMULATOR_SEED'] ?? 1)

describe('servers, Redis and clients on virtual time', () => {
  it('lose nothing silently, whatever happens to them', async () => {
    const { violations, ...figures } = await simulateMany({ firstSeed, runs })
    expect(violations).toEqual([])
    expect(figures.runs).toBe(runs)
    expect(figures.delivered).toBeGreaterThan(runs * 20)
    expect(figures.exactResumes).toBeGreaterThan(0)
  }, 600_000)

  it('repeat the same run with the same seed', async () => {
    const seed = 3
    const first = await simulate(seed)
    expect(first.steps).not.toEqual([])
    expect(await simulate(seed)).toEqual(first)
  })

  it('follow a plan, or a part of it', async () => {
    const [first] = planOf(2)
    if (first === undefined) throw new Error('The seed has no steps.')
    const { steps, faults } = await simulate(2, [first])
    expect({ steps, faults }).toEqual({ steps: [first], faults: [] })
  })

  // A second or so for each, since all that they break is loaded again.
  it.runIf(runs > 6)(
    'are found to be broken without what each promise needs',
    () => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['test/simulator/run.ts', '--sabotage', 'all'],
        { encoding: 'utf8' },
      )
      for (const name of Object.keys(sabotages)) {
        expect(stdout + stderr).toContain(`${name}: found by npm run simulate`)
      }
      expect(status).toBe(0)
    },
    600_000,
  )
})
