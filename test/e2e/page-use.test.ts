/**
 * The page under people's hands, the short version of `npm run soak:page`: random clicks on the production
 * page while others change its streams, the server is killed twice and a tab is closed.
 */
import { describe, expect, it } from 'vitest'
import { findPageFaults, printPageUse, runPageUse } from '../soak/page-use.ts'

/** In `npm run test:long` only: each second of use is a second of the test. */
const seconds = Number(process.env['PAGE_USE_SECONDS'] ?? 0)

describe.runIf(seconds > 0)('a page that is used', () => {
  it('moves nothing under the pointer, and announces at most six times a minute', async () => {
    const run = { seconds, seed: 1 }
    const report = await runPageUse(run)
    printPageUse(report, run)
    expect(findPageFaults(report)).toEqual([])
    // That it was really under way: clicks had effects, and others were there.
    expect(report.effective).toBeGreaterThan(seconds / 8)
    expect(report.traffic).toBeGreaterThan(seconds / 10)
  }, 900_000)
})
