/**
 * `npm run simulate`: servers, Redis, clients and the network between them on virtual time; see simulation.ts.
 *
 *   npm run simulate -- --runs 1000                 the seeds from 1 on
 *   npm run simulate -- --seed 17                   one seed, with what happens in it
 *   npm run simulate -- --seed 17 --steps 0,3       only some of its steps, as a violation is printed
 *   npm run simulate -- --sabotage join             a product that is broken on purpose: has to fail
 */
import { parseArgs } from 'node:util'
import type { simulateMany as SimulateMany } from './simulate-many.ts'

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

const startedAtMs = performance.now()
const { simulateMany } = await load<{ simulateMany: typeof SimulateMany }>('simulate-many.ts')
if (runs === 1) await printOne()
else await printMany()

/** The sources as they are, or broken on purpose. */
async function load<Module>(file: string): Promise<Module> {
  if (sabotage === undefined) return (await import(`./${file}`)) as Module
  const { importBroken } = await import('./broken-sources.ts')
  return importBroken<Module>(new URL(file, import.meta.url), sabotage)
}

async function printOne(): Promise<void> {
  const { simulate } = await load<typeof import('./simulation.ts')>('simulation.ts')
  const { planOf } = await load<typeof import('./simulation.ts')>('simulation.ts')
  const plan = planOf(seed)
  const kept = values.steps === 'none' ? [] : values.steps?.split(',').map(Number)
  const steps = plan.filter((_, number) => kept?.includes(number) ?? true)
  for (const { atMs, name } of steps) console.log(`${atMs} ms: ${name}`)
  const { faults, steps: _, ...figures } = await simulate(seed, steps)
  for (const [name, figure] of Object.entries(figures)) console.log(name, JSON.stringify(figure))
  for (const fault of faults) console.log(`✗ ${fault}`)
  console.log(`${faults.length} violations`)
  process.exitCode = faults.length > 0 ? 1 : 0
}

async function printMany(): Promise<void> {
  const { violations, ...figures } = await simulateMany({
    ...{ firstSeed: seed, runs, sabotage },
    onViolation(violation) {
      console.log(`✗ ${violation.command}`)
      for (const { atMs, name } of violation.steps) console.log(`    ${atMs} ms: ${name}`)
      for (const fault of violation.faults.slice(0, 3)) console.log(`    ${fault}`)
    },
  })
  for (const [name, figure] of Object.entries(figures)) console.log(name, JSON.stringify(figure))
  console.log(`${violations.length} of ${figures.runs} runs broke a promise`)
  console.log(`${Math.round((performance.now() - startedAtMs) / 100) / 10} s`)
  process.exitCode = violations.length > 0 ? 1 : 0
}
