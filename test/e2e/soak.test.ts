/**
 * Everything that can go wrong, at once and quickly: the short version of `npm run soak`, with every
 * kind of disturbance at least once. How often each happens depends on the machine; that nothing is lost
 * does not. Over one connection, where most can go wrong; `npm run test:long` also runs it without sharing.
 */
import { describe, expect, it } from 'vitest'
import { findFaults, printSoak } from '../soak/report.ts'
import { soak } from '../soak/soak.ts'

const seconds = Number(process.env['SOAK_SECONDS'] ?? 25)

describe('five tabs over one connection in a world that misbehaves', () => {
  it('receive the log whole and in order, or a gap for what is missing', async () => {
    const run = { seconds, seed: 1, isShared: true }
    const report = await soak(run)
    printSoak(report, run)
    expect(findFaults(report, run.isShared)).toEqual([])
    // How fast the machine is does not matter; that it was really under way does. A tab that lived for
    // seconds may have received a gap and nothing else.
    expect(report.events).toBeGreaterThan(1000)
    expect(report.tabs.some(({ delivered }) => delivered > 500)).toBe(true)
  }, 300_000) // A hidden tab may look at its clock once a minute only, and the soak waits for it.
})
