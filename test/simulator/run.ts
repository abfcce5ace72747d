/**
 * `npm run simulate`: servers, Redis, clients and the network between them on virtual time; see simulation.ts.
 *
 *   npm run simulate -- --runs 1000                 the seeds from 1 on
 *   npm run simulate -- --seed 17                   one seed, with what happens in it
 *   npm run simulate -- --seed 17 --steps 0,3       only some of its steps, as a violation is printed
 *   npm run simulate -- --sabotage join             a product that is broken on purpose: has to fail
 *   npm run simulate -- --sabotage all              each of them, until the first violation: fails unless all are found
 */
import { parseArgs } from 'node:util'
import { sabotages } from '../chaos/sabotage.ts'
import { importBroken } from './broken-sources.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string' },
    steps: { type: 'string' },
    sabotage: { type: 'string' },
  },
})
const { sabotage } = values
const seed = Number(values.seed ?? 1)
const runs = Number(values.runs ?? (values.seed === undefined ? 1_000 : 1))
if (![seed, runs].every((number) => Number.isInteger(number) && number > 0)) {
  console.error('--seed and --runs are whole numbers above 0.')
  process.exit(2)
}
if (sabotage !== undefined && sabotage !== 'all' && !(sabotage in sabotages)) {
  console.error(`--sabotage is all, or one of ${Object.keys(sabotages).join(', ')}.`)
  process.exit(2)
}

if (sabotage === 'all') await printSabotages()
else if (runs === 1) await printOne()
else await printMany()

type Simulation = typeof import('./simulation.ts')
type Many = typeof import('./simulate-many.ts')

/** The sources as they are, or broken on purpose. */
async function load<Module>(file: string, broken = sabotage): Promise<Module> {
  const url = new URL(file, import.meta.url)
  return broken === undefined ? ((await import(url.href)) as Module) : importBroken(url, broken)
}

async function printOne(): Promise<void> {
  const { planOf, simulate } = await load<Simulation>('simulation.ts')
  const kept = values.steps === 'none' ? [] : values.steps?.split(',').map(Number)
  const steps = planOf(seed).filter((_, number) => kept?.includes(number) ?? true)
  for (const { atMs, name } of steps) console.log(`${atMs} ms: ${name}`)
  const { faults, steps: _, ...figures } = await simulate(seed, steps)
  for (const [name, figure] of Object.entries(figures)) console.log(name, JSON.stringify(figure))
  for (const fault of faults) console.log(`✗ ${fault}`)
  console.log(`${faults.length} violations`)
  process.exitCode = faults.length > 0 ? 1 : 0
}

async function printMany(): Promise<void> {
  const { simulateMany } = await load<Many>('simulate-many.ts')
  const startedAtMs = performance.now()
  const { violations, ...figures } = await simulateMany({
    ...{ firstSeed: seed, runs, sabotage },
    onViolation({ command, steps, faults }) {
      console.log(`✗ ${command}`)
      for (const { atMs, name } of steps) console.log(`    ${atMs} ms: ${name}`)
      for (const fault of faults.slice(0, 3)) console.log(`    ${fault}`)
    },
  })
  for (const [name, figure] of Object.entries(figures)) console.log(name, JSON.stringify(figure))
  const seconds = Math.round((performance.now() - startedAtMs) / 100) / 10
  console.log(`${violations.length} of ${figures.runs} runs broke a promise, in ${seconds} s`)
  process.exitCode = violations.length > 0 ? 1 : 0
}

async function printSabotages(): Promise<void> {
  for (const name of Object.keys(sabotages)) {
    const { simulateMany } = await load<Many>('simulate-many.ts', name)
    const { violations } = await simulateMany({
      ...{ firstSeed: seed, runs: Math.max(runs, 100), sabotage: name },
      stopsAtFirst: true,
    })
    const [first] = violations
    console.log(`${name}: ${first === undefined ? 'not found' : `found by ${first.command}`}`)
    if (first === undefined) process.exitCode = 1
  }
}
