/**
 * The examples of the doc comments as files: fragments, so names of the package are imported for them and
 * names of the reader's own may be missing. What is left for the compiler to refuse is a name, an option or
 * a type that the package does not have.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBlocks } from '../architecture/markdown.ts'

/** How the reference prints a signature. */
const isSignature = (text: string) => /^(function \w+[<(]|type \w+[ <]|const \w+: )/.test(text)

/** Writes one file an example into `examples`, and returns where each is from, by file. */
export function writeReferenceExamples(folder: string): ReadonlyMap<string, string> {
  const entryOf = new Map<string, { readonly specifier: string; readonly isType: boolean }>()
  const index = readFileSync('docs/api/README.md', 'utf8')
  const rows = index.matchAll(/^\| \[`(\w+)`\]\(.*?\) \| `([^`]+)` \| (\w+) \|/gm)
  for (const [, name = '', specifier = '', kind] of rows) {
    if (!entryOf.has(name)) entryOf.set(name, { specifier, isType: kind === 'type' })
  }
  const files = new Map<string, string>()
  mkdirSync(join(folder, 'examples'))
  for (const page of globSync('docs/api/*.md').sort()) {
    for (const { line, text } of readBlocks(page)) {
      if (isSignature(text)) continue
      const words = new Set(text.match(/\b[A-Za-z]\w*\b/g))
      const isOwn = (name: string) =>
        new RegExp(`(?:const|let|function|class|import) [^=\\n]*\\b${name}\\b`).test(text)
      const imports = [...words].flatMap((name) => {
        const entry = entryOf.get(name)
        if (!entry || isOwn(name)) return []
        return `import { ${entry.isType ? 'type ' : ''}${name} } from '${entry.specifier}';`
      })
      const file = `examples/${page.replace(/\W+/g, '-')}-${line}.tsx`
      files.set(file, `${page}:${line}`)
      // A `return` shows the end of a component.
      const body = /^return\b/m.test(text) ? `export function Example() {\n${text}\n}` : text
      const [lifted, rest] = liftImports(body)
      writeFileSync(join(folder, file), `${imports.join('')}${lifted}\n${rest}\nexport {}\n`)
    }
  }
  return files
}

/** Imports have to be at the top, even if the rest is the body of a function. */
function liftImports(text: string): readonly [string, string] {
  const imports = text.match(/^import .+$/gm) ?? []
  return [imports.join('\n'), text.replace(/^import .+$/gm, '')]
}

/** Whether the compiler misses a name of the reader's own. */
export const isOwnName = (mistake: string) => /error TS(2304|2552|18004|2503):/.test(mistake)
