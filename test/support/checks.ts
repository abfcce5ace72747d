/**
 * Runs checks in order and prints at the end what has failed, then one table. The last line is
 * `N passed, N failed`: test cases for Vitest suites, one each for the other checks.
 *
 * A check whose browser is missing is skipped by name; with `REQUIRE_SERVICES=1` it fails instead, so that a
 * machine that lacks something cannot look green.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import type { BrowserName } from './browsers/browser.ts'
import { missingBrowser } from './browsers/find.ts'

export interface Check {
  readonly name: string
  readonly needs?: BrowserName
  readonly run: () => Result
}

interface Result {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** One text for each case that failed: its name and the first lines of its message. Default: none. */
  readonly failures?: readonly string[]
}

interface Outcome extends Result {
  readonly name: string
  readonly seconds: number
  readonly note: string
}

export const oneFailure: Result = { passed: 0, failed: 1, skipped: 0 }

const scratch = '.tmp'
const requireServices = process.env['REQUIRE_SERVICES'] === '1'

type Variables = Readonly<Record<string, string>>

export function succeeds(line: readonly string[], env: Variables = {}): boolean {
  const [command = '', ...args] = line
  const options = { stdio: 'inherit', env: { ...process.env, ...env } } as const
  return spawnSync(command, args, options).status === 0
}

/** A check that is one command, or several of which the first failing one decides. */
export function commands(...lines: readonly string[][]): Check['run'] {
  return () => (lines.every((line) => succeeds(line)) ? onePass : oneFailure)
}

const onePass: Result = { passed: 1, failed: 0, skipped: 0 }

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly FileReport[]
}

interface FileReport {
  readonly name: string
  readonly status: string
  /** Why the file could not be loaded; empty otherwise. */
  readonly message: string
  readonly assertionResults: readonly {
    readonly fullName: string
    readonly status: string
    readonly failureMessages: readonly string[] | null
  }[]
}

/** What fits on a screen; the whole message stands where the check ran. */
const mostMessageLines = 8

function describeFailures({ testResults }: VitestReport): readonly string[] {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative(process.cwd(), name)
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      if (failed.length === 0) return [describeFailure(file, message)]
      return failed.map(({ fullName, failureMessages }) =>
        describeFailure(`${file}: ${fullName}`, failureMessages?.join('\n') ?? ''),
      )
    })
}

function describeFailure(title: string, message: string): string {
  const lines = message
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('/node_modules/'))
  return [title, ...lines.slice(0, mostMessageLines).map((line) => `    ${line}`)].join('\n')
}

/**
 * One or more Vitest projects, or a part of them; the counts come from its JSON report, the verdict from its exit code.
 *
 * @param paths of the files that are run. Default: all of the projects.
 */
export function project(
  names: string | readonly string[],
  paths: readonly string[] = [],
  env: Variables = {},
): Check['run'] {
  const projects = [names].flat()
  return () => {
    const report = `${scratch}/${projects.join('-')}.json`
    rmSync(report, { force: true })
    const isFine = succeeds(
      [
        'vitest',
        'run',
        ...paths,
        ...projects.map((name) => `--project=${name}`),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      env,
    )
    if (!existsSync(report)) return oneFailure
    const counts = JSON.parse(readFileSync(report, 'utf8')) as VitestReport
    // An unhandled error or a file that does not load fails the run without failing a case.
    const failed = isFine ? counts.numFailedTests : Math.max(1, counts.numFailedTests)
    return {
      passed: counts.numPassedTests,
      failed,
      skipped: counts.numPendingTests + counts.numTodoTests,
      failures: describeFailures(counts),
    }
  }
}

function execute(check: Check): Outcome {
  const { name, needs } = check
  const startedAtMs = Date.now()
  console.log(`\n── ${name}`)
  const toDo = needs === undefined ? null : missingBrowser(needs)
  if (toDo !== null) {
    console.log(`No ${needs}: ${toDo}.`)
    const result = requireServices ? oneFailure : { passed: 0, failed: 0, skipped: 1 }
    return { name, ...result, seconds: 0, note: `${needs} is missing` }
  }
  const result = check.run()
  return { name, ...result, seconds: Math.round((Date.now() - startedAtMs) / 1000), note: '' }
}

/**
 * Runs those that the command line names, or all, and ends the process.
 *
 * @param prepare is called with the chosen ones before the first.
 */
export function runChecks(
  checks: readonly Check[],
  prepare: (chosen: readonly Check[]) => void = () => {},
): never {
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
  const outcomes = chosen.map(execute)

  // The end of an output is what others keep: failures stand there, not only where they happened.
  for (const { name, failures = [] } of outcomes) {
    for (const failure of failures) console.log(`\n✗ ${name} › ${failure}`)
  }

  console.log('')
  const width = Math.max(8, ...checks.map(({ name }) => name.length))
  for (const outcome of outcomes) {
    const mark = outcome.failed > 0 ? '✗' : outcome.passed > 0 ? '✓' : '–'
    const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : ''
    console.log(
      `${mark} ${outcome.name.padEnd(width)} ${String(outcome.passed).padStart(5)} passed, ` +
        `${outcome.failed} failed${skipped}  (${outcome.seconds} s) ${outcome.note}`,
    )
  }
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed > 0 || passed === 0 ? 1 : 0)
}
