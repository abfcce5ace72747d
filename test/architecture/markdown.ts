/** What tests read out of the documentation: fenced blocks, tables, and the parts that code writes. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'

/** A fenced block of a page. */
export interface CodeBlock {
  readonly page: string
  /** Of its first line, counted from 1. */
  readonly line: number
  readonly language: string
  /** What follows the language: where a program runs (`node`, `test`), or `from=` and a file. */
  readonly info: string
  readonly text: string
  /** What it prints or shows when it runs: the parts of a comment `<!-- shows: a | b -->` below it. */
  readonly shows: readonly string[]
}

/** README, everything in docs, and the skills. */
export const pages: readonly string[] = [
  'README.md',
  ...globSync(['docs/**/*.md', 'skills/**/*.md'])
    .map((path) => path.replaceAll('\\', '/'))
    .sort(),
]

/** The fenced blocks of a page, in order. */
export function readBlocks(page: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  const lines = readFileSync(page, 'utf8').split('\n')
  let open: { readonly line: number; readonly language: string; readonly info: string } | null =
    null
  let body: string[] = []
  lines.forEach((text, index) => {
    const fence = /^```(\w*) ?(.*?)\s*$/.exec(text)
    if (!fence) body.push(text)
    else if (open) {
      blocks.push({ page, ...open, text: body.join('\n'), shows: shownAfter(lines, index) })
      open = null
    } else {
      open = { line: index + 2, language: fence[1] ?? '', info: fence[2] ?? '' }
      body = []
    }
  })
  return blocks
}

function shownAfter(lines: readonly string[], fence: number): readonly string[] {
  const next = lines.slice(fence + 1).find((line) => line.trim() !== '')
  const shown = /^<!-- shows: (.+) -->$/.exec(next?.trim() ?? '')?.[1]
  return shown?.split(' | ') ?? []
}

/** The cells of the first table whose first column has this head, without head and ruler. */
export function readTable(page: string, head: string): readonly (readonly string[])[] {
  const lines = readFileSync(page, 'utf8').split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`))
  if (start < 0) throw new Error(`${page} has no table that begins with ${head}.`)
  const rest = lines.slice(start + 2)
  const end = rest.findIndex((line) => !line.startsWith('|'))
  return rest.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** The texts in backticks. */
export function literalsIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)
}

/** A table in Markdown. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** A page as it is, and as it has to be: with what code says between its `generated` markers. */
export function withGenerated(
  page: string,
  parts: Readonly<Record<string, string>>,
): { readonly actual: string; readonly expected: string } {
  const read = () => readFileSync(page, 'utf8')
  let expected = read()
  for (const [name, text] of Object.entries(parts)) {
    const marked = new RegExp(`(<!-- generated: ${name} -->\\n)[^]*?(<!-- /generated -->)`)
    if (!marked.test(expected)) throw new Error(`${page} has no place for ${name}.`)
    expected = expected.replace(marked, (_, open, close) => `${open}${text}\n${close}`)
  }
  // WRITE_DOCS=1 writes what code says into the page.
  if (process.env['WRITE_DOCS']) writeFileSync(page, expected)
  return { actual: read(), expected }
}
