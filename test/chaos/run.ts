/**
 * `npm run chaos`: servers on Redis while everything under them fails; see chaos.ts. Needs redis-server and nginx.
 *
 *   npm run chaos -- --seed 1 --minutes 10 --readers 300
 *   npm run chaos -- --topology sentinel     a Redis with two replicas and three sentinels, which promote
 *   npm run chaos -- --harmless              only what must lose nothing
 *   npm run chaos -- --sabotage fence        a server that is broken on purpose: has to fail
 */
import { parseArgs } from 'node:util'
import { soakedFeeds } from '../soak/feeds/index.ts'
import { runChaos } from './chaos.ts'
import { disturbances } from './disturbances.ts'
import { topologies } from './machines.ts'
import { sabotages } from './sabotage.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '1' },
    readers: { type: 'string', default: '300' },
    rate: { type: 'string', default: '20' },
    topology: { type: 'string', default: 'moved' },
    harmless: { type: 'boolean', default: false },
    sabotage: { type: 'string' },
  },
})
const { seed, minutes, readers, rate, harmless, sabotage } = values
const topology = topologies.find((each) => each === values.topology)
const numbers = [seed, minutes, readers, rate].map(Number)
if (numbers.some((number) => !(number > 0))) {
  console.error('--seed, --minutes, --readers and --rate are numbers above 0.')
  process.exit(2)
}
if (sabotage !== undefined && !(sabotage in sabotages)) {
  console.error(`--sabotage is one of ${Object.keys(sabotages).join(', ')}.`)
  process.exit(2)
}
if (topology === undefined) {
  console.error(`--topology is one of ${topologies.join(', ')}.`)
  process.exit(2)
}

const startedAtMs = performance.now()
const { faults, ...figures } = await runChaos({
  feeds: soakedFeeds,
  seed: Number(seed),
  seconds: Number(minutes) * 60,
  readers: Number(readers),
  writesPerSecond: Number(rate),
  sabotage,
  topology,
  ...(harmless && { disturbances: disturbances.filter(({ losesEvents }) => !losesEvents) }),
  onProgress: (line) =>
    console.log(`${Math.round((performance.now() - startedAtMs) / 1_000)} s: ${line}`),
})
for (const [name, figure] of Object.entries(figures)) console.log(name, JSON.stringify(figure))
for (const fault of faults.slice(0, 20)) console.log(`✗ ${fault}`)
console.log(`${faults.length} violations`)
process.exit(faults.length > 0 ? 1 : 0)
