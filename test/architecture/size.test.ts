/**
 * How long files and functions may be, measured from the sources themselves. A function is measured with
 * its comments and everything nested in it: a closure of 500 lines is not shorter for being made of small
 * functions that share its variables. Both are split by concept, never by line count.
 */
import { describe, expect, it } from 'vitest'
import { readSources, type Source } from './sources.ts'

const longestFile = 350
const longestFunction = 150

interface MeasuredFunction {
  readonly name: string
  /** The line where it begins. */
  readonly line: number
  readonly lines: number
}

const sources = readSources('src/**/*.{ts,tsx}', 'server/**/*.ts')

function countLines(text: string): number {
  return text.split('\n').length
}

/** The outermost functions and methods of a file. What is nested counts to the one around it. */
function functionsOf({ text, program }: Source): readonly MeasuredFunction[] {
  const found: MeasuredFunction[] = []
  const visit = (value: unknown, name: string): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, name)
      return
    }
    if (!isNode(value)) return
    const ownName = nameOf(value) ?? name
    if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(value.type)) {
      const lines = countLines(text.slice(value.start, value.end))
      found.push({ name: ownName, line: countLines(text.slice(0, value.start)), lines })
      return
    }
    for (const child of Object.values(value)) visit(child, ownName)
  }
  visit(program.body, '(anonymous)')
  return found
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** The identifier that a function, variable, property or method is declared under. */
function nameOf(node: object): string | undefined {
  const { id, key } = node as { readonly id?: unknown; readonly key?: unknown }
  const name = (id ?? key) as { readonly name?: unknown } | null | undefined
  return typeof name?.name === 'string' ? name.name : undefined
}

const tooLong = (source: Source) => [
  ...(countLines(source.text) - 1 > longestFile ? [`${source.path} is too long`] : []),
  ...functionsOf(source)
    .filter(({ lines }) => lines > longestFunction)
    .map(({ name, line, lines }) => `${source.path}:${line} ${name} has ${lines} lines`),
]

describe('the size of sources', () => {
  it(`is at most ${longestFile} lines a file and ${longestFunction} lines a function`, () => {
    expect(sources.flatMap(tooLong)).toEqual([])
  })

  it('counts what is nested to the outermost function', () => {
    const [source] = readSources('server/hub/hub.ts')
    const hub = source && functionsOf(source).find(({ name }) => name === 'createHub')
    expect(hub?.lines).toBeGreaterThan(50)
    expect(source && functionsOf(source).map(({ name }) => name)).not.toContain('join')
  })
})
