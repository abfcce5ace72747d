/**
 * Packs the built package once for all suites of this folder, into `.tmp/package`: the tarball to
 * install, and its files unpacked to look at. Needs `npm run build` before.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packedFolder, root, tarball } from './project.ts'

export default function pack(): void {
  if (!existsSync(join(root, 'dist/index.js'))) {
    throw new Error('The package cannot be tested: dist is empty. Run `npm run build` first.')
  }
  const folder = join(root, '.tmp/package')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(packedFolder, { recursive: true })
  const printed = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
  )
  // A list in older versions of npm, an object by package name in newer ones.
  const packed = JSON.parse(printed) as Record<string, { readonly filename: string }>
  const filename = Object.values(packed)[0]?.filename
  if (filename === undefined) throw new Error(`npm pack named no tarball: ${printed}`)
  renameSync(join(folder, filename), tarball)
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', packedFolder])
}
