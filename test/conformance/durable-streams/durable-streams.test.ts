import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runConformanceTests } from '@durable-streams/server-conformance-tests'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import { memoryLog } from '../../../server/log/memory.ts'
import { type Adapter, startAdapter } from './adapter.ts'
import { exceptionFor, exceptions } from './applicability.ts'

const page = fileURLToPath(new URL('../../../docs/durable-streams.md', import.meta.url))
const marked = /(<!-- generated: conformance -->\n)[\s\S]*?(<!-- \/generated -->)/

/** A test, or a group of tests, as Vitest has it. */
interface Task {
  readonly name: string
  readonly type: string
  readonly mode: string
  readonly suite?: Task | undefined
  readonly tasks?: readonly Task[]
  readonly result?: { readonly state: string }
}

/** The group of the suite that a test belongs to: the outermost below ours. */
function groupOf(task: Task): string {
  const above = task.suite
  return above?.suite === undefined || above.name === ours ? task.name : groupOf(above)
}

function rootOf(task: Task): Task {
  return task.suite === undefined || task.name === ours ? task : rootOf(task.suite)
}

const ours = 'the read half of Durable Streams'

describe.runIf(process.env['DURABLE_CONFORMANCE'])(ours, () => {
  const options = { baseUrl: '', longPollTimeoutMs: 1_000 }
  let adapter: Adapter
  let suite: Task | undefined

  beforeAll(async () => {
    adapter = await startAdapter(memoryLog(), 500)
    options.baseUrl = adapter.url
  })

  beforeEach(({ task, skip }) => {
    suite ??= rootOf(task)
    const exception = exceptionFor(groupOf(task), task.name)
    if (exception) skip(exception.subject)
  })

  runConformanceTests(options)

  afterAll(async () => {
    await adapter.close()
    const tests = suite ? testsIn(suite) : []
    // A part of the suite, chosen by name, says nothing about the table.
    const isApplicable = (test: Task) => exceptionFor(groupOf(test), test.name) === undefined
    if (tests.some((test) => test.result === undefined && isApplicable(test))) return
    const text = readFileSync(page, 'utf8')
    const written = text.replace(marked, `$1${tableOf(tests)}\n$2`)
    if (process.env['WRITE_DOCS'] === '1') writeFileSync(page, written)
    else expect(text).toBe(written)
  })
})

function testsIn(task: Task): readonly Task[] {
  return task.type === 'test' ? [task] : (task.tasks ?? []).flatMap(testsIn)
}

/** One row for each group that has to pass, one for each kind of exception, and the sums. */
function tableOf(tests: readonly Task[]): string {
  const passed = new Map<string, number>()
  const excepted = new Map<string, number>()
  const count = (counts: Map<string, number>, key: string) =>
    counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const test of tests) {
    const group = groupOf(test)
    const exception = exceptionFor(group, test.name)
    if (exception) count(excepted, exception.subject)
    else if (test.result?.state === 'pass') count(passed, group)
  }
  const sum = (counts: Map<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0)
  return [
    '| tests about | pass | do not apply, because |',
    '|---|---|---|',
    ...[...passed].map(([group, number]) => `| ${group} | ${number} | |`),
    ...exceptions.map(({ subject, reason }) => {
      const number = excepted.get(subject) ?? 0
      return `| ${subject} | | ${number}: ${reason} |`
    }),
    `| all ${tests.length} | ${sum(passed)} | ${sum(excepted)} |`,
  ].join('\n')
}
