/**
 * The declarations of the package under every TypeScript that a project may have, with the strictest
 * settings and with libraries checked. The program uses every entry. Uses the registry.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, manifestOf, type Project, packedFolder, root } from './project.ts'

/** Installed for this test. The checkout has 6, for the reference, and 7. */
const older = ['5.6.3', '5.9.3'] as const

/** The entries that are code, each imported whole, so that all declarations are read. */
const entries = Object.entries(manifestOf(packedFolder).exports ?? {})
  .filter(([entry]) => !/\.(css|json)$/.test(entry))
  .map(([entry]) => entry.replace('.', 'streamgauge'))

/** Its peers with their types, the optional ones included. */
const packages = [
  '@testing-library/dom',
  '@testing-library/react',
  '@types/node',
  '@types/react',
  '@types/react-dom',
  'msw',
  'react',
  'react-dom',
]

const settings = {
  target: 'ES2022',
  lib: ['ES2022', 'ESNext.Disposable', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
  module: 'ESNext',
  moduleResolution: 'bundler',
  jsx: 'react-jsx',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  skipLibCheck: false,
  noEmit: true,
  allowImportingTsExtensions: true,
  types: ['node'],
}

// A part of `npm run test:long -- packages`.
const isRun = process.env['PACKAGE_INSTALLS'] === '1'

describe.runIf(isRun)('the declarations', () => {
  let project: Project
  let compilers: Project

  beforeAll(async () => {
    project = createProject({ fixture: 'consumer' })
    project.link(...packages)
    const importAll = (file: string, list: readonly string[]) => {
      const names = list.map((entry, index) => `import * as entry${index} from '${entry}'\n`)
      const used = list.map((_, index) => `entry${index}`).join(', ')
      writeFileSync(join(project.folder, file), `${names.join('')}export const all = [${used}]\n`)
    }
    const configure = (file: string, files: readonly string[]) =>
      writeFileSync(
        join(project.folder, file),
        JSON.stringify({ compilerOptions: settings, files }),
      )
    importAll('all.ts', entries)
    configure('tsconfig.json', ['all.ts', 'main.tsx', 'render.tsx'])
    // The declarations of MSW 3 itself need TypeScript 5.7.
    importAll(
      'without-msw.ts',
      entries.filter((entry) => entry !== 'streamgauge/msw'),
    )
    configure('tsconfig.without-msw.json', ['without-msw.ts', 'render.tsx'])
    compilers = createProject()
    await compilers.install(...older.map((each) => `typescript-${each}@npm:typescript@${each}`))
  })
  afterAll(() => {
    project.remove()
    compilers.remove()
  })

  /** What a compiler prints: nothing, if all is well. */
  const check = (command: string, ...args: readonly string[]) =>
    project.run(command, ...args).catch(({ message }: Error) => message)

  it.each(older)('have no error in TypeScript %s', async (version) => {
    const script = join(compilers.folder, `node_modules/typescript-${version}/lib/tsc.js`)
    expect(await project.run('node', script, '--version')).toBe(`Version ${version}\n`)
    const config = version.startsWith('5.6') ? 'tsconfig.without-msw.json' : 'tsconfig.json'
    expect(await check('node', script, '--project', config)).toBe('')
  })

  it.each([
    ['6', join(root, 'reference/node_modules/typescript/bin/tsc')],
    ['7', join(root, 'node_modules/typescript/bin/tsc')],
  ])('have no error in TypeScript %s', async (version, script) => {
    const printed = await project.run('node', script, '--version')
    expect(printed.startsWith(`Version ${version}.`)).toBe(true)
    expect(await check('node', script, '--project', 'tsconfig.json')).toBe('')
  })
})
