/**
 * One configuration for everything Vite does here, by mode:
 *
 *   vite build                the library, one file per package entry, into dist/
 *   node element-build.ts     then the custom elements, into dist/element/
 *   vite build --mode page    the demo page that the server serves, into build/page/; SOURCE_MAPS=1: with source maps
 *   vite                      the demo page with reload; the API runs beside it and is proxied
 *   vite --mode mock          the demo page alone: the server app runs in the tab
 *   vite build --mode mock    the same, for the suites that drive browsers, into build/mock/
 *   vitest                    projects node, pure, browser, storybook, e2e, package; browsers (npm run test:long)
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import type { Plugin, Rolldown, UserConfig } from 'vite'
import { defineConfig } from 'vitest/config'
import { licenceOf, withoutUnusedOptions } from './build-plugins.ts'
import { compressed, preloadedFront } from './page-plugins.ts'
import { chromiumArguments, findChromium } from './test/support/chromium.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

interface Manifest {
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
}
const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8')) as Manifest

/**
 * Whether React Server Components have to treat a file as client code. Decided by the build rather
 * than written into each source, where a new widget could miss it.
 */
function isClientModule({ name, imports, exports }: Rolldown.RenderedChunk): boolean {
  const usesReact = imports.some((path) => path === 'react' || path.startsWith('react/'))
  return name === 'index' || usesReact || exports.some((each) => /^use[A-Z]/.test(each))
}

/** Puts the licence of every package that is bundled into dist next to its code. */
function licences(): Plugin {
  return {
    name: 'streamgauge-licences',
    generateBundle(_, bundle) {
      const packages = new Set(
        Object.keys(bundle).flatMap(
          (file) => /^vendor\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
        ),
      )
      for (const name of packages) {
        const source = readFileSync(licenceOf(name), 'utf8')
        this.emitFile({ type: 'asset', fileName: `vendor/${name}/LICENSE`, source })
      }
    },
  }
}

/** Lets TypeScript 6 and newer find `import 'streamgauge/styles.css'` in projects that declare no style sheets. */
function cssDeclaration(): Plugin {
  return {
    name: 'streamgauge-css-declaration',
    generateBundle() {
      for (const name of ['styles', 'dashboard-styles', 'table-styles', 'actions-styles']) {
        this.emitFile({ type: 'asset', fileName: `${name}.css.d.ts`, source: 'export {}\n' })
      }
    },
  }
}

const library: UserConfig = {
  plugins: [react(), licences(), cssDeclaration(), withoutUnusedOptions()],
  publicDir: false,
  build: {
    target: 'es2022',
    sourcemap: true,
    minify: false,
    // For pages without a bundler. Nothing is lowered: that is up to the page's build.
    cssMinify: true,
    cssTarget: 'esnext',
    cssCodeSplit: true,
    lib: {
      formats: ['es'],
      entry: {
        index: at('src/index.ts'),
        dashboard: at('src/dashboard.ts'),
        table: at('src/table.ts'),
        actions: at('src/actions.ts'),
        connection: at('src/connection/index.ts'),
        feeds: at('src/feeds/index.ts'),
        payments: at('src/feeds/payments/index.ts'),
        orders: at('src/feeds/orders/index.ts'),
        company: at('src/feeds/company/index.ts'),
        query: at('src/query/index.ts'),
        'query/react': at('src/query/react/index.ts'),
        'orders/react': at('src/react/orders/index.ts'),
        'company/react': at('src/react/company/index.ts'),
        // Types alone; the elements are built by element-build.ts.
        'element-jsx': at('src/element/jsx.ts'),
        testing: at('src/testing/index.ts'),
        'testing/react': at('src/testing/react/index.ts'),
        money: at('src/money/index.ts'),
        messages: at('src/messages/index.ts'),
        'messages/en': at('src/messages/en.ts'),
        'messages/de': at('src/messages/de.ts'),
        'messages/es': at('src/messages/es.ts'),
        'messages/fr': at('src/messages/fr.ts'),
        'messages/pt-br': at('src/messages/pt-br.ts'),
        'messages/ja': at('src/messages/ja.ts'),
        'messages/zh-hans': at('src/messages/zh-hans.ts'),
        'messages/ar': at('src/messages/ar.ts'),
        protocol: at('src/protocol/index.ts'),
        mocks: at('src/mocks/index.ts'),
        msw: at('src/mocks/msw.ts'),
        server: at('server/index.ts'),
        cli: at('server/cli/streamgauge.ts'),
        // The program of a thread, which is found next to the file that starts it.
        'server/log/sqlite-worker': at('server/log/sqlite-worker.ts'),
        styles: at('src/styles.css'),
        'dashboard-styles': at('src/dashboard.css'),
        'table-styles': at('src/table.css'),
        'actions-styles': at('src/actions.css'),
      },
    },
    rolldownOptions: {
      output: {
        // One file a module: a bundler then drops whole files that an application does not use, which
        // it cannot do with a shared chunk whose top level builds schemas.
        preserveModules: true,
        preserveModulesRoot: at('.'),
        // Vite writes `var` by default; an application's bundler inlines constants that are `const` only.
        topLevelVar: false,
        // npm never packs a folder of this name.
        entryFileNames: ({ name }) => `${name.replace('node_modules/', 'vendor/')}.js`,
        banner: (chunk) => (isClientModule(chunk) ? "'use client'" : ''),
      },
      external: (id) =>
        id.startsWith('node:') ||
        [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)].some(
          (name) => id === name || id.startsWith(`${name}/`),
        ),
    },
  },
}

const apiPort = Number(process.env['PORT'] ?? 3001)

/** Runs the API beside the dev server, restarted by Node when its sources change. */
function api(): Plugin {
  return {
    name: 'streamgauge-api',
    apply: 'serve',
    configureServer(server) {
      const child = spawn(process.execPath, ['--watch', at('server/node/main.ts')], {
        // Its greeting names the API as the page to open; here the page is Vite's own address.
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { SIMULATE: 'payroll', ...process.env, PORT: String(apiPort) },
      })
      server.httpServer?.once('close', () => child.kill())
      process.once('exit', () => child.kill())
    },
  }
}

const page = (mode: string): UserConfig => ({
  root: at('src/demo'),
  publicDir: mode === 'mock' ? at('public') : false,
  plugins: [react(), ...(mode === 'development' ? [api()] : [preloadedFront(), compressed()])],
  build: {
    outDir: at(mode === 'mock' ? 'build/mock' : 'build/page'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // The sources of a page are published only by those who ask for it.
    sourcemap: process.env['SOURCE_MAPS'] === '1',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What the entry needs, so that it runs without anything else.
            {
              name: 'start',
              test: /preload-helper|demo\/(theme|density|language-key)\.ts$/,
              priority: 1,
            },
            // What all views use, in one file: it compresses better than in a dozen.
            { name: 'shared', test: /\.[cm]?[jt]sx?$/, minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    ...(mode === 'development' && {
      proxy: Object.fromEntries(
        // With a slash where the page has a file of that name.
        ['/streams', '/events', '/v1', '/stream/', '/api/', '/healthz', '/readyz'].map((path) => [
          path,
          // With the page's own Host: another one would make the page a foreign origin to the API.
          { target: `http://127.0.0.1:${apiPort}`, changeOrigin: false },
        ]),
      ),
    }),
  },
})

const chromium = findChromium()
const browser = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: { ...(chromium && { executablePath: chromium }), args: [...chromiumArguments] },
  }),
  instances: [{ browser: 'chromium' as const }],
}

/**
 * Everything that runs in a test page, named ahead: a package that Vite meets in the middle of a run is
 * bundled then, and the page that is open gets a second copy of React.
 */
const bundledAhead = [
  '@tanstack/react-query',
  '@tanstack/react-virtual',
  '@tanstack/table-core',
  '@testing-library/react',
  'axe-core',
  'eventsource-parser',
  'fast-check',
  'hono',
  'ipaddr.js',
  'msw',
  'msw/browser',
  'rate-limiter-flexible/lib/RateLimiterMemory.js',
  'react',
  'react-dom',
  'react-dom/client',
  'react-dom/server',
  'react/jsx-dev-runtime',
  'react/jsx-runtime',
  'zustand/vanilla',
] as const

/** Directories whose tests in Node change nothing that outlives them: their files share modules, and start in half the time. */
const pureTests =
  'test/{connection,feeds,messages,money,platform,protocol,query,react,store,widgets}/**'

const tests: UserConfig = {
  plugins: [react()],
  test: {
    passWithNoTests: false,
    maxWorkers: 2,
    // A second is too short for a page on a machine that does other work as well; the limit of the test still counts.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        // The examples import the package by its name, as they would from the registry.
        resolve: { alias: { 'streamgauge/server': at('server/index.ts') } },
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/{browsers,e2e,conformance,package,screenshots}/**',
            'test/**/*.browser.test.*',
            pureTests,
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'pure',
          environment: 'node',
          include: [`${pureTests}/*.test.ts`],
          exclude: ['test/**/*.browser.test.*'],
          isolate: false,
        },
      },
      {
        extends: true,
        publicDir: at('public'),
        optimizeDeps: { include: [...bundledAhead] },
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.{ts,tsx}'],
          browser,
        },
      },
      {
        extends: true,
        plugins: [storybookTest({ configDir: at('.storybook') })],
        optimizeDeps: { include: [...bundledAhead] },
        test: { name: 'storybook', browser },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/{e2e,conformance}/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browsers',
          environment: 'node',
          include: ['test/{browsers,screenshots}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          environment: 'node',
          include: ['test/package/*.test.ts'],
          globalSetup: 'test/package/pack.ts',
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
}

export default defineConfig(({ command, mode }) => {
  if (process.env['VITEST']) return tests
  // Storybook brings its own entry, root and output; it only needs the plugin.
  if (process.env['STORYBOOK']) return { plugins: [react()] }
  return command === 'build' && mode === 'production' ? library : page(mode)
})
