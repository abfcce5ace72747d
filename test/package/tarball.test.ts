/** The files of the tarball: none is missing, and none is there by mistake. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, join } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { manifestOf, packedFolder } from './project.ts'

const manifest = manifestOf(packedFolder)
const files = globSync('**/*', { cwd: packedFolder, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(packedFolder.length + 1))
  .sort()
const read = (file: string) => readFileSync(join(packedFolder, file), 'utf8')
const has = (file: string) => existsSync(join(packedFolder, file))

/** The directive and the static imports of a module of dist. */
function readModule(file: string): { readonly isClient: boolean; readonly imports: string[] } {
  const { program, module } = parseSync(file, read(file))
  const [first] = program.body
  return {
    isClient: first?.type === 'ExpressionStatement' && first.directive === 'use client',
    imports: module.staticImports.map((statement) => statement.moduleRequest.value),
  }
}

const isReact = (name: string) => name === 'react' || name.startsWith('react/')
const scripts = files.filter((file) => /^dist\/.*\.js$/.test(file))
const ownScripts = scripts.filter((file) => !file.startsWith('dist/vendor/'))

describe('the packed package', () => {
  it('has the built files, the sources, documentation, examples and the licence', () => {
    const folders = new Set(files.map((file) => file.split('/')[0]))
    expect([...folders].sort()).toEqual(
      [
        'CHANGELOG.md',
        'CONTRIBUTING.md',
        'LICENSE',
        'README.md',
        'dist',
        'docs',
        'examples',
        'llms.txt',
        'package.json',
        'server',
        'skills',
        'src',
      ].sort(),
    )
    expect(
      files.filter((file) => /\.test\.|^src\/demo\/|\.tsx?$/.test(file) && !isShipped(file)),
    ).toEqual([])
  })

  it('has declarations for pages and mocks that need no types of Node', () => {
    const reached = new Map<string, readonly string[]>()
    const visit = (file: string) => {
      if (reached.has(file)) return
      const named = [...read(file).matchAll(/(?:from |import\()['"]([^'"]+)['"]/g)]
      const names = named.map(([, name = '']) => name)
      reached.set(file, names)
      for (const name of names.filter((each) => each.startsWith('.'))) {
        visit(join(dirname(file), name.replace(/\.tsx?$|\.js$/, '.d.ts')))
      }
    }
    for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
      const types = typeof target === 'string' ? undefined : target['types']
      if (types?.endsWith('.d.ts') && !types.endsWith('.css.d.ts') && entry !== './server') {
        visit(join(types))
      }
    }
    expect(reached.size).toBeGreaterThan(100)
    const ofNode = [...reached].filter(([, names]) => names.some((name) => /^node:/.test(name)))
    expect(ofNode.map(([file]) => file)).toEqual([])
  })

  it('has every file that its exports name', () => {
    const named = Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    )
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((target) => !has(target))).toEqual([])
  })

  it('imports only what is installed with it, is a peer, or comes with Node', () => {
    const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    const foreign = scripts.flatMap((file) =>
      readModule(file)
        .imports.filter((name) => !/^(\.|node:)/.test(name))
        .filter((name) => !installed.some((own) => name === own || name.startsWith(`${own}/`)))
        .map((name) => `${file} imports ${name}`),
    )
    expect(foreign).toEqual([])
  })

  it('has the licence of every package that is bundled into it', () => {
    const bundled = new Set(
      scripts.flatMap((file) => /^dist\/vendor\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
    )
    expect([...bundled].sort()).toEqual([
      '@hono/node-server',
      '@tanstack/react-virtual',
      '@tanstack/store',
      '@tanstack/table-core',
      '@tanstack/virtual-core',
      'eventsource-parser',
      'hono',
      'ipaddr.js',
      'jose',
      'rate-limiter-flexible',
    ])
    for (const name of bundled) expect(has(`dist/vendor/${name}/LICENSE`), name).toBe(true)
  })
})

/** Sources may be TypeScript; dist has declarations only. */
function isShipped(file: string): boolean {
  return /^(src\/(?!demo\/)|server\/|examples\/)/.test(file) || file.endsWith('.d.ts')
}

describe('the directive of React Server Components', () => {
  it('is the first statement of entries with hooks, and of no other', () => {
    const entries = Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === 'string' ? [] : (target['default'] ?? []),
    )
    const code = entries.filter((entry) => entry.endsWith('.js'))
    const marked = code.filter((entry) => readModule(entry).isClient)
    expect(marked).toEqual([
      './dist/index.js',
      './dist/dashboard.js',
      './dist/actions.js',
      './dist/table.js',
      './dist/query/react.js',
      './dist/orders/react.js',
      './dist/company/react.js',
    ])
  })

  it('is the first statement of every module that uses React', () => {
    const usingReact = ownScripts.filter((file) => readModule(file).imports.some(isReact))
    expect(usingReact.length).toBeGreaterThan(20)
    expect(usingReact.filter((file) => !readModule(file).isClient)).toEqual([])
  })

  it('is in no module that a server component may call', () => {
    const pure = ownScripts.filter((file) => /^dist\/(src\/(money|protocol)|server)\//.test(file))
    expect(pure.length).toBeGreaterThan(20)
    expect(pure.filter((file) => readModule(file).isClient)).toEqual([])
  })
})

describe('the declarations', () => {
  const declarations = files.filter((file) => /^dist\/types\/.*\.d\.ts$/.test(file))
  const mapOf = (file: string) =>
    JSON.parse(read(`${file}.map`)) as ConstructorParameters<typeof SourceMap>[0]

  it('lead to sources that are in the package', () => {
    expect(declarations.length).toBeGreaterThan(100)
    const missing = declarations.flatMap((file) =>
      mapOf(file)
        .sources.map((source) => join(dirname(file), source))
        .filter((source) => !has(source)),
    )
    expect(missing).toEqual([])
  })

  it.each([
    ['dist/types/src/widgets/stream-card/stream-card.d.ts', 'export declare const ', 'StreamCard'],
    [
      'dist/types/src/mocks/create-mock-backend.d.ts',
      'export declare function ',
      'createMockBackend',
    ],
    ['dist/types/server/node/serve.d.ts', 'export declare function ', 'serve'],
  ])('go from %s to the line of the implementation', (file, keyword, name) => {
    const lines = read(file).split('\n')
    const line = lines.findIndex((text) => new RegExp(`^${keyword}${name}\\b`).test(text))
    const entry = new SourceMap(mapOf(file)).findEntry(line, keyword.length)
    if (!('originalSource' in entry)) throw new Error(`${file} has no mapping for ${name}.`)
    const source = read(join(dirname(file), entry.originalSource)).split('\n')
    expect(source[entry.originalLine]).toMatch(new RegExp(`^export .*\\b${name}\\b`))
  })
})

describe('the documentation in the package', () => {
  const pages = files.filter((file) => file.endsWith('.md'))
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/.test(target))
      .map((target) => [page, ...target.split('#')] as const),
  )

  it('has pages and links', () => {
    expect(pages).toContain('src/protocol/PROTOCOL.md')
    expect(links.length).toBeGreaterThan(20)
  })

  it('links to files that are in the package', () => {
    const dead = links.filter(([page, path = '']) => path && !has(join(dirname(page), path)))
    expect(dead.map(([page, path]) => `${page}: ${path}`)).toEqual([])
  })

  it('links to headings that exist', () => {
    const dead = links.filter(([page, path = '', heading]) => {
      if (heading === undefined) return false
      const target = path ? join(dirname(page), path) : page
      return !headingsOf(target).includes(heading)
    })
    expect(dead.map((link) => link.join(' '))).toEqual([])
  })
})

/** The headings of a page as GitHub names them in links. */
function headingsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
