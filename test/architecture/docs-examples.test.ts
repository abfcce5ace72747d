/**
 * The examples of the documentation are true: every TypeScript block of README and docs compiles
 * against the package's entries, and every curl is sent to a real server process and answered as the
 * page says. What the examples do when they run is for other tests.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { type CurlCommand, readCurls } from './curl.ts'
import { type CodeBlock, pages, readBlocks } from './markdown.ts'

const blocks = pages.flatMap(readBlocks)

/** Inside the repository, so that React, MSW and their types are found. */
const folder = '.tmp/docs-examples'

/** What the examples take for granted: who looks, and tokens and stream ids that a reader has. */
const givens = ['account', 'friend', 'token', 'usdc']

describe('the TypeScript of the documentation', () => {
  const examples = blocks.filter(({ language }) => /^tsx?$/.test(language))
  const fileOf = ({ page, line }: CodeBlock) => `${page.replace(/\W/g, '-')}-${line}.tsx`
  let mistakes: readonly string[] = []

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const example of examples) {
      // Pushed down to the line where it stands in its page, so that the compiler names that line.
      const padding = '\n'.repeat(example.line - 1)
      writeFileSync(`${folder}/${fileOf(example)}`, `${padding}${example.text}\nexport {}\n`)
    }
    const declared = givens.map((name) => `declare const ${name}: string\n`)
    writeFileSync(`${folder}/givens.d.ts`, declared.join(''))
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(compilerSettings()))
    const { stdout } = spawnSync('node_modules/.bin/tsc', ['-p', folder], { encoding: 'utf8' })
    mistakes = stdout.split('\n')
  }, 120_000)

  it('exists', () => {
    expect(examples.length).toBeGreaterThan(8)
  })

  it.each(examples.map((example) => [`${example.page}:${example.line}`, example] as const))(
    'compiles: %s',
    (_, example) => {
      const name = fileOf(example)
      expect(mistakes.filter((mistake) => mistake.includes(name))).toEqual([])
    },
  )

  it('was looked at by the compiler', () => {
    expect(mistakes.filter((mistake) => /error TS(5|6|18)\d{3}:/.test(mistake))).toEqual([])
  })
})

/** The repository's own strictness, with the entries of the package leading to their sources. */
function compilerSettings(): object {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly name: string
    readonly exports: Readonly<Record<string, { readonly types?: string }>>
  }
  const paths = Object.entries(manifest.exports).flatMap(([entry, { types }]) => {
    const source = types?.replace('./dist/types/', '../../').replace(/\.d\.ts$/, '.ts')
    return source ? [[entry.replace('.', manifest.name), [source]]] : []
  })
  return {
    extends: '../../tsconfig.json',
    compilerOptions: { noUnusedLocals: false, paths: Object.fromEntries(paths) },
    include: ['*.tsx', '*.d.ts'],
    exclude: [],
  }
}

interface Answer {
  readonly status: number
  readonly mediaType: string
  readonly body: string
}

/** What the pages promise, by method and path. A curl that is not here is not checked. */
const promises: Readonly<Record<string, (answer: Answer) => void>> = {
  'GET /events/subscribe'({ status, mediaType, body }) {
    expect({ status, mediaType }).toEqual({ status: 200, mediaType: 'text/event-stream' })
    expect(body).toMatch(/^retry: \d+\n/m)
    expect(body).toMatch(/^data: \{"type":"connected",/m)
    // It was open while the stream was created.
    expect(body).toMatch(/^event: stream\.created$/m)
  },
  'POST /streams'({ status, mediaType, body }) {
    expect({ status, mediaType }).toEqual({ status: 201, mediaType: 'application/json' })
    expect(JSON.parse(body)).toMatchObject({
      streamId: '1',
      status: 'active',
      withdrawnAmount: '0',
    })
  },
  'GET /streams/1/claimable'({ status, body }) {
    expect(status).toBe(200)
    const answer = JSON.parse(body)
    expect(answer).toMatchObject({ streamId: '1' })
    expect(Object.keys(answer).sort()).toEqual(['at', 'claimable', 'position', 'streamId'])
  },
}

describe('the curls of the documentation', () => {
  const curls = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ page, text }) => readCurls(text).map((curl) => ({ page, ...curl })))
  const answers = new Map<object, Answer>()
  let server: SpawnedServer | undefined

  beforeAll(async () => {
    const started = await spawnServer({ env: { SIMULATE: 'off', LOG: 'memory' } })
    server = started
    const here = ({ url }: CurlCommand) =>
      url.replace(/^http:\/\/localhost:3001/, `http://127.0.0.1:${started.port}`)
    // In the order of the page, as when the first one is left running in a second window.
    const running: Promise<unknown>[] = []
    for (const curl of curls) {
      await new Promise<void>((goOn) => {
        const answer = run({ ...curl, url: here(curl) }, goOn).then((whole) => {
          answers.set(curl, whole)
          goOn()
        })
        running.push(answer)
      })
    }
    await Promise.all(running)
  }, 60_000)
  afterAll(() => server?.stop())

  it('exist', () => {
    expect(curls.map(({ page }) => page)).toContain('README.md')
  })

  it.each(curls.map((curl) => [`${curl.method} ${new URL(curl.url).pathname}`, curl] as const))(
    'are answered as promised: %s',
    (name, curl) => {
      const answer = answers.get(curl)
      expect(promises[name], 'add what it has to answer').toBeDefined()
      expect(answer).toBeDefined()
      if (answer) promises[name]?.(answer)
    },
  )
})

const hasCurl = spawnSync('curl', ['--version']).status === 0

/**
 * Runs it with curl, or says the same with `fetch` where there is none.
 *
 * @param greeted called when an endless answer has begun: a caller that continues earlier may overtake it.
 */
function run(curl: CurlCommand, greeted: () => void): Promise<Answer> {
  return hasCurl ? runCurl(curl, greeted) : runFetch(curl, greeted)
}

const isGreeted = (text: string) => text.includes('"type":"connected"')
/** An endless answer is read until it has brought an event. */
const hasEvent = (text: string) => /^event: .+\ndata: .+\n\n/m.test(text)

function runCurl(curl: CurlCommand, greeted: () => void): Promise<Answer> {
  const words = curl.words.map((word) => (word.startsWith('http://') ? curl.url : word))
  const child = spawn('curl', ['-s', '-i', ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (!curl.isEndless) return
    if (isGreeted(output)) greeted()
    if (hasEvent(output)) child.kill()
  })
  return new Promise((resolve) => {
    child.once('close', () => {
      const [head = '', ...body] = output.split('\r\n\r\n')
      resolve({
        status: Number(/^HTTP\/\S+ (\d+)/.exec(head)?.[1]),
        mediaType: /^content-type: ([^;\r]+)/im.exec(head)?.[1] ?? '',
        body: body.join('\r\n\r\n'),
      })
    })
  })
}

async function runFetch(curl: CurlCommand, greeted: () => void): Promise<Answer> {
  const { url, method, headers, data, isEndless } = curl
  const leave = new AbortController()
  const response = await fetch(url, {
    method,
    headers: Object.fromEntries(headers),
    signal: leave.signal,
    ...(data !== null && { body: data }),
  })
  const decoder = new TextDecoder()
  let body = ''
  for await (const chunk of response.body ?? []) {
    body += decoder.decode(chunk, { stream: true })
    if (isEndless && isGreeted(body)) greeted()
    if (isEndless && hasEvent(body)) break
  }
  leave.abort()
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? ''
  return { status: response.status, mediaType, body }
}
