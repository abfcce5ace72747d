/**
 * Projects of users of the package: a temporary folder outside the checkout, so that nothing of it is
 * found by accident, with the tarball installed into it.
 */
import { execFile, execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { findChromium } from '../support/chromium.ts'

export const root = resolve(import.meta.dirname, '../..')

/** What pack.ts made. */
export const tarball = join(root, '.tmp/package/streamgauge.tgz')
/** Its files. */
export const packedFolder = join(root, '.tmp/package/files')

const bin = join(root, 'node_modules/.bin')

export interface Project {
  readonly folder: string
  /** Runs a command in the project and returns its output; `tsc`, `vite` and `node` are the checkout's. */
  run(command: string, ...args: readonly string[]): Promise<string>
  /** Installs from the registry, and returns the names of the packages that were added. */
  install(...packages: readonly string[]): Promise<readonly string[]>
  /** Installs the tarball without a registry: what it needs is linked from the checkout. */
  link(...packages: readonly string[]): void
  remove(): void
}

export interface ProjectOptions {
  /** A folder of this directory to copy. */
  readonly fixture?: string
  /** A folder of `examples` to copy. */
  readonly example?: string
  /** Lines of its `.npmrc`. */
  readonly npmrc?: string
  /** The Node that runs everything, npm included. Default: the checkout's. */
  readonly node?: string
}

export function createProject(options: ProjectOptions = {}): Project {
  const { fixture, example, npmrc = '', node } = options
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-package-'))
  const manifest = join(folder, 'package.json')
  if (fixture) cpSync(join(import.meta.dirname, fixture), folder, { recursive: true })
  if (example) cpSync(join(root, 'examples', example), folder, { recursive: true })
  if (!existsSync(manifest)) {
    writeFileSync(manifest, JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  }
  writeFileSync(
    join(folder, '.npmrc'),
    `audit=false\nfund=false\nupdate-notifier=false\n${npmrc}\n`,
  )
  const modules = join(folder, 'node_modules')
  const path = [...(node ? [dirname(node)] : []), bin, process.env['PATH']].join(':')

  async function run(command: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(command, args, {
      cwd: folder,
      env: { ...process.env, PATH: path, NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: '1' },
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: Error & { stdout: string; stderr: string }) => {
      throw new Error(`${command} ${args.join(' ')} failed.\n${error.stdout}\n${error.stderr}`)
    })
    return stdout
  }

  return {
    folder,
    run,
    async install(...packages) {
      const before = installedIn(modules)
      // Started by path, so that npm runs on the requested Node and not on the first one of the PATH.
      await run(node ?? 'node', npmScript(), 'install', '--prefer-offline', ...packages)
      return installedIn(modules).filter((name) => !before.includes(name))
    },
    link(...packages) {
      const own = join(modules, 'streamgauge')
      mkdirSync(modules, { recursive: true })
      cpSync(packedFolder, own, { recursive: true })
      for (const name of [...Object.keys(manifestOf(own).dependencies ?? {}), ...packages]) {
        const target = join(modules, name)
        mkdirSync(dirname(target), { recursive: true })
        symlinkSync(join(root, 'node_modules', name), target)
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What matters here of a package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly engines?: { readonly node?: string }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** Every package in a node_modules folder, sorted. */
function installedIn(modules: string): readonly string[] {
  const list = join(modules, '.package-lock.json')
  if (!existsSync(list)) return []
  const { packages } = JSON.parse(readFileSync(list, 'utf8')) as { readonly packages: object }
  return Object.keys(packages)
    .map((path) => path.replace(/^node_modules\//, ''))
    .sort()
}

function npmScript(): string {
  return (
    process.env['npm_execpath'] ?? realpathSync(execFileSync('which', ['npm']).toString().trim())
  )
}

/** False: tests in Chromium are skipped. Where services are required they run, and fail without it. */
export const canUseChromium = findChromium() !== null || process.env['REQUIRE_SERVICES'] === '1'

/** A Node 20 on this machine, or null. */
export function findNode20(): string | null {
  const candidates = [process.env['NODE20_PATH'], '/usr/bin/node', '/usr/local/bin/node']
  const isNode20 = (path: string) =>
    existsSync(path) && execFileSync(path, ['--version']).toString().startsWith('v20.')
  return candidates.find((path) => path !== undefined && isNode20(path)) ?? null
}
