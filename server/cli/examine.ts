/**
 * Sends the requests that `streamgauge doctor` looks at, in the order in which findings depend on each
 * other: the feed itself, then a resume, a preflight and what TLS agrees on.
 */

import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect as connectTls } from 'node:tls'
import { isLoopbackName } from '../ops/allowed-hosts.ts'
import { findGreeting, judgeCors, judgeFrames, judgeHead, judgeResume } from './diagnosis.ts'
import { type Finding, finding } from './findings.ts'
import { type AnsweredWatch, type FeedWatch, type WatchedFrame, watchFeed } from './watch-feed.ts'

export interface ExamineOptions {
  readonly headers: Readonly<Record<string, string>>
  /** A page's origin, to be checked as well. */
  readonly origin: string | null
  /** How long to watch the feed, in ms; null: until its next ping is due. */
  readonly watchMs: number | null
  /** How long to wait for a head, and for the first byte after it, in ms. Default 5000. */
  readonly patienceMs?: number
  /** Called when the feed is open, with how long it will be watched. */
  onOpen(url: URL, watchMs: number): void
}

export interface Examination {
  /** Where the feed is, after redirects. */
  readonly url: URL
  readonly findings: readonly Finding[]
  /** What was seen of the feed; null when nothing was. */
  readonly feed: AnsweredWatch | null
}

const usualPatienceMs = 5_000
const mostRedirects = 5
/** Time for the frames that follow `connected` in the same packet. */
const resumeMs = 300

export async function examine(given: URL, options: ExamineOptions): Promise<Examination> {
  const { origin, headers } = options
  const asked = { ...headers, ...(origin !== null && { origin }) }
  const findings: Finding[] = []
  let url = given
  let watch = await watchOnce(url, asked, options)
  for (let count = 0; count < mostRedirects; count++) {
    const target = redirectOf(url, watch)
    if (target === null) break
    findings.push(finding('redirected', `${url} leads to ${target}.`))
    url = target
    watch = await watchOnce(url, asked, options)
  }
  if (watch.kind === 'failed') {
    return { url, findings: [...findings, judgeFailure(watch)], feed: null }
  }
  if (watch.kind === 'silent') {
    return { url, findings: [...findings, await judgeSilence(url, headers, watch)], feed: null }
  }
  const ofHead = judgeHead(watch)
  findings.push(...ofHead)
  if (!ofHead.some(({ code }) => code === 'wrong_content_type') && watch.status === 200) {
    findings.push(...judgeFrames(watch))
    findings.push(...(await examineResume(url, asked, watch, findings)))
    if (origin !== null) {
      findings.push(...judgeCors(origin, watch.headers, await preflight(url, origin)))
    }
    findings.push(...(await examineProtocol(url)))
  }
  return { url, findings, feed: watch }
}

function watchOnce(url: URL, headers: ExamineOptions['headers'], options: ExamineOptions) {
  const { patienceMs = usualPatienceMs } = options
  let isOpen = false
  return watchFeed(url, {
    headers,
    headLimitMs: patienceMs,
    firstByteLimitMs: patienceMs,
    watchFor(frames) {
      if (isOpen) return null
      isOpen = true
      const pingMs = findGreeting(frames)?.pingMs ?? 15_000
      // A ping may be due at any time within the interval, and a late one should still be seen.
      const watchMs = options.watchMs ?? pingMs + 2_000
      options.onOpen(url, watchMs)
      return watchMs
    },
  })
}

function redirectOf(url: URL, watch: FeedWatch): URL | null {
  if (watch.kind !== 'answered' || ![301, 302, 303, 307, 308].includes(watch.status)) return null
  const location = watch.headers.get('location')?.[0]
  return location !== undefined && URL.canParse(location, url) ? new URL(location, url) : null
}

function judgeFailure({ code, message }: Extract<FeedWatch, { kind: 'failed' }>): Finding {
  const isTls = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO)/.test(code)
  return finding(isTls ? 'tls_error' : 'unreachable', `${message} (${code}).`)
}

/** The statistics next to the feed are a short answer: where they come, the feed is held back. */
async function judgeSilence(
  url: URL,
  headers: ExamineOptions['headers'],
  { waitedMs }: Extract<FeedWatch, { kind: 'silent' }>,
): Promise<Finding> {
  const seconds = `${waitedMs / 1_000} s`
  const answered = await ask(new URL('stats', url), { method: 'GET', headers })
  return answered === null
    ? finding('no_answer', `No head came within ${seconds}.`)
    : finding('buffered', `No head came within ${seconds}, although other paths are answered.`)
}

async function examineResume(
  url: URL,
  headers: ExamineOptions['headers'],
  { frames }: AnsweredWatch,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const cursor = lastIdOf(frames)
  if (cursor === null || findings.some(({ code }) => code === 'buffered')) return []
  const again = await watchFeed(url, {
    headers: { ...headers, 'last-event-id': cursor },
    headLimitMs: usualPatienceMs,
    firstByteLimitMs: usualPatienceMs,
    watchFor: (seen) => (seen.length === 1 ? resumeMs : null),
  })
  return again.kind === 'answered' ? judgeResume(again, cursor) : []
}

function lastIdOf(frames: readonly WatchedFrame[]): string | null {
  return frames.findLast(({ id }) => id !== undefined && id !== '')?.id ?? null
}

async function preflight(url: URL, origin: string): Promise<AnsweredWatch['headers'] | null> {
  return await ask(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization,last-event-id',
    },
  })
}

/** The headers of a short answer; null when there is none in time. */
function ask(
  url: URL,
  { method, headers }: { readonly method: string; readonly headers: ExamineOptions['headers'] },
): Promise<AnsweredWatch['headers'] | null> {
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const signal = AbortSignal.timeout(3_000)
    const asked = send(url, { method, headers, agent: false, signal }, (answer) => {
      const found = Object.entries(answer.headersDistinct)
      resolve(new Map(found.map(([name, values]) => [name, values ?? []])))
      answer.destroy()
    })
    asked.once('error', () => resolve(null))
    asked.end()
  })
}

async function examineProtocol({ protocol, hostname, port }: URL): Promise<readonly Finding[]> {
  if (protocol === 'http:') {
    // Nothing ends TLS on the way to this machine itself.
    if (isLoopbackName(hostname)) return []
    return [finding('http1_only', 'Browsers use HTTP/2 over TLS only, and this is http.')]
  }
  const agreed = await new Promise<string | null>((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const socket = connectTls({
      host,
      port: Number(port || 443),
      ALPNProtocols: ['h2', 'http/1.1'],
      ...(/[a-z]/i.test(host) && !host.includes(':') && { servername: host }),
    })
    socket.setTimeout(3_000, () => socket.destroy(new Error('timeout')))
    socket.once('secureConnect', () => {
      resolve(socket.alpnProtocol || 'http/1.1')
      socket.destroy()
    })
    socket.once('error', () => resolve(null))
  })
  return agreed === null || agreed === 'h2'
    ? []
    : [finding('http1_only', `The server chose ${agreed}.`)]
}
