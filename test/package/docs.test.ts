/**
 * Every code block of README, guides and skills, as a reader copies it into a project with the packed
 * tarball: type-checked, and run. docs-blocks.ts says how a block is written and run.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright'
import { type PreviewServer, preview } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqliteLog } from '../../server/index.ts'
import { printSnippet } from '../../src/demo/home/snippet.ts'
import { widgets } from '../../src/widgets/registry.ts'
import { snippetParts } from '../demo/snippet-parts.ts'
import { launchChromium } from '../support/chromium-page.ts'
import { createContractChain } from '../support/contract-chain.ts'
import { flowfiTokenOf } from '../support/flowfi-server.ts'
import { type FlowfiSocket, listenAsFlowfi } from '../support/flowfi-socket.ts'
import { canUseNats, type NatsServer, startNats } from '../support/nats.ts'
import { type ListeningRpc, startFakeRpc } from '../support/soroban-rpc.ts'
import { type Program, readPrograms, scriptsOf, writeScripts } from './docs-blocks.ts'
import { canUseChromium, createProject, manifestOf, type Project, root } from './project.ts'
import { isOwnName, writeReferenceExamples } from './reference-examples.ts'

const programs = readPrograms()
const scripts = scriptsOf(programs)
const runBy = (...runners: readonly Program['runner'][]) =>
  programs
    .filter(({ runner }) => runners.includes(runner))
    .map((each) => [each.title, each] as const)

/** Packages that examples use besides what the package needs. */
const packages = [
  '@nats-io/jetstream',
  '@nats-io/transport-node',
  '@stellar/stellar-sdk',
  '@durable-streams/client',
  '@tanstack/react-query',
  '@testing-library/dom',
  '@testing-library/react',
  '@types/express',
  '@types/node',
  '@types/react',
  '@types/react-dom',
  '@vitejs/plugin-react',
  'express',
  'hono',
  'jose',
  'msw',
  'pino',
  'prom-client',
  'react',
  'react-dom',
  'valibot',
  'vite',
  'vitest',
]

/** The account of the examples, and the token that they find in the page. */
const account = 'GDCZ3FYROS3QBV3Q7Q4JV2TQPGGFIMG27R6B7IIGOCHIJMMPY3N5XPEW'
const token = flowfiTokenOf(account)

/** What the front page of the demo shows, compiled with everything else. */
const frontPageFile = 'front-page.tsx'

let project: Project
/** The chain of the examples. */
let soroban: ListeningRpc
/** Null where it is not installed: programs that need it are skipped. */
let nats: NatsServer | null = null
/** Those of the doc comments, by file. */
let examples: ReadonlyMap<string, string> = new Map()
/** What the compiler has to say about all of them. */
let mistakes: readonly string[] = []

beforeAll(async () => {
  soroban = await startFakeRpc({ chain: createContractChain({ seed: 1, streams: 5, count: 50 }) })
  nats = canUseNats ? await startNats() : null
  project = createProject({ fixture: 'docs' })
  project.link(...packages)
  writeScripts(project.folder, programs)
  examples = writeReferenceExamples(project.folder)
  writeFileSync(join(project.folder, frontPageFile), printSnippet(snippetParts))
  const printed = await project.run('tsc', '--project', '.').catch(String)
  mistakes = mistakesIn(printed)
  if (printed !== '' && mistakes.length === 0) throw new Error(printed)
  mkdirSync(join(project.folder, 'public'))
  copyFileSync(
    join(root, 'node_modules/msw/lib/mockServiceWorker.js'),
    join(project.folder, 'public/mockServiceWorker.js'),
  )
})
afterAll(async () => {
  project.remove()
  await soroban.close()
  await nats?.stop()
})

describe('the code blocks of the documentation', () => {
  it('are many, and each says what it shows when it runs', () => {
    expect(scripts.length).toBeGreaterThan(30)
    // A file that others import is run by them; tests and recipes have expectations of their own.
    const silent = scripts.filter(
      ({ shows, isNamed, runner, text }) =>
        shows.length === 0 &&
        !isNamed &&
        !/test|recipe/.test(runner) &&
        !text.includes('console.assert('),
    )
    expect(silent.map(({ title }) => title)).toEqual([])
  })

  it('type-check, with the declarations of the package', () => {
    expect(mistakes.filter((each) => !each.startsWith('docs/api/'))).toEqual([])
  })

  it('on the front page of the demo type-checks', () => {
    expect(readFileSync(join(project.folder, frontPageFile), 'utf8')).toContain('<AccountBalance')
    expect(mistakes.filter((each) => each.startsWith(frontPageFile))).toEqual([])
  })

  it('name only what the package has, also in the examples of the reference', () => {
    expect(examples.size).toBeGreaterThan(30)
    expect(mistakes.filter((each) => !isOwnName(each))).toEqual([])
  })

  it.each(runBy('file'))(
    '%s is part of a file that is built and run elsewhere',
    (_, { text, info }) => {
      expect(readFileSync(join(root, info.replace('from=', '')), 'utf8')).toContain(text)
    },
  )

  it.each(runBy('recipe'))('%s is run by a test of test/recipes', (_, { language, text }) => {
    const tests = globSync('test/recipes/*.ts').map((path) => readFileSync(path, 'utf8'))
    const name = /^export function (\w+)/m.exec(text)?.[1]
    const isRun = (source: string) =>
      name ? source.includes(`('${name}')`) : source.includes(`language === '${language}'`)
    expect(tests.some(isRun)).toBe(true)
  })

  it('are counted', () => {
    const counts = new Map<string, number>()
    for (const { runner } of programs) counts.set(runner, (counts.get(runner) ?? 0) + 1)
    console.info(`Code blocks: ${JSON.stringify(Object.fromEntries(counts))}`)
    expect(counts.get('page')).toBeGreaterThan(20)
  })
})

/** Errors of the compiler as `docs/tabs.md:7 …`. */
function mistakesIn(printed: string): readonly string[] {
  const placeOf = (file: string, line: string) => {
    const page = scripts.find((each) => each.file === file)?.page
    return examples.get(file) ?? `${page ?? file}:${line}`
  }
  return [...printed.matchAll(/^(\S+?)\((\d+),\d+\): (error .+)$/gm)].map(
    ([, file = '', line = '', mistake]) => `${placeOf(file, line)} ${mistake}`,
  )
}

// Opening each of them takes long, so `npm run test:long -- packages` does.
const areRun = canUseChromium && process.env['PACKAGE_PAGES'] === '1'

describe.runIf(areRun)('in a page', () => {
  let world: ChildProcess
  let served: PreviewServer
  let browser: Browser
  let context: BrowserContext
  let flowfi: FlowfiSocket
  let port = 0
  let pages = 0

  beforeAll(async () => {
    const built = project.run('vite', 'build', '--logLevel', 'warn')
    const started = startWorld()
    const launched = launchChromium()
    await built
    const { child, api, plain, guarded } = await started
    world = child
    flowfi = await listenAsFlowfi()
    for (let count = 0; count < 42; count += 1) {
      flowfi.server.chain.create({
        sender: 'GA6HYZPUOP33FRCB5R3LVNOH54I2B7W7ZJX7EAPYCKNHSWB5U6EGZSYN',
        recipient: account,
        amount: 864_000_000_000n,
        durationSeconds: 86_400n,
      })
    }
    served = await preview({
      root: project.folder,
      configFile: false,
      preview: {
        host: '127.0.0.1',
        port: 0,
        proxy: {
          '^/(feed|orders/feed|completions)': plain,
          // With the Host of the page: a command counts as the page's own.
          '^/(token|api/payments)': { target: guarded, changeOrigin: false },
          '^/(events|streams?|shipments|api/v1)': api,
          '^/v1': flowfi.url,
        },
      },
    })
    port = Number(new URL(served.resolvedUrls?.local[0] ?? '').port)
    browser = await launched
    // One for all pages, so that they share its cache.
    context = await browser.newContext({ locale: 'en-GB' })
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
    world?.kill()
    await flowfi?.close()
  })

  /** Opens a page that runs a block, and waits until it has shown everything, or for 10 s. */
  async function show(query: string, { shows }: Program): Promise<void> {
    const printed: string[] = []
    const failures: string[] = []
    const page = await context.newPage()
    try {
      await page.addInitScript((token) => sessionStorage.setItem('token', token), token)
      page.on('pageerror', (error) => failures.push(String(error)))
      page.on('console', (message) => {
        printed.push(message.text())
        if (/^(error|warning|assert)$/.test(message.type())) failures.push(message.text())
      })
      pages += 1
      // A host for each, because a browser opens six connections to one, and every feed takes one.
      await page.goto(`http://block-${pages}.localhost:${port}/${query}`)
      await page.waitForFunction(() => 'ran' in document.documentElement.dataset || null)
      const seen = async () => [await page.evaluate(shownText), ...printed].join('\n')
      const untilMs = Date.now() + 10_000
      while (missing(shows, await seen()).length > 0 && Date.now() < untilMs) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      expect(missing(shows, await seen()), await seen()).toEqual([])
    } finally {
      await page.close()
      expect(failures).toEqual([])
    }
  }

  it.concurrent.each(runBy('page'))('%s runs and shows what it says', async (title, program) => {
    await show(`?block=${encodeURIComponent(title)}`, program)
  })

  it.concurrent.each(runBy('style'))(
    '%s is what a browser and the kit understand',
    async (_, program) => {
      expect(unknownIn(program.text)).toEqual([])
      const page = await context.newPage()
      const refused = await page.evaluate(
        (text) => {
          const sheet = new CSSStyleSheet()
          sheet.replaceSync(text)
          const written = [...text.matchAll(/([\w-]+)\s*:\s*([^;{}]+);/g)]
          return {
            rules: (text.match(/\{/g) ?? []).length - sheet.cssRules.length,
            declarations: written.filter(([, name = '', value = '']) => !CSS.supports(name, value)),
          }
        },
        program.language === 'css' ? program.text : '',
      )
      await page.close()
      expect(refused).toEqual({ rules: 0, declarations: [] })
    },
  )
})

/** Runs in the page: its text, with that of its custom elements. */
function shownText(): string {
  const inShadow = [...document.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
    [...(shadowRoot?.children ?? [])].map((each) => (each as HTMLElement).innerText),
  )
  return [document.body.innerText, ...inShadow].join('\n')
}

const missing = (shows: readonly string[], text: string) =>
  shows.filter((part) => !text.includes(part))

/** Classes and attributes of the kit that no widget has. */
function unknownIn(text: string): readonly string[] {
  const attributes = new Set<string>(
    widgets.flatMap((each) => each.attributes.map(({ name }) => name)),
  )
  const sheet = readFileSync(join(root, 'dist/styles.css'), 'utf8')
  const names = [...text.matchAll(/\.(sg-[\w-]+)|\[(data-[\w-]+)|(--_?sg-[\w-]+)/g)]
  return names
    .map(([, className, attribute, variable]) => className ?? attribute ?? variable ?? '')
    .filter((name) => !attributes.has(name) && !sheet.includes(name))
}

interface World {
  readonly child: ChildProcess
  readonly api: string
  readonly plain: string
  readonly guarded: string
}

function startWorld(): Promise<World> {
  const child = spawn(process.execPath, ['world.ts'], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve({ child, ...JSON.parse(String(line)) }))
    child.once('close', () => reject(new Error('The servers of the examples did not start.')))
  })
}

describe('in Node', () => {
  const needsNats = ({ text }: Program) => text.includes("['NATS_URL']")
  const runnable = runBy('node').filter(([, program]) => canUseNats || !needsNats(program))

  it.concurrent.each(runnable)('%s runs and shows what it says', async (_, program) => {
    const { output, code } = await runNode(program)
    expect(missing(program.shows, output), output).toEqual([])
    expect(code, output).toBe(0)
  })
})

/** Runs a program until it ends, or has shown everything and is stopped as an operator would. */
function runNode({ file, shows }: Program): Promise<{ output: string; code: number | null }> {
  const child = spawn(process.execPath, [join(project.folder, file)], {
    cwd: mkdtempSync(join(project.folder, 'cwd-')),
    env: {
      ...{ ...process.env, PORT: '0', NODE_ENV: 'production' },
      SOROBAN_RPC_URL: soroban.url,
      ...(nats && { NATS_URL: nats.url }),
    },
  })
  let output = ''
  const read = (text: string) => {
    output += text
    if (missing(shows, output).length === 0) setTimeout(() => child.kill('SIGTERM'), 200)
  }
  child.stdout.setEncoding('utf8').on('data', read)
  child.stderr.setEncoding('utf8').on('data', read)
  // Only for a program that shows something else: one that is right ends earlier, however slow the machine is.
  const limit = setTimeout(() => child.kill('SIGKILL'), 120_000)
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      // A program without a handler is ended by the signal itself.
      resolve({ output, code: signal === 'SIGTERM' ? 0 : code })
    })
  })
}

interface VitestReport {
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
  }[]
}

describe('by Vitest', () => {
  const tests = runBy('test')

  it.runIf(tests.length > 0)('the test files pass', async () => {
    const report = join(project.folder, 'report.json')
    const command = ['run', 'blocks', '--reporter=json', `--outputFile=${report}`]
    // Its exit code says no more than its report.
    await project.run('vitest', ...command).catch(() => {})
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport
    const failures = testResults.flatMap(({ message, assertionResults }) => [
      ...(message ? [message] : []),
      ...assertionResults.flatMap(({ failureMessages }) => failureMessages),
    ])
    expect(failures).toEqual([])
    expect(testResults).toHaveLength(tests.length)
  })
})

describe('in a shell', () => {
  const manifest = manifestOf(root) as { readonly scripts?: Readonly<Record<string, string>> }

  it.each(runBy('shell'))('%s names scripts and files that exist', (_, { text }) => {
    const named = [...text.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name = '']) => name)
    // `npm i` and the like are npm's own.
    const builtIn = ['ci', 'i', 'install', 'pack']
    expect(named.filter((name) => !builtIn.includes(name) && !manifest.scripts?.[name])).toEqual([])
  })

  const hasSqlite = spawnSync('sqlite3', ['--version']).status === 0
  const backups = runBy('shell').filter(([, { text }]) => text.startsWith('sqlite3 '))

  it.runIf(hasSqlite).each(backups)('%s copies a log while it is open', async (_, { text }) => {
    const cwd = mkdtempSync(join(project.folder, 'cwd-'))
    const file = join(cwd, '.data/streamgauge.db')
    const log = sqliteLog({ file })
    await log.append('payments', { topics: ['all'], type: 'stream.paused', data: '{}' })
    const { status } = spawnSync('sh', ['-c', text], { cwd, stdio: 'inherit' })
    await log.close()
    expect(status).toBe(0)
    const copy = sqliteLog({ file: join(cwd, 'backup.db') })
    expect((await copy.bounds('payments')).top).toBe(1)
    await copy.close()
  })
})
