/**
 * `npm run soak:page`: the page used for ten minutes, then a report. Needs `npm run build:page` first.
 * Fails when a click hit something else, something moved by itself, or announcements came too often.
 *
 *   PAGE_USE_SECONDS=600   how long
 *   PAGE_USE_SEED=1        which clicks
 */
import { findPageFaults, printPageUse, runPageUse } from './page-use.ts'

const seconds = Number(process.env['PAGE_USE_SECONDS'] ?? 600)
const seed = Number(process.env['PAGE_USE_SEED'] ?? 1)

const run = { seconds, seed, say: (line: string) => console.log(line) }
const report = await runPageUse(run)
printPageUse(report, run)
const faults = findPageFaults(report)
for (const fault of faults) console.error(`✗ ${fault}`)
process.exit(faults.length > 0 ? 1 : 0)
