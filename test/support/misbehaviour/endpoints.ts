/**
 * The misbehaving endpoints of the server: each makes an answer from its query. Pure; the table of parameters
 * is at the head of server.ts.
 */
import type { Answer } from './answers.ts'

/** What an endpoint may know of the request. */
export interface AskedFor {
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Path of the request, without its query. */
  readonly path: string
  /** The same server under another origin. */
  readonly otherOrigin: string
  readonly nowMs: number
}

function numberIn(query: URLSearchParams, name: string, otherwise: number): number {
  const value = Number(query.get(name) ?? otherwise)
  return Number.isFinite(value) ? value : otherwise
}

function numbered(query: URLSearchParams, otherwise: number): string[] {
  return Array.from(
    { length: numberIn(query, 'n', otherwise) },
    (_, index) => `id: ${index + 1}\ndata: ${index + 1}\n\n`,
  )
}

/** `date:2` is the HTTP date of two seconds from now, rounded up: never earlier than asked for. */
function retryAfterOf(text: string, nowMs: number): string {
  if (!text.startsWith('date:')) return text
  const seconds = Math.ceil(nowMs / 1000) + Number(text.slice('date:'.length))
  return new Date(seconds * 1000).toUTCString()
}

const feedMediaType = 'text/event-stream'

export const endpoints: Readonly<Record<string, (asked: AskedFor) => Answer>> = {
  status({ query, nowMs }) {
    const retryAfter = query.get('retry-after')
    return {
      status: numberIn(query, 'code', 500),
      headers: {
        ...(query.has('body') && { 'content-type': 'text/plain' }),
        ...(retryAfter !== null && { 'retry-after': retryAfterOf(retryAfter, nowMs) }),
      },
      body: query.get('body') ?? '',
    }
  },
  type: ({ query }) => ({
    headers: { 'content-type': query.get('is') ?? '' },
    body: query.get('body') ?? 'data: x\n\n',
    finish: 'hold',
  }),
  token: ({ query, headers }) =>
    headers['authorization'] === `Bearer ${query.get('good') ?? 'fresh'}`
      ? { body: 'data: in\n\n', finish: 'hold' }
      : { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  redirect({ query, path, otherOrigin }) {
    const to = query.get('to') ?? `${path}?redirected`
    return {
      status: numberIn(query, 'code', 302),
      headers: { location: query.has('cross') ? `${otherOrigin}${to}` : to },
    }
  },
  drop: () => ({ hasHead: false, finish: 'cut' }),
  silence: () => ({ hasHead: false, finish: 'hold' }),
  head: () => ({ finish: 'hold' }),
  stall: ({ query }) => ({ body: `${query.get('first') ?? ''}data: half a li`, finish: 'hold' }),
  reset: ({ query }) => ({
    body: [query.get('first') ?? 'id: 1\ndata: whole\n\n', 'id: 2\ndata: to'],
    finish: 'reset',
  }),
  endless: ({ query }) => ({
    body: [
      `${query.get('first') ?? ''}data: `,
      {
        endless: 'x'.repeat(numberIn(query, 'size', 16_384)),
        everyMs: numberIn(query, 'every', 20),
      },
    ],
  }),
  slow: ({ query }) => ({
    body: [...(query.get('text') ?? 'id: 1\ndata: slow\n\n')].flatMap((letter) => [
      letter,
      { pauseMs: numberIn(query, 'every', 10) },
    ]),
    finish: 'hold',
  }),
  flood: ({ query }) => ({ body: numbered(query, 5_000).join(''), finish: 'hold' }),
  'close-after': ({ query }) => ({ body: numbered(query, 3) }),
  retry: ({ query }) => ({ body: `retry: ${query.get('is') ?? '20'}\n\n` }),
  ok: ({ query }) => ({ body: query.get('body') ?? 'data: x\n\n', finish: 'hold' }),
}

/** Headers of an answer, with what a feed needs where nothing else is said. */
export function headersOf({ status = 200, headers = {} }: Answer): Record<string, string> {
  const all: Record<string, string> = {
    'cache-control': 'no-store',
    // A browser repeats a request by itself when a connection that it used before breaks off.
    connection: 'close',
    ...(status === 200 && { 'content-type': feedMediaType }),
    ...headers,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}
