/** What Vitest's JSON reporter writes, as far as checks need it. */
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

export interface VitestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** One text for each case that failed, and for each file that could not be loaded. */
  readonly failures: readonly string[]
}

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

/** Null: the run ended before it could write one. */
export function readVitestReport(file: string): VitestCounts | null {
  if (!existsSync(file)) return null
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.filter(({ status }) => status === 'failed').flatMap(describeFile),
  }
}

function describeFile({ name, message, assertionResults }: FileReport): readonly string[] {
  const file = relative(process.cwd(), name)
  const failed = assertionResults.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return [describeFailure(file, message)]
  return failed.map(({ fullName, failureMessages }) =>
    describeFailure(`${file}: ${fullName}`, failureMessages?.join('\n') ?? ''),
  )
}

/** What fits on a screen; the whole message is in the output of the check. */
const mostMessageLines = 8

function describeFailure(title: string, message: string): string {
  const lines = message
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('/node_modules/'))
  return [title, ...lines.slice(0, mostMessageLines).map((line) => `    ${line}`)].join('\n')
}
