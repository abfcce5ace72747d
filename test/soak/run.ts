/**
 * `npm run soak`: ten minutes of everything that can go wrong, then a report. Fails when a tab was
 * given anything but the log.
 *
 *   SOAK_SECONDS=600   how long
 *   SOAK_SEED=1        which schedule
 *   SOAK_SHARE=1       one connection for all tabs
 */
import { findFaults, printSoak } from './report.ts'
import { soak } from './soak.ts'

const seconds = Number(process.env['SOAK_SECONDS'] ?? 600)
const seed = Number(process.env['SOAK_SEED'] ?? 1)
const isShared = process.env['SOAK_SHARE'] === '1'

const report = await soak({ seconds, seed, isShared, say: (line) => console.log(line) })
printSoak(report, { seconds, seed, isShared })
const faults = findFaults(report, isShared)
for (const fault of faults) console.error(`✗ ${fault}`)
process.exit(faults.length > 0 ? 1 : 0)
