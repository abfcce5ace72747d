/**
 * Builds the custom elements into dist/element, after the library: what most pages need in one file, as a module
 * (index.js) and as a classic script (script.js), and next to them what either loads on demand: the other widgets
 * (parts/) and the languages (messages/). Minified, since pages load them as they are.
 *
 *   node element-build.ts           with Preact in the place of React, as published
 *   node element-build.ts react     with React, into .tmp/element-react: for comparisons
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type InlineConfig, type Plugin } from 'vite'
import { licenceOf, withoutMeanings, withoutUnusedOptions } from './build-plugins.ts'
import {
  findSharedModules,
  fromSharedList,
  type SharedModules,
  withSharedList,
} from './element-parts.ts'
import packageJson from './package.json' with { type: 'json' }
import { textSets } from './src/element/load-language.ts'
import { partNames } from './src/element/parts/part-names.ts'
import { languages } from './src/messages/languages.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const usesReact = process.argv.includes('react')

/** The order matters: the first that matches. */
const preactForReact = [
  { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
  { find: /^react-dom\/client$/, replacement: at('src/element/preact-root.ts') },
  { find: /^react(-dom)?$/, replacement: 'preact/compat' },
]

/** English is part of the script. */
const tags = languages.map((language) => language.toLowerCase()).filter((tag) => tag !== 'en')

const packages = new Set<string>()

/** Collects the licences of what the files contain. The last of them writes all into one file. */
function licences(isLast: boolean): Plugin {
  return {
    name: 'streamgauge-script-licences',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
          const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id) ?? []
          if (name !== undefined) packages.add(name)
        }
      }
      if (!isLast) return
      const texts = [...packages]
        .sort()
        .map((name) => `${name}\n\n${readFileSync(licenceOf(name), 'utf8').trim()}\n`)
      this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: texts.join('\n\n') })
    },
  }
}

/** What TypeScript knows of a page that has loaded the classic script. */
const scriptDeclaration = `/** The names of \`streamgauge/element\`, once the classic script has been loaded. */
declare global {
  var Streamgauge: typeof import('../types/src/element/index.js')
}
export {}
`

const nameOf = (tag: string, set: string) => [tag, set].filter(Boolean).join('-')

/** The module imports the files next to it by name, so that the bundler of a page finds them. */
const languageLoaders = `const loaders = {
${tags
  .flatMap((tag) =>
    textSets.map(
      (set) => `'${nameOf(tag, set)}': () => import('./messages/${nameOf(tag, set)}.js')`,
    ),
  )
  .join(',\n')}
}
export const loadLanguage = async (language, set) =>
  (await loaders[set ? \`\${language.toLowerCase()}-\${set}\` : language.toLowerCase()]()).texts
`

/** Leaves the files that are loaded on demand out of the module. */
function filesOfModule(): Plugin {
  const loaders = '\0streamgauge-language-loaders'
  return {
    name: 'streamgauge-files-of-module',
    enforce: 'pre',
    resolveId(id) {
      if (id === './load-language.ts') return loaders
      const part = /^\.\/parts\/(\w+)\.tsx$/.exec(id)?.[1]
      if (part) return { id: `./parts/${part}.js`, external: true }
      return id.startsWith('./messages/') ? { id, external: true } : null
    },
    load: (id) => (id === loaders ? languageLoaders : null),
  }
}

/** The classic script asks for them by its own address. Has its declarations as well. */
function filesOfScript(): Plugin {
  const replaced = ['./load-language.ts', './load-part.ts']
  return {
    name: 'streamgauge-files-of-script',
    enforce: 'pre',
    resolveId: (id) =>
      replaced.includes(id) ? at(`src/element/${id.slice(2, -3)}-script.ts`) : null,
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'script.d.ts', source: scriptDeclaration })
    },
  }
}

/** One of the files: `entry` by name, in one format. */
const file = (
  name: string,
  entry: string,
  format: 'es' | 'iife',
  plugins: readonly Plugin[],
): InlineConfig => ({
  configFile: false,
  root: at('.'),
  logLevel: 'warn',
  publicDir: false,
  // The page has no build that would set it.
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [withoutUnusedOptions(), withoutMeanings(), ...plugins],
  resolve: { alias: usesReact ? [] : preactForReact },
  build: {
    outDir: usesReact ? '.tmp/element-react' : 'dist/element',
    emptyOutDir: false,
    target: 'es2022',
    sourcemap: true,
    cssMinify: true,
    // Nothing is lowered: browsers that have constructed style sheets and layers have the rest.
    cssTarget: 'esnext',
    lib: {
      entry: { [name]: entry },
      name: 'Streamgauge',
      formats: [format],
      fileName: () => `${name}.js`,
    },
    // Vite leaves white space in modules of libraries.
    rolldownOptions: {
      // Parts import more of the script's modules than they use (element-parts.ts).
      shimMissingExports: true,
      onLog: (level, log, print) => log.code === 'SHIMMED_EXPORT' || print(level, log),
      output: { minify: true, codeSplitting: false },
    },
  },
})

const entry = at('src/element/index.ts')
const partFile = (name: string, ...plugins: readonly Plugin[]) =>
  file(`parts/${name}`, at(`src/element/parts/${name}.tsx`), 'es', plugins)

/** The texts of one set: src/messages/<tag>.ts has all of them, so those of the other sets are left out. */
function onlyTexts(tag: string, set: string): Plugin {
  const id = '\0streamgauge-texts'
  const own = {
    '': [`export { ${exportOf(tag)} as texts } from '${at(`src/messages/${tag}.ts`)}'`],
    parts: [
      `import { dashboard } from '${at(`src/messages/${tag}-dashboard.ts`)}'`,
      `import { detail } from '${at(`src/messages/${tag}-detail.ts`)}'`,
      `import { gauges } from '${at(`src/messages/gauges/${tag}.ts`)}'`,
      `import { streamTable } from '${at(`src/messages/stream-table/${tag}.ts`)}'`,
      'export const texts = { ...dashboard, ...detail, ...gauges, streamTable }',
    ],
    actions: [`export { actions as texts } from '${at(`src/messages/${tag}-actions.ts`)}'`],
  }[set]
  const others = /^\.\/(?:\S+-(dashboard|detail|actions)|(gauges|stream-table)\/\S+)\.ts$/
  const empty = '\0streamgauge-no-texts'
  return {
    name: 'streamgauge-only-texts',
    enforce: 'pre',
    resolveId(source, importer) {
      // Vite makes a path of the name.
      if (source.endsWith('streamgauge-texts')) return id
      const isWhole = importer === at(`src/messages/${tag}.ts`)
      return isWhole && others.test(source) ? empty : null
    },
    load: (source) =>
      source === id
        ? (own?.join('\n') ?? null)
        : source === empty
          ? ['actions', 'dashboard', 'detail', 'gauges', 'streamTable']
              .map((name) => `export const ${name} = undefined`)
              .join('\n')
          : null,
  }
}

/** `pt-br` → `ptBR`, as the file exports it. */
const exportOf = (tag: string) => ({ 'pt-br': 'ptBR', 'zh-hans': 'zhHans' })[tag] ?? tag

const scriptFile = (name: string, shared: SharedModules | null) => {
  const own = name === 'index' ? filesOfModule() : filesOfScript()
  const list = shared && withSharedList(entry, shared)
  return file(name, list ? 'streamgauge-script' : entry, name === 'index' ? 'es' : 'iife', [
    own,
    licences(false),
    ...(list ? [list] : []),
  ])
}

const parts = partNames.map((name) => partFile(name))
const shared = await findSharedModules(scriptFile('script', null), parts, packageJson.version)
await build(scriptFile('index', shared))
await build(scriptFile('script', shared))
for (const [index, name] of partNames.entries()) {
  await build(partFile(name, fromSharedList(shared), licences(index === partNames.length - 1)))
}
for (const tag of tags) {
  for (const set of textSets) {
    const name = `messages/${nameOf(tag, set)}`
    await build(file(name, 'streamgauge-texts', 'es', [onlyTexts(tag, set)]))
  }
}
