/**
 * `npm test`: every check of this repository, in order, with one table at the end.
 *
 *   npm test                     all of them
 *   npm test -- unit browser     only those named
 *
 * A suite whose service (Chromium) is missing is skipped by name; with `REQUIRE_SERVICES=1` it fails
 * instead, so that a machine that lacks something cannot look green. The last line is
 * `N passed, N failed`: test cases for Vitest suites, one each for the other checks.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { findChromium } from './support/chromium.ts'

interface Outcome {
  readonly name: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly seconds: number
  readonly note: string
}

interface Check {
  readonly name: string
  readonly needsChromium?: true
  readonly run: () => Pick<Outcome, 'passed' | 'failed' | 'skipped'>
}

const scratch = '.tmp'
const requireServices = process.env['REQUIRE_SERVICES'] === '1'

function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0
}

/** A check that is one command, or several of which the first failing one decides. */
function commands(...lines: readonly string[][]): Check['run'] {
  return () => {
    const isFine = lines.every(([command = '', ...args]) => succeeds(command, ...args))
    return { passed: isFine ? 1 : 0, failed: isFine ? 0 : 1, skipped: 0 }
  }
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

/** A Vitest project; the counts come from its JSON report, the verdict from its exit code. */
function project(name: string): Check['run'] {
  return () => {
    const report = `${scratch}/${name}.json`
    rmSync(report, { force: true })
    const isFine = succeeds(
      'vitest',
      'run',
      `--project=${name}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    )
    if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
    const counts = JSON.parse(readFileSync(report, 'utf8')) as VitestReport
    // An unhandled error or a file that does not load fails the run without failing a case.
    const failed = isFine ? counts.numFailedTests : Math.max(1, counts.numFailedTests)
    return {
      passed: counts.numPassedTests,
      failed,
      skipped: counts.numPendingTests + counts.numTodoTests,
    }
  }
}

const checks: readonly Check[] = [
  { name: 'lint', run: commands(['biome', 'ci', '--error-on-warnings', '.']) },
  { name: 'types', run: commands(['tsc'], ['tsc', '-p', 'tsconfig.pure.json']) },
  { name: 'unused', run: commands(['knip']) },
  { name: 'unit', run: project('node') },
  { name: 'browser', needsChromium: true, run: project('browser') },
  { name: 'stories', needsChromium: true, run: project('storybook') },
  {
    name: 'e2e',
    needsChromium: true,
    run: () => (succeeds('npm', 'run', '--silent', 'build:page') ? project('e2e')() : oneFailure),
  },
  {
    name: 'package',
    run: () => {
      const { failed } = commands(
        ['npm', 'run', '--silent', 'build'],
        ['publint', '--strict'],
        ['attw', '--pack', '.', '--profile', 'esm-only', '--exclude-entrypoints', 'styles.css'],
        ['size-limit'],
      )()
      return failed > 0 ? oneFailure : project('package')()
    },
  },
]

const oneFailure = { passed: 0, failed: 1, skipped: 0 }

/** Debian and root are what a fresh container has; elsewhere the sentence below says what to do. */
function installChromium(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  console.log('No Chromium found: installing Debian’s chromium and fonts-dejavu-core.')
  return (
    succeeds('apt-get', 'update', '-qq') &&
    succeeds('apt-get', 'install', '-y', '-qq', 'chromium', 'fonts-dejavu-core')
  )
}

const missingChromium =
  'No Chromium: neither an installed one nor Playwright’s own was found. ' +
  'Install one (apt-get install chromium, or npx playwright install chromium), or set CHROMIUM_PATH.'

function execute(check: Check, hasChromium: boolean): Outcome {
  const startedAtMs = Date.now()
  console.log(`\n── ${check.name}`)
  if (check.needsChromium && !hasChromium) {
    console.log(missingChromium)
    const result = requireServices ? oneFailure : { passed: 0, failed: 0, skipped: 1 }
    return { name: check.name, ...result, seconds: 0, note: 'Chromium is missing' }
  }
  const result = check.run()
  const seconds = Math.round((Date.now() - startedAtMs) / 1000)
  return { name: check.name, ...result, seconds, note: '' }
}

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
const hasChromium =
  findChromium() !== null ||
  (chosen.some((check) => check.needsChromium) && installChromium() && findChromium() !== null)
const outcomes = chosen.map((check) => execute(check, hasChromium))

console.log('')
for (const outcome of outcomes) {
  const mark = outcome.failed > 0 ? '✗' : outcome.passed > 0 ? '✓' : '–'
  const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : ''
  console.log(
    `${mark} ${outcome.name.padEnd(8)} ${String(outcome.passed).padStart(5)} passed, ` +
      `${outcome.failed} failed${skipped}  (${outcome.seconds} s) ${outcome.note}`,
  )
}
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
