/**
 * Breaks every rule of rules.ts and tab-rules.ts in a copy of the repository and runs the tests that are
 * said to hold it: they must be green before and red after. A test that stays green holds nothing.
 *
 *   npm run break-rules                  all rules
 *   npm run break-rules -- 4 T2          only these
 *   WRITE_DOCS=1 npm run break-rules     and write their rows of the tables into docs/rules.md
 *
 * Ends with the exit code 1 when a break goes unnoticed. A broken rule may keep its tests from ever ending, such as
 * two tabs that answer each other without end: a run that takes ten times as long as it did before the break, or a
 * gigabyte of memory, is ended, and counts as noticed. The copy is in the system's temporary folder and is removed.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Break, type Rule, rules } from './rules.ts'
import { tabRules } from './tab-rules.ts'

/** What a run of the tests reads. */
const copied = ['src', 'server', 'test', 'package.json']

/** A runner without browsers and stories starts in a fifth of the time, and it starts for every break. */
const lean = `export default { test: { include: ['test/**/*.test.ts'] } }\n`

const page = 'docs/rules.md'
/** The page is in the published package, and tests are not: it links to them in the repository. */
const repository = 'https://github.com/streamgauge/streamgauge/blob/main'

interface Run {
  readonly passed: number
  readonly failed: readonly string[]
  readonly tookMs: number
}

/** The longest time that tests may take which are not broken. */
const longestRunMs = 180_000
/** A run that is broken gets at least this, since the machine may be busy. */
const shortestLimitMs = 30_000

function copyRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-rules-'))
  for (const path of copied) cpSync(path, join(folder, path), { recursive: true })
  writeFileSync(join(folder, 'vitest.config.ts'), lean)
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

/** @returns `unended` when the run was ended, and null when the tests did not even load. */
async function runTests(
  folder: string,
  rule: Rule,
  limitMs: number,
): Promise<Run | 'unended' | null> {
  const startMs = performance.now()
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=json',
      `--outputFile=${report}`,
      '-t',
      rule.named,
      ...rule.tests,
    ],
    {
      cwd: folder,
      stdio: 'ignore',
      // A group of its own, so that its workers end with it.
      detached: true,
      env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=1024' },
    },
  )
  let isEnded = false
  const timer = setTimeout(() => {
    isEnded = true
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, limitMs)
  await new Promise((done) => child.once('close', done))
  clearTimeout(timer)
  if (isEnded) return 'unended'
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: { assertionResults: { status: string; fullName: string }[] }[]
    }
    const results = testResults.flatMap(({ assertionResults }) => assertionResults)
    return {
      passed: results.filter(({ status }) => status === 'passed').length,
      failed: results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
      tookMs: performance.now() - startMs,
    }
  } catch {
    return null
  }
}

async function withBreak<T>(folder: string, given: Break, run: () => Promise<T>): Promise<T> {
  const path = join(folder, given.file)
  const text = readFileSync(path, 'utf8')
  if (text.split(given.find).length !== 2) {
    throw new Error(`${given.file} does not hold this text once: ${given.find}. Mend test/rules/.`)
  }
  writeFileSync(
    path,
    text.replace(given.find, () => given.replace),
  )
  try {
    return await run()
  } finally {
    writeFileSync(path, text)
  }
}

/** By the name of their place on the page. */
const tables: Readonly<Record<string, readonly Rule[]>> = { rules, 'tab rules': tabRules }

const wanted = process.argv.slice(2)
const isChosen = ({ id }: Rule) => wanted.length === 0 || wanted.includes(id)
const chosen = Object.values(tables).flat().filter(isChosen)
const folder = copyRepository()
const rows = new Map<Rule, string>()
let unnoticed = 0
try {
  for (const rule of chosen) {
    const sound = await runTests(folder, rule, longestRunMs)
    if (sound === null || sound === 'unended' || sound.failed.length > 0 || sound.passed === 0) {
      throw new Error(`Rule ${rule.id}: its tests are not green to begin with.`)
    }
    const limitMs = Math.max(shortestLimitMs, 10 * sound.tookMs)
    const outcomes: string[] = []
    for (const given of rule.breaks) {
      const broken = await withBreak(folder, given, () => runTests(folder, rule, limitMs))
      if (broken === 'unended') {
        console.log(`✓ rule ${rule.id} without ${given.without}: the tests do not end`)
        outcomes.push(`without ${given.without}: the tests do not end`)
        continue
      }
      const red = broken?.failed ?? []
      if (red.length === 0) unnoticed++
      console.log(
        `${red.length > 0 ? '✓' : '✗'} rule ${rule.id} without ${given.without}: ` +
          `${red.length} of ${sound.passed} tests red${red[0] ? `, first “${red[0]}”` : ''}`,
      )
      outcomes.push(`without ${given.without}: ${red.length} red`)
    }
    const files = rule.tests
      .map((path) => `[${path.split('/').at(-1)}](${repository}/${path})`)
      .join(', ')
    rows.set(rule, `| ${rule.id} | ${rule.says} | ${files} | ${outcomes.join('; ')} |`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The row on the page of a rule that was not broken this time. */
function rowBefore(text: string, { id }: Rule): string {
  return text.split('\n').find((line) => line.startsWith(`| ${id} |`)) ?? ''
}

if (process.env['WRITE_DOCS']) {
  for (const [name, listed] of Object.entries(tables)) {
    const marked = new RegExp(`(<!-- generated: ${name} -->\\n)[^]*?(<!-- /generated -->)`)
    const head = ['| | rule | held by | broken once |', '|---|---|---|---|']
    const text = readFileSync(page, 'utf8')
    const table = [...head, ...listed.map((rule) => rows.get(rule) ?? rowBefore(text, rule))]
    writeFileSync(
      page,
      text.replace(marked, (_, open, close) => `${open}${table.join('\n')}\n${close}`),
    )
  }
}
console.log(`\n${rows.size} rules, ${unnoticed} breaks unnoticed`)
process.exitCode = unnoticed > 0 ? 1 : 0
