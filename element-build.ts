/**
 * Builds the custom elements into dist/element, after the library: everything they need in one file, as a module
 * (index.js) and as a classic script (script.js), and the languages next to them (messages/). Minified, since pages
 * load them as they are.
 *
 *   node element-build.ts           with Preact in the place of React, as published
 *   node element-build.ts react     with React, into .tmp/element-react: for comparisons
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type InlineConfig, type Plugin } from 'vite'
import { licenceOf, withoutUnusedOptions } from './build-plugins.ts'
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

/** The licences of what a script contains, in one file next to it. */
function licences(): Plugin {
  return {
    name: 'streamgauge-script-licences',
    generateBundle(_, bundle) {
      const names = Object.values(bundle)
        .flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
        .flatMap((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? [])
      const texts = [...new Set(names)]
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

/** Leaves the languages out of the module: they are imported from the files next to it. */
function separateLanguages(): Plugin {
  return {
    name: 'streamgauge-separate-languages',
    enforce: 'pre',
    resolveId(id, importer) {
      const tag = /^\.\/([\w-]+)\.ts$/.exec(id)?.[1] ?? ''
      const isLanguage = importer?.endsWith('/messages/languages.ts') && tags.includes(tag)
      return isLanguage ? { id: `./messages/${tag}.js`, external: true } : null
    },
  }
}

/** The classic script asks for them by its own address. Has its declarations as well. */
function languagesOfScript(): Plugin {
  return {
    name: 'streamgauge-languages-of-script',
    enforce: 'pre',
    resolveId: (id) =>
      id === './load-language.ts' ? at('src/element/load-language-script.ts') : null,
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'script.d.ts', source: scriptDeclaration })
    },
  }
}

/** One of the files: `entry` by name, in one format. */
const script = (
  entry: Record<string, string>,
  format: 'es' | 'iife',
  isWhole: boolean,
): InlineConfig => ({
  configFile: false,
  root: at('.'),
  logLevel: 'warn',
  publicDir: false,
  // The page has no build that would set it.
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: usesReact ? '.tmp/element-react' : 'dist/element',
    emptyOutDir: false,
    target: 'es2022',
    sourcemap: true,
    cssMinify: true,
    // Nothing is lowered: browsers that have constructed style sheets and layers have the rest.
    cssTarget: 'esnext',
    lib: { entry, name: 'Streamgauge', formats: [format], fileName: (_, name) => `${name}.js` },
    // Vite leaves white space in modules of libraries.
    rolldownOptions: {
      output: {
        minify: true,
        ...(isWhole ? { codeSplitting: false } : { chunkFileNames: 'messages/[name].js' }),
      },
    },
  },
})

/** The elements in one file. */
const elements = (name: string, format: 'es' | 'iife', plugin: Plugin): InlineConfig => ({
  ...script({ [name]: at('src/element/index.ts') }, format, true),
  plugins: [withoutUnusedOptions(), licences(), plugin],
  resolve: { alias: usesReact ? [] : preactForReact },
})

const messages = tags.map((tag) => [`messages/${tag}`, at(`src/messages/${tag}.ts`)])

await build(elements('index', 'es', separateLanguages()))
await build(elements('script', 'iife', languagesOfScript()))
await build(script(Object.fromEntries(messages), 'es', false))
