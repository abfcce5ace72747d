/**
 * Every curl of the documentation is sent to a real server process and answered as the page says. The
 * other code blocks are run by test/package/docs.test.ts.
 */
import { spawn, spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { type CurlCommand, readCurls } from './curl.ts'
import { pages, readBlocks } from './markdown.ts'

const blocks = pages.flatMap(readBlocks)

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
  'GET /events/durable'({ status, mediaType, body }) {
    expect(status).toBe(200)
    // The last one follows the log.
    const isFollowing = mediaType === 'text/event-stream'
    expect(mediaType).toBe(isFollowing ? 'text/event-stream' : 'application/json')
    expect(body).toMatch(isFollowing ? /^event: control\ndata: \{"streamNextOffset":/ : /^\[/)
  },
  'POST /streams'({ status, mediaType, body }) {
    expect({ status, mediaType }).toEqual({ status: 201, mediaType: 'application/json' })
    expect(JSON.parse(body)).toMatchObject({
      streamId: '1',
      status: 'active',
      withdrawnAmount: '0',
    })
  },
  'POST /stream/events'({ status, mediaType, body }) {
    expect({ status, mediaType }).toEqual({ status: 201, mediaType: 'application/json' })
    expect(JSON.parse(body)).toEqual({ position: expect.stringMatching(/^\w+\.1$/) })
  },
  'POST /streams/1/withdraw'({ status, mediaType }) {
    // 409: the stream is younger than a second.
    expect([200, 409]).toContain(status)
    expect(mediaType).toMatch(/json$/)
  },
  'GET /readyz'({ status, body }) {
    expect([status, body]).toEqual([200, '{"status":"ready"}'])
  },
  'GET /metrics'({ status, mediaType, body }) {
    expect({ status, mediaType }).toEqual({ status: 200, mediaType: 'text/plain' })
    expect(body).toContain('\nstreamgauge_ready 1\n')
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
