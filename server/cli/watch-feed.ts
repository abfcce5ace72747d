/**
 * Opens a feed as a browser would and notes everything that happens on it, with times: the head, each
 * frame, the end. It judges nothing; that is diagnosis.ts. `node:http` and not `fetch`, since that one
 * follows redirects, decodes bodies and joins headers by itself.
 */
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { performance } from 'node:perf_hooks'
import type { Readable } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { createFrameParser } from '../../src/protocol/frame-parser.ts'

/** One frame, and when it arrived. */
export interface WatchedFrame {
  readonly type: string
  readonly data: string
  readonly id: string | undefined
  /** Unix ms of this machine. */
  readonly atMs: number
}

/** What was seen. Times without a date are ms since the request was sent. */
export type FeedWatch =
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** No head came in time. */
  | { readonly kind: 'silent'; readonly waitedMs: number }
  | AnsweredWatch

export interface AnsweredWatch {
  readonly kind: 'answered'
  readonly status: number
  /** Lower-case names; every value that was sent. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly headMs: number
  /** The beginning of a body that is no feed. */
  readonly text: string
  readonly frames: readonly WatchedFrame[]
  /** Null: not a byte. */
  readonly firstByteMs: number | null
  readonly lastByteMs: number | null
  /** When the other side ended it; null while it lasts. */
  readonly endedMs: number | null
  /** When watching stopped. */
  readonly watchedMs: number
}

export interface WatchOptions {
  readonly headers: Readonly<Record<string, string>>
  /** How long a head may take. */
  readonly headLimitMs: number
  /** Asked after every frame: how long to watch from now on, in ms; null: as before. */
  watchFor(frames: readonly WatchedFrame[]): number | null
  /** How long to wait for the first byte after the head. */
  readonly firstByteLimitMs: number
}

const longestText = 4_096
/** For the body of an answer that is no feed. */
const problemLimitMs = 1_000

export function watchFeed(url: URL, options: WatchOptions): Promise<FeedWatch> {
  const { headers, headLimitMs, watchFor, firstByteLimitMs } = options
  const startMs = performance.now()
  const sinceStart = () => performance.now() - startMs

  return new Promise((resolve) => {
    let timer: NodeJS.Timeout
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const asked = send(url, {
      // A connection of its own: one that is kept alive would hide how connecting fails.
      agent: false,
      headers: {
        accept: 'text/event-stream',
        'accept-encoding': 'gzip, deflate, br',
        'cache-control': 'no-store',
        ...headers,
      },
    })
    const finish = (watch: FeedWatch) => {
      clearTimeout(timer)
      asked.destroy()
      resolve(watch)
    }
    timer = setTimeout(() => finish({ kind: 'silent', waitedMs: headLimitMs }), headLimitMs)
    asked.once('error', (error: NodeJS.ErrnoException) =>
      finish({ kind: 'failed', code: error.code ?? 'unknown', message: error.message }),
    )
    asked.once('response', (answer) => {
      clearTimeout(timer)
      void watchAnswer(answer, sinceStart, { watchFor, firstByteLimitMs }).then(finish)
    })
    asked.end()
  })
}

function watchAnswer(
  answer: IncomingMessage,
  sinceStart: () => number,
  { watchFor, firstByteLimitMs }: Pick<WatchOptions, 'watchFor' | 'firstByteLimitMs'>,
): Promise<AnsweredWatch> {
  const headMs = sinceStart()
  const headers = headersOf(answer)
  const isFeed = /^text\/event-stream\b/i.test(headers.get('content-type')?.[0] ?? '')
  const frames: WatchedFrame[] = []
  let text = ''
  let firstByteMs: number | null = null
  let lastByteMs: number | null = null

  return new Promise((resolve) => {
    let timer = setTimeout(() => finish(null), isFeed ? firstByteLimitMs : problemLimitMs)
    const finish = (endedMs: number | null) => {
      clearTimeout(timer)
      resolve({
        kind: 'answered',
        status: answer.statusCode ?? 0,
        headers,
        headMs,
        text,
        frames,
        firstByteMs,
        lastByteMs,
        endedMs,
        watchedMs: sinceStart(),
      })
    }
    const watchOn = (ms: number | null) => {
      if (ms === null) return
      clearTimeout(timer)
      timer = setTimeout(() => finish(null), ms)
    }
    const parser = createFrameParser({
      onFrame({ type, data, id }) {
        frames.push({ type, data, id, atMs: Date.now() })
        watchOn(watchFor(frames))
      },
    })
    answer.on('data', () => {
      lastByteMs = sinceStart()
      firstByteMs ??= lastByteMs
    })
    const body = decode(answer, headers.get('content-encoding')?.[0])
    body.on('data', (bytes: Buffer) => {
      if (isFeed) parser.push(bytes)
      else if (text.length < longestText) text += bytes.toString('utf8')
      else finish(null)
    })
    const onEnd = () => finish(sinceStart())
    for (const stream of new Set<Readable>([answer, body])) {
      stream.once('end', onEnd)
      stream.once('error', onEnd)
    }
    answer.once('aborted', onEnd)
  })
}

function headersOf({ rawHeaders }: IncomingMessage): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[index + 1] ?? ''])
  }
  return headers
}

/** What was compressed so far is read at once, not when a block is complete. */
function decode(answer: IncomingMessage, encoding: string | undefined): Readable {
  const flush = { flush: constants.Z_SYNC_FLUSH }
  switch (encoding?.toLowerCase()) {
    case 'gzip':
      return answer.pipe(createGunzip(flush))
    case 'deflate':
      return answer.pipe(createInflate(flush))
    case 'br':
      return answer.pipe(createBrotliDecompress())
    default:
      return answer
  }
}
