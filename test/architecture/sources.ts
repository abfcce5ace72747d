/** Reads the repository's sources as a graph of imports; type-only imports count like any other. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { parseSync } from 'vite'

export interface Source {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string
  readonly text: string
  /** Specifiers as written: relative ones, `node:` ones and package names. */
  readonly imports: readonly string[]
  /** The relative ones, resolved to paths from the root. */
  readonly files: readonly string[]
  /** Specifiers of static imports that remain at run time, so without `import type`. */
  readonly runtimeImports: readonly string[]
  /** The relative ones of those, resolved. */
  readonly runtimeFiles: readonly string[]
  readonly hasExportStar: boolean
  readonly program: ReturnType<typeof parseSync>['program']
}

/** Every TypeScript source that matches one of the patterns. */
export function readSources(...patterns: readonly string[]): readonly Source[] {
  return globSync([...patterns])
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map(readSource)
}

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8')
  const { module, program, errors } = parseSync(path, text)
  if (errors[0]) throw new Error(`Cannot read the imports of ${path}: ${errors[0].message}`)
  const reExports = module.staticExports.flatMap((statement) =>
    statement.entries.filter((entry) => entry.moduleRequest),
  )
  const dynamic = module.dynamicImports.map(({ moduleRequest }) =>
    text.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
  )
  const runtime = [
    ...module.staticImports
      .filter(({ entries }) => entries.length === 0 || entries.some((entry) => !entry.isType))
      .map((statement) => statement.moduleRequest.value),
    ...reExports
      .filter((entry) => !entry.isType)
      .flatMap((entry) => entry.moduleRequest?.value ?? []),
  ]
  const imports = [
    ...module.staticImports.map((statement) => statement.moduleRequest.value),
    ...reExports.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ...dynamic,
  ]
  const resolve = (specifier: string) => posix.join(dirname(path), specifier)
  const isRelative = (specifier: string) => specifier.startsWith('.')
  return {
    path,
    text,
    imports,
    files: imports.filter(isRelative).map(resolve),
    runtimeImports: runtime,
    runtimeFiles: runtime.filter(isRelative).map(resolve),
    hasExportStar: /^export \* /m.test(text),
    program,
  }
}
