/**
 * How the files of parts use the modules of the script. A part must not have a second copy of any of them (two stores, two
 * tickers, two contexts), and cannot import them either: the script is one file, which a page may load under any address,
 * as a module or as a classic script. So the script keeps the values that parts use in a global list, under a key that
 * names its version and the list, and files of parts take them from there.
 */
import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import { build, type InlineConfig, type Plugin, parseSync } from 'vite'

/** A value of a module of the script that parts use. */
interface SharedValue {
  /** Path of the module. */
  readonly id: string
  readonly name: string
}

/** What parts use of the script. */
export interface SharedModules {
  readonly values: readonly SharedValue[]
  /** The name of the global list. */
  readonly key: string
  /** Path of a module → whether the script has it. */
  has(id: string): boolean
}

const prefix = 'shared:'

interface BuiltChunk {
  readonly type: string
  readonly code: string
  readonly moduleIds: readonly string[]
}

/** Builds without writing. */
async function chunksOf(config: InlineConfig): Promise<readonly BuiltChunk[]> {
  const rolldownOptions = { output: { codeSplitting: false } }
  const results = await build({
    ...config,
    // Not minified: names have to be found in it.
    build: { ...config.build, write: false, sourcemap: false, minify: false, rolldownOptions },
  })
  return [results].flat().flatMap((result) => {
    if (!('output' in result)) throw new Error('The build of an element watches its files.')
    return result.output.flatMap((file) => (file.type === 'chunk' ? [file] : []))
  })
}

/** Leaves out of a part what the script has: imports of it stay imports. */
function withoutShared(has: (id: string) => boolean): Plugin {
  return {
    name: 'streamgauge-without-shared',
    enforce: 'pre',
    async resolveId(id, importer, options) {
      if (!importer) return null
      const found = await this.resolve(id, importer, { ...options, skipSelf: true })
      return found && has(found.id) ? { id: `${prefix}${found.id}`, external: true } : null
    },
  }
}

/** Finds what the parts use of the script, by building both once. */
export async function findSharedModules(
  script: InlineConfig,
  parts: readonly InlineConfig[],
  version: string,
): Promise<SharedModules> {
  const ids = new Set((await chunksOf(script)).flatMap(({ moduleIds }) => [...moduleIds]))
  const has = (id: string) => ids.has(id)
  const used = new Map<string, SharedValue>()
  for (const part of parts) {
    const plugins = [...(part.plugins ?? []), withoutShared(has)]
    for (const { code } of await chunksOf({ ...part, plugins })) {
      for (const { moduleRequest, entries } of parseSync('part.js', code).module.staticImports) {
        const id = moduleRequest.value.replace(prefix, '')
        for (const { importName, localName } of entries) {
          const names =
            importName.kind === 'NamespaceObject'
              ? membersOf(localName.value, code)
              : [importName.name ?? 'default']
          for (const name of names) used.set(`${id} ${name}`, { id, name })
        }
      }
    }
  }
  const values = [...used.values()].sort((a, b) =>
    `${a.id} ${a.name}` < `${b.id} ${b.name}` ? -1 : 1,
  )
  const list = values.map(({ id, name }) => `${relative('.', id)} ${name}`).join()
  const hash = createHash('sha256').update(list).digest('hex').slice(0, 8)
  return { values, has, key: `streamgauge ${version} ${hash}` }
}

/** What is read of `import * as React`, which some packages have. */
function membersOf(name: string, code: string): readonly string[] {
  const members = code.matchAll(new RegExp(`\\b${name.replace('$', '\\$')}\\.(\\w+)`, 'g'))
  return [...members].flatMap(([, member]) => member ?? [])
}

/** The entry of the script: its names, and the list for the parts. The first script of a page keeps its own. */
export function withSharedList(entry: string, { values, key }: SharedModules): Plugin {
  const id = '\0streamgauge-script'
  return {
    name: 'streamgauge-shared-list',
    enforce: 'pre',
    // Vite makes a path of the name.
    resolveId: (source) => (source.endsWith('streamgauge-script') ? id : null),
    load(source) {
      if (source !== id) return null
      const imports = values.map(
        (value, index) => `import { ${value.name} as v${index} } from ${JSON.stringify(value.id)}`,
      )
      const list = values.map((_, index) => `v${index}`).join()
      return `${imports.join('\n')}
export * from ${JSON.stringify(entry)}
globalThis[Symbol.for(${JSON.stringify(key)})] ??= [${list}]`
    },
  }
}

/** Gives a part the values of the script from the list. */
export function fromSharedList({ values, has, key }: SharedModules): Plugin {
  const list = '\0streamgauge-list'
  return {
    name: 'streamgauge-from-shared-list',
    enforce: 'pre',
    async resolveId(id, importer, options) {
      if (id === list) return id
      if (!importer) return null
      const found = await this.resolve(id, importer, { ...options, skipSelf: true })
      return found && has(found.id) ? `\0${prefix}${found.id}` : null
    },
    load(id) {
      if (id === list) {
        return `const list = globalThis[Symbol.for(${JSON.stringify(key)})]
if (!list) throw new Error('it belongs to another version of the script')
export default list`
      }
      if (!id.startsWith(`\0${prefix}`)) return null
      const path = id.slice(prefix.length + 1)
      const own = values.flatMap((value, index) =>
        value.id === path
          ? [`const v${index} = list[${index}]\nexport { v${index} as ${value.name} }`]
          : [],
      )
      return {
        code: `import list from ${JSON.stringify(list)}\n${own.join('\n')}`,
        moduleSideEffects: false,
      }
    },
  }
}
