/**
 * The code blocks of the documentation as files of a project. How a block is run follows from its
 * language and the word after it:
 *
 *   tsx, ts            in a page in Chromium: what it exports is rendered, see docs/main.tsx
 *   ts node            as a program in Node; it gets `PORT=0`, and is stopped if it does not end by itself
 *   ts test, tsx test  by Vitest
 *   ts recipe          by test/recipes, against the servers of other projects; nginx as well
 *   from=<file>        not here: the block is part of that file, which another suite builds and runs
 *   css, html          read by a page: no rule is dropped, and every name of the kit exists
 *   sh                 curls against a server process (docs-examples.test.ts); scripts and files exist
 *   sh session         the commands after `$`, with the program of the package (docs-sessions.test.ts)
 *   text               no program
 *
 * A first line `// shipments.ts` names the file, and other blocks, also of other pages, import it from there. Every
 * program says in a comment below it what it shows: `<!-- shows: Streaming | 42 -->`; one that checks itself
 * with `console.assert` may leave that out.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type CodeBlock, pages, readBlocks } from '../architecture/markdown.ts'

export type Runner =
  | 'page'
  | 'node'
  | 'test'
  | 'recipe'
  | 'file'
  | 'style'
  | 'shell'
  | 'session'
  | 'text'

/** A block with the way it is run. */
export interface Program extends CodeBlock {
  readonly runner: Runner
  /** Page and line, for names of tests. */
  readonly title: string
  /** Path in the project. */
  readonly file: string
  /** Whether its file has a name, so that others can import it. */
  readonly isNamed: boolean
}

const runners: Readonly<Record<string, Runner>> = {
  ts: 'page',
  tsx: 'page',
  'ts node': 'node',
  'ts test': 'test',
  'tsx test': 'test',
  'ts recipe': 'recipe',
  'nginx recipe': 'recipe',
  css: 'style',
  html: 'style',
  sh: 'shell',
  'sh session': 'session',
  text: 'text',
}

/** Generated pages and decisions are not programs of a reader's. */
const isGuide = (page: string) => !/^docs\/(api|decisions)\//.test(page)

/** Every block of README, guides and skills. @throws Error for one that nothing here can run. */
export function readPrograms(): readonly Program[] {
  return pages.filter(isGuide).flatMap((page) => readBlocks(page).map(programOf))
}

function programOf(block: CodeBlock): Program {
  const { page, line, language, info, text } = block
  const title = `${page}:${line}`
  const runner = info.startsWith('from=') ? 'file' : runners[`${language} ${info}`.trim()]
  if (!runner) throw new Error(`${title}: no way to run a block of "${language} ${info}".`)
  const name = /^\/\/ ([\w./-]+\.tsx?)\n/.exec(text)?.[1]
  const extension = runner === 'test' ? `test.${language}` : language
  const folder = page.replace(/\.md$/, '').replace(/\W+/g, '-')
  const file = `blocks/${folder}/${name ?? `line-${line}.${extension}`}`
  return { ...block, runner, title, file, isNamed: name !== undefined }
}

const isScript = ({ language }: Program) => /^tsx?$/.test(language)

/** Those whose text is TypeScript, but for parts of other files. */
export function scriptsOf(programs: readonly Program[]): readonly Program[] {
  return programs.filter((program) => isScript(program) && program.runner !== 'file')
}

/**
 * Writes the scripts into a project, and `blocks.ts`, through which the page loads them. Each is moved to
 * the line where it is in its page, so that the compiler names that line.
 */
export function writeScripts(folder: string, programs: readonly Program[]): void {
  const scripts = scriptsOf(programs)
  const write = (file: string, { line, text }: Program) => {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    if (!existsSync(path)) writeFileSync(path, `${'\n'.repeat(line - 1)}${text}\nexport {}\n`)
  }
  for (const program of scripts) write(program.file, program)
  for (const { file, text } of scripts) {
    for (const named of scripts.filter(({ isNamed }) => isNamed)) {
      const name = basename(named.file)
      if (text.includes(`'./${name}'`)) write(join(dirname(file), name), named)
    }
  }
  const entries = programs
    .filter(({ runner }) => runner === 'page')
    .map(({ title, file }) => `  '${title}': () => import('./${file}'),\n`)
  writeFileSync(
    join(folder, 'blocks.ts'),
    `export const blocks: Record<string, () => Promise<object>> = {\n${entries.join('')}}\n`,
  )
}
