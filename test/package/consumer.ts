/**
 * What a user of the published package meets: `npm pack`, install the tarball into an empty project
 * in a temporary folder, type-check a program that uses every entry, build it with Vite, render it on
 * the server and start the packaged server. Packages that this checkout already has are linked, so
 * nothing is downloaded.
 */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'streamgauge-consumer-'))
const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })

try {
  unpack()
  cpSync(join(import.meta.dirname, 'consumer'), folder, { recursive: true })
  const bin = join(root, 'node_modules/.bin')
  run(join(bin, 'tsc'), ['--project', '.'], folder)
  run(join(bin, 'vite'), ['build', '--logLevel', 'warn'], folder)
  const assets = readdirSync(join(folder, 'dist/assets'))
  expect(
    assets.some((name) => name.endsWith('.css')) && assets.some((name) => name.endsWith('.js')),
    `the build has a script and a style sheet, but dist/assets holds ${assets.join(', ')}`,
  )
  const css = assets.find((name) => name.endsWith('.css')) ?? ''
  expect(
    /--lightningcss-light: ?initial/.test(readFileSync(join(folder, 'dist/assets', css), 'utf8')),
    'the style sheet has colours also where a bundler rewrites light-dark()',
  )
  run(
    join(bin, 'vite'),
    ['build', '--ssr', 'render.tsx', '--outDir', 'rendered', '--logLevel', 'warn'],
    folder,
  )
  const printed = run(join(bin, 'node'), ['rendered/render.js'], folder)
  expect(
    printed.includes('data-status="streaming"') && printed.includes('server answered 200'),
    `the page renders on the server and the packaged server answers, but got:\n${printed}`,
  )
  console.log('consumer: type-checks, builds, renders, serves')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Installs the tarball and links the packages it depends on, as a package manager would. */
function unpack(): void {
  const packed = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  ) as readonly { filename: string }[] | Record<string, { filename: string }>
  const tarball = Object.values(packed)[0]?.filename
  expect(tarball !== undefined, 'npm pack names its tarball')
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, 'streamgauge'), { recursive: true })
  run(
    'tar',
    ['-xzf', String(tarball), '--strip-components=1', '-C', 'node_modules/streamgauge'],
    folder,
  )

  const manifest = JSON.parse(
    readFileSync(join(modules, 'streamgauge/package.json'), 'utf8'),
  ) as Record<'dependencies' | 'peerDependencies', Record<string, string>>
  const wanted = [
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.peerDependencies),
    '@types/react',
    '@types/react-dom',
    '@types/node',
    '@vitejs/plugin-react',
    'vite',
  ]
  for (const name of wanted) {
    const target = join(modules, name)
    if (existsSync(target)) continue
    mkdirSync(join(target, '..'), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), target)
  }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  )
}

function expect(isTrue: boolean, sentence: string): asserts isTrue {
  if (!isTrue) throw new Error(`The packaged kit failed its consumer: expected that ${sentence}`)
}
