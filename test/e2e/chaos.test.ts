/**
 * Servers on one Redis while everything under them fails, and the same with servers that are broken on purpose: a checker
 * that cannot fail proves nothing. Part of `npm run test:long -- chaos`; `npm run chaos` runs it for as long as you like.
 */
import { describe, expect, it } from 'vitest'
import { runChaos } from '../chaos/chaos.ts'
import { disturbances } from '../chaos/disturbances.ts'
import { soakedFeeds } from '../soak/feeds/index.ts'

const seconds = Number(process.env['CHAOS_SECONDS'] ?? 0)
const shared = { feeds: soakedFeeds, readers: 48, writesPerSecond: 20, seed: 1 }
const named = (...names: readonly string[]) =>
  disturbances.filter(({ name }) => names.includes(name))

describe.runIf(seconds > 0)('three servers on one Redis', () => {
  it('lose nothing silently, whatever happens to them, to Redis and to the network', async () => {
    const { faults, ...figures } = await runChaos({ ...shared, seconds })
    console.log(JSON.stringify(figures))
    expect(faults).toEqual([])
    expect(figures.disconnects).toBeGreaterThan(0)
    expect(figures.exactResumes).toBeGreaterThan(0)
    expect(figures.resets).not.toEqual({})
  }, 300_000)

  it('lose nothing silently when sentinels promote a replica', async () => {
    const { faults, ...figures } = await runChaos({
      ...{ ...shared, topology: 'sentinel', seconds: 1 },
      disturbances: named('main Redis killed'),
    })
    console.log(JSON.stringify(figures))
    expect(faults).toEqual([])
    expect(figures.disturbed).toEqual({ 'main Redis killed': 1 })
  }, 300_000)

  // The others are found by the simulator, which has no Redis that could run the script of the fence.
  it('are found to be broken without the fence', async () => {
    const { faults } = await runChaos({
      ...{ ...shared, seconds: 6, settleMs: 8_000, sabotage: 'fence' },
      disturbances: named('replica without the newest events promoted'),
    })
    expect(faults).not.toEqual([])
  }, 300_000)
})
