/**
 * A server of feeds that does what servers, proxies and networks do on a bad day: real sockets, on
 * 127.0.0.1. Pages may use it too (CORS is open). It does not judge; it writes down who asked what.
 * One file past 250 lines, a fifth of which are the tables of this head.
 *
 * How to extend, most common first:
 *   a sequence of answers   POST a script; no code needed
 *   a named endpoint        an entry in endpoints.ts and a row below
 *   a new way to break off  `Answer` in answers.ts, and `play` below
 *
 * Every endpoint is open to a browser or curl as `/status?code=503`, and to a script as the string
 * `status?code=503`. An answer that breaks off does so after what it has sent arrived.
 *
 * | endpoint      | query                                   | what it does |
 * |---|---|---|
 * | `ok`          | `body`                                  | sends it, and stays open |
 * | `status`      | `code`, `body`, `retry-after`           | that status; `retry-after=date:2` is a date 2 s from now |
 * | `type`        | `is`, `body`                            | 200 with that content type; empty: with none |
 * | `token`       | `good`                                  | 401 until `Authorization: Bearer <good>` comes (default `fresh`) |
 * | `redirect`    | `code`, `to`, `cross`                   | to itself, to a path, or (`cross`) to another origin |
 * | `drop`        |                                         | accepts, reads the request, closes |
 * | `silence`     |                                         | accepts and never answers |
 * | `head`        |                                         | a good head, then nothing |
 * | `stall`       | `first`                                 | half a line, then nothing |
 * | `reset`       | `first`                                 | an event and a half, then RST |
 * | `endless`     | `first`, `size`, `every`                | a line that never ends, `size` bytes each `every` ms |
 * | `slow`        | `text`, `every`                         | one byte each `every` ms |
 * | `flood`       | `n`                                     | `n` events in one write |
 * | `close-after` | `n`                                     | `n` events with ids, then a proper end |
 * | `retry`       | `is`                                    | that `retry:`, then a proper end |
 *
 * | control                            | |
 * |---|---|
 * | `POST /scripts` with a {@link Script} | answers `{ "id": … }` |
 * | `/scripts/<id>/feed`               | the next answer of the script |
 * | `GET /scripts/<id>/log`            | a {@link RequestLog}; `requests=3&waitMs=2000` waits for the third request, `gone=2` until the second client has left |
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Answer,
  bytesOf,
  type LoggedRequest,
  type RequestLog,
  type Script,
  type ScriptedAnswer,
} from './answers.ts'
import { endpoints, headersOf } from './endpoints.ts'

export interface MisbehaviourServer {
  readonly port: number
  /** Its origin, without a slash at the end. */
  readonly url: string
  /** As `POST /scripts`: the URL of the new feed. */
  addScript(script: Script): string
  /** The requests to a feed so far; `feedUrl` as {@link addScript} gave it. */
  logOf(feedUrl: string): RequestLog
  close(): Promise<void>
}

interface RunningScript {
  readonly script: Script
  readonly log: { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] }[]
  preflights: number
  readonly watchers: Set<() => void>
}

/** Every answer, also to a preflight and to a refusal: a page must be able to see what came. */
const openToPages = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers':
    'authorization, last-event-id, cache-control, content-type, accept',
  'access-control-allow-methods': 'GET, POST',
  'access-control-expose-headers': '*',
  // Without it Chromium asks again for every request.
  'access-control-max-age': '600',
  'timing-allow-origin': '*',
}

/**
 * Before a connection breaks off: time for a busy client to read what it has got. A page throws away
 * what it has not read when the error comes.
 */
const readingMs = 300

export async function startMisbehaviourServer(): Promise<MisbehaviourServer> {
  const scripts = new Map<string, RunningScript>()
  let lastId = 0

  function addScript(script: Script): string {
    const id = String(++lastId)
    scripts.set(id, { script, log: [], preflights: 0, watchers: new Set() })
    return id
  }

  const server = createServer((request, response) => {
    request.on('error', () => {})
    response.on('error', () => {})
    void answer(request, response).catch((error: unknown) => {
      response.destroy()
      // A client that leaves in the middle is expected here; anything else is a defect.
      if (!request.socket.destroyed) throw error
    })
  })
  // Half a request, or one that waits for minutes, is the test's own affair.
  server.requestTimeout = 0
  server.headersTimeout = 0
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4_096, resolve))
  const { port } = server.address() as AddressInfo

  function makeAnswer(scripted: ScriptedAnswer, request: IncomingMessage, url: URL): Answer {
    if (typeof scripted !== 'string') return scripted
    const asked = new URL(scripted, 'http://endpoint/')
    const endpoint = endpoints[asked.pathname.slice(1)]
    if (endpoint === undefined) return { status: 404, body: 'No such endpoint.' }
    const isLocalhost = (request.headers.host ?? '').startsWith('localhost')
    return endpoint({
      query: asked.searchParams,
      headers: request.headers as Record<string, string | undefined>,
      path: url.pathname,
      otherOrigin: `http://${isLocalhost ? '127.0.0.1' : 'localhost'}:${port}`,
      nowMs: Date.now(),
    })
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server/')
    const [, folder, id = '', what] = url.pathname.split('/')
    const running = folder === 'scripts' ? scripts.get(id) : undefined
    if (request.method === 'OPTIONS') {
      if (running && what === 'feed') running.preflights += 1
      response.writeHead(204, { ...openToPages, connection: 'close' }).end()
      return
    }
    if (folder === 'scripts' && id === '') {
      const script = JSON.parse(await readText(request)) as Script
      sendJson(response, { id: addScript(script) })
    } else if (folder === 'page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>page')
    } else if (running && what === 'log') {
      await waitForLog(running, url.searchParams)
      sendJson(response, readLog(running))
    } else if (running && what === 'feed') {
      const { log, script, watchers } = running
      const notify = () => {
        for (const watcher of watchers) watcher()
      }
      const entry: RunningScript['log'][number] = {
        method: request.method ?? '',
        path: `${url.pathname}${url.search}`,
        headers: request.headers as Record<string, string>,
        arrivedAtMs: performance.now(),
        answeredAtMs: null,
        isGone: false,
      }
      const scripted = script.answers[Math.min(log.length, script.answers.length - 1)]
      log.push(entry)
      response.once('close', () => {
        entry.isGone = entry.answeredAtMs === null
        notify()
      })
      notify()
      await play(makeAnswer(scripted ?? 'ok', request, url), response, () => {
        entry.answeredAtMs = performance.now()
      })
    } else {
      await play(
        makeAnswer(`${url.pathname.slice(1)}${url.search}`, request, url),
        response,
        () => {},
      )
    }
  }

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    addScript: (script) => `http://127.0.0.1:${port}/scripts/${addScript(script)}/feed`,
    logOf(feedUrl) {
      const running = scripts.get(new URL(feedUrl).pathname.split('/')[2] ?? '')
      if (running === undefined) throw new Error(`${feedUrl} is no feed of this server.`)
      return readLog(running)
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Carries one answer out. `onAnswered` is called just before its last act. */
async function play(answer: Answer, response: ServerResponse, onAnswered: () => void) {
  const { status = 200, hasHead = true, body = [], finish = 'end' } = answer
  const { socket } = response
  socket?.setNoDelay(true)
  if (hasHead) {
    response.writeHead(status, { ...openToPages, ...headersOf(answer) })
    // A head waits for the first byte of its body otherwise, and the first byte may never come.
    response.flushHeaders()
  }
  for (const step of typeof body === 'string' ? [body] : body) {
    if (response.destroyed) return
    if (typeof step === 'object' && 'pauseMs' in step) await sleep(step.pauseMs)
    else if (typeof step === 'object' && 'endless' in step) {
      while (!response.destroyed) {
        await write(response, bytesOf(step.endless))
        await sleep(step.everyMs)
      }
    } else if (step !== '') await write(response, bytesOf(step))
  }
  if (response.destroyed || finish === 'hold') return
  if (finish !== 'end' && body.length > 0) await sleep(readingMs)
  onAnswered()
  if (finish === 'end') response.end()
  else if (finish === 'cut') socket?.end(() => socket.destroy())
  else socket?.resetAndDestroy()
}

/** Resolves when the kernel has the bytes, or the client has gone. */
function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve)
    response.write(bytes, () => {
      response.off('close', resolve)
      resolve()
    })
  })
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  request.setEncoding('utf8')
  for await (const part of request) text += part
  return text
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { ...openToPages, 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

function readLog({ log, preflights }: RunningScript): RequestLog {
  return { requests: log.map((entry) => ({ ...entry })), preflights }
}

function waitForLog(running: RunningScript, query: URLSearchParams): Promise<void> {
  const requests = Number(query.get('requests') ?? 0)
  const gone = Number(query.get('gone') ?? 0)
  const isThere = () =>
    running.log.length >= requests && (gone === 0 || running.log[gone - 1]?.isGone === true)
  return new Promise((resolve) => {
    const finish = () => {
      running.watchers.delete(look)
      clearTimeout(timer)
      resolve()
    }
    const look = () => isThere() && finish()
    const timer = setTimeout(finish, Number(query.get('waitMs') ?? 0))
    running.watchers.add(look)
    look()
  })
}
