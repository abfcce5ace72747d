/** Many runs, and what a run that breaks a promise can be reduced to. */
import { type SimulationReport, simulate } from './simulation.ts'
import type { Step } from './steps.ts'

export interface Violation {
  readonly seed: number
  /** Those that are needed. */
  readonly steps: readonly Step[]
  readonly faults: readonly string[]
  /** What runs it again. */
  readonly command: string
}

export interface ManyReport {
  readonly runs: number
  readonly violations: readonly Violation[]
  readonly events: number
  readonly delivered: number
  readonly disconnects: number
  readonly exactResumes: number
  readonly gaps: Readonly<Record<string, number>>
  readonly resets: Readonly<Record<string, number>>
}

export interface ManyOptions {
  readonly firstSeed: number
  readonly runs: number
  /** Ends earlier when this is true. */
  readonly isOver?: (() => boolean) | undefined
  /** Ends at the first violation, as it is. Default false: each is reduced, and the runs continue. */
  readonly stopsAtFirst?: boolean | undefined
  /** For the command that is printed. */
  readonly sabotage?: string | undefined
  readonly onViolation?: ((violation: Violation) => void) | undefined
}

export async function simulateMany(options: ManyOptions): Promise<ManyReport> {
  const { firstSeed, runs, isOver = () => false, stopsAtFirst = false, onViolation } = options
  const violations: Violation[] = []
  const total = { runs: 0, events: 0, delivered: 0, disconnects: 0, exactResumes: 0 }
  const gaps: Record<string, number> = {}
  const resets: Record<string, number> = {}
  for (let seed = firstSeed; seed < firstSeed + runs && !isOver(); seed += 1) {
    const report = await simulate(seed)
    total.runs += 1
    total.events += report.events
    total.delivered += report.delivered
    total.disconnects += report.disconnects
    total.exactResumes += report.exactResumes
    add(gaps, report.gaps)
    add(resets, report.resets)
    if (report.faults.length === 0) continue
    const violation = stopsAtFirst
      ? violationOf(seed, report, options.sabotage)
      : await reduce(seed, report, options.sabotage)
    violations.push(violation)
    onViolation?.(violation)
    if (stopsAtFirst) break
  }
  return { ...total, violations, gaps, resets }
}

function add(total: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count
}

function violationOf(
  seed: number,
  { steps, faults }: Pick<SimulationReport, 'steps' | 'faults'>,
  sabotage: string | undefined,
  kept = steps.map((_, number) => number),
): Violation {
  const isWhole = kept.length === steps.length
  const command =
    `npm run simulate -- --seed ${seed}` +
    (isWhole ? '' : ` --steps ${kept.join(',') || 'none'}`) +
    (sabotage === undefined ? '' : ` --sabotage ${sabotage}`)
  return { seed, steps: stepsAt(steps, kept), faults, command }
}

/** Leaves out every step without which the run fails all the same. */
async function reduce(
  seed: number,
  { steps, faults }: SimulationReport,
  sabotage: string | undefined,
): Promise<Violation> {
  let kept = steps.map((_, number) => number)
  let reduced = faults
  for (const number of [...kept].reverse()) {
    const fewer = kept.filter((each) => each !== number)
    const report = await simulate(seed, stepsAt(steps, fewer))
    if (report.faults.length === 0) continue
    kept = fewer
    reduced = report.faults
  }
  return violationOf(seed, { steps, faults: reduced }, sabotage, kept)
}

function stepsAt(steps: readonly Step[], kept: readonly number[]): readonly Step[] {
  return steps.filter((_, number) => kept.includes(number))
}
