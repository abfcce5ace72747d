/**
 * Runs checks, two at a time, and prints at the end what has failed, then one table. The last line is
 * `N passed, N failed`: test cases for Vitest suites, one each for the other checks.
 *
 * Most checks wait for servers, browsers and timers half of their time, so two of them need little longer than one.
 * What each prints is shown when it has ended. Those that measure time run by themselves, after the others.
 *
 * A check whose browser is missing is skipped by name; with `REQUIRE_SERVICES=1` it fails instead, so that a
 * machine that lacks something cannot look green.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import type { BrowserName } from './browsers/browser.ts'
import { missingBrowser } from './browsers/find.ts'
import { readVitestReport, type VitestCounts } from './vitest-report.ts'

export interface Check {
  readonly name: string
  readonly needs?: BrowserName
  /** Nothing else runs at the same time, since it measures time. Default false. */
  readonly isAlone?: boolean
  /** A folder that it writes: two checks with the same one never run at the same time. */
  readonly writes?: string
  readonly run: (context: CheckContext) => Promise<CheckResult>
}

/** What a check runs its commands with. */
export interface CheckContext {
  /** Runs a command in the root of the project. True: it succeeded. */
  readonly succeeds: (line: readonly string[], env?: Variables) => Promise<boolean>
  /** Where Vitest writes its report of this check. */
  readonly report: string
}

/** The counts of a Vitest suite, or one case for everything else. */
export type CheckResult = VitestCounts

interface Outcome extends CheckResult {
  readonly name: string
  readonly seconds: number
  readonly note: string
}

type Variables = Readonly<Record<string, string>>

export const onePass: CheckResult = { passed: 1, failed: 0, skipped: 0, failures: [] }
export const oneFailure: CheckResult = { passed: 0, failed: 1, skipped: 0, failures: [] }
const oneSkip: CheckResult = { passed: 0, failed: 0, skipped: 1, failures: [] }

const scratch = '.tmp'
const requireServices = process.env['REQUIRE_SERVICES'] === '1'
/** As many as the smallest machines have processors. */
const mostAtOnce = 2

/** A check that is one command, or several of which the first failing one decides. */
export function commands(...lines: readonly string[][]): Check['run'] {
  return async ({ succeeds }) => {
    for (const line of lines) {
      if (!(await succeeds(line))) return oneFailure
    }
    return onePass
  }
}

/**
 * A Vitest project, or a part of it; the counts come from its JSON report, the verdict from its exit code.
 *
 * @param paths of the files that are run. Default: all of the project.
 */
export function project(
  name: string,
  paths: readonly string[] = [],
  env: Variables = {},
): Check['run'] {
  return async ({ succeeds, report }) => {
    rmSync(report, { force: true })
    const isFine = await succeeds(
      [
        'vitest',
        'run',
        ...paths,
        `--project=${name}`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      env,
    )
    const counts = readVitestReport(report)
    if (counts === null) return oneFailure
    // An unhandled error fails the run without failing a case.
    return isFine ? counts : { ...counts, failed: Math.max(1, counts.failed) }
  }
}

/**
 * Runs those that the command line names, or all, and ends the process.
 *
 * @param prepare is called with the chosen ones before the first.
 */
export async function runChecks(
  checks: readonly Check[],
  prepare: (chosen: readonly Check[]) => void = () => {},
): Promise<never> {
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => !checks.some((check) => check.name === name))
  if (unknown.length > 0) {
    console.error(
      `No check is called ${unknown.join(', ')}. There are: ${checks.map((check) => check.name).join(', ')}.`,
    )
    process.exit(2)
  }

  mkdirSync(scratch, { recursive: true })
  const chosen = checks.filter((check) => wanted.length === 0 || wanted.includes(check.name))
  prepare(chosen)
  const outcomes = await runAll(chosen)
  print(chosen.flatMap(({ name }) => outcomes.get(name) ?? []))
  const passed = sum(outcomes, 'passed')
  const failed = sum(outcomes, 'failed')
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed > 0 || passed === 0 ? 1 : 0)
}

async function runAll(chosen: readonly Check[]): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  const waiting = chosen.filter(({ isAlone }) => !isAlone)
  const written = new Set<string>()
  async function runNext(): Promise<void> {
    // A check that has to wait for a folder is started when the one that writes there has ended.
    const isFree = ({ writes }: Check) => writes === undefined || !written.has(writes)
    for (let next = waiting.find(isFree); next; next = waiting.find(isFree)) {
      waiting.splice(waiting.indexOf(next), 1)
      if (next.writes !== undefined) written.add(next.writes)
      outcomes.set(next.name, await execute(next, chosen.length === 1))
      if (next.writes !== undefined) written.delete(next.writes)
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, runNext))
  for (const check of chosen.filter(({ isAlone }) => isAlone)) {
    outcomes.set(check.name, await execute(check, chosen.length === 1))
  }
  return outcomes
}

/** @param showsNow: its output appears while it runs; only where nothing else prints. */
async function execute(check: Check, showsNow: boolean): Promise<Outcome> {
  const { name, needs } = check
  const startedAtMs = Date.now()
  console.log(showsNow ? `\n── ${name}` : `── ${name} has started`)
  const toDo = needs === undefined ? null : missingBrowser(needs)
  if (toDo !== null) {
    console.log(`No ${needs}: ${toDo}.`)
    const result = requireServices ? oneFailure : oneSkip
    return { name, ...result, seconds: 0, note: `${needs} is missing` }
  }
  const output: Buffer[] = []
  const result = await check.run({
    succeeds: (line, env) => succeeds(line, env, showsNow ? null : output),
    report: `${scratch}/${name}.json`,
  })
  const seconds = Math.round((Date.now() - startedAtMs) / 1000)
  const printed = String(Buffer.concat(output))
  if (!showsNow) console.log(`\n── ${name}, ${seconds} s\n${printed}`)
  const isExplained = result.failed === 0 || result.failures.length > 0
  const failures = isExplained ? result.failures : [endOf(printed)]
  return { name, ...result, failures, seconds, note: '' }
}

/** Where most commands say why they have failed. */
const endOf = (printed: string) => printed.trimEnd().split('\n').slice(-12).join('\n    ')

/** @param output takes what is printed; null: it is shown at once. */
function succeeds(
  line: readonly string[],
  env: Variables = {},
  output: Buffer[] | null = null,
): Promise<boolean> {
  const [command = '', ...args] = line
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: output ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...env },
    })
    child.stdout?.on('data', (chunk: Buffer) => output?.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => output?.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0))
  })
}

/** For what comes before the first check; its output is shown at once. */
export function succeedsBefore(line: readonly string[]): boolean {
  const [command = '', ...args] = line
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0
}

function print(outcomes: readonly Outcome[]): void {
  // CI keeps the end of a long output.
  for (const { name, failures } of outcomes) {
    for (const failure of failures) console.log(`\n✗ ${name} › ${failure}`)
  }
  console.log('')
  const width = Math.max(...outcomes.map(({ name }) => name.length))
  for (const outcome of outcomes) {
    const mark = outcome.failed > 0 ? '✗' : outcome.passed > 0 ? '✓' : '–'
    const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : ''
    console.log(
      `${mark} ${outcome.name.padEnd(width)} ${String(outcome.passed).padStart(5)} passed, ` +
        `${outcome.failed} failed${skipped}  (${outcome.seconds} s) ${outcome.note}`,
    )
  }
}

function sum(outcomes: ReadonlyMap<string, Outcome>, count: 'passed' | 'failed'): number {
  return [...outcomes.values()].reduce((total, outcome) => total + outcome[count], 0)
}
