/**
 * The polls of the log server: catch-up reads, long polls and state, as PROTOCOL.md 14 says, in parts of three events.
 */
import { type Position, parseEventId } from '../../src/protocol/event-id.ts'
import type { FakeRequest } from '../support/fake-feed.ts'

/** The log as it is now. */
export interface PolledLog {
  readonly epoch: string
  readonly oldest: number
  readonly top: number
  /** The wire name and body of an event. */
  event(offset: number): { readonly type: string; readonly data: unknown }
  /** The body of the state. */
  state(): object
}

export interface LogPolls {
  /** @returns false for a request that is not one of these */
  answer(request: FakeRequest): boolean
  /** Something was appended: long polls are answered. */
  appended(): void
  /** Long polls have waited long enough. */
  expire(): void
  /** Long polls break. */
  cut(): void
}

const partSize = 3

export function createLogPolls(log: () => PolledLog): LogPolls {
  const waiting = new Set<FakeRequest>()
  const offsetOf = (offset: number) => `${log().epoch}.${String(offset).padStart(16, '0')}`
  const headersAt = (offset: number) => ({
    'content-type': 'application/json',
    'stream-next-offset': offsetOf(offset),
    'stream-cursor': '7',
    'streamgauge-time': '1',
    'streamgauge-ping-ms': '15000',
    ...(offset === log().top && { 'stream-up-to-date': 'true' }),
  })

  function positionOf(request: FakeRequest): Position | null {
    const asked = request.url.searchParams.get('offset') ?? ''
    return asked === 'now'
      ? { epoch: log().epoch, offset: log().top }
      : parseEventId(asked.replace(/\.0+(?=\d)/, '.'))
  }

  /** What a request is answered with now; null: it waits. */
  function partFor(request: FakeRequest): [number, string, Record<string, string>] | null {
    const { epoch, oldest, top, event } = log()
    const gone = (next: number, loss: object) =>
      [410, JSON.stringify(loss), headersAt(next)] as [number, string, Record<string, string>]
    const position = positionOf(request)
    if (position === null) return [400, '{}', {}]
    if (position.epoch !== epoch) return gone(top, { reason: 'epoch' })
    const { offset } = position
    if (offset > top) return gone(top, { reason: 'ahead' })
    const before = oldest - 1
    if (offset < before) return gone(before, { reason: 'trimmed', from: offset + 1, to: before })
    if (offset === top && request.url.searchParams.has('live')) return null
    const end = Math.min(offset + partSize, top)
    const items = Array.from({ length: end - offset }, (_, index) => {
      const at = offset + 1 + index
      return { id: `${epoch}.${at}`, time: 1, ...event(at) }
    })
    return [200, JSON.stringify(items), headersAt(end)]
  }

  function answerEvents(request: FakeRequest): void {
    const part = partFor(request)
    if (part) {
      request.answer(...part)
      return
    }
    waiting.add(request)
    request.signal.addEventListener('abort', () => waiting.delete(request), { once: true })
  }

  function each(run: (request: FakeRequest) => void): void {
    const requests = [...waiting]
    waiting.clear()
    for (const request of requests) run(request)
  }

  return {
    answer(request) {
      const { pathname } = request.url
      if (pathname.endsWith('/snapshot')) {
        request.answer(200, JSON.stringify(log().state()))
        return true
      }
      if (!pathname.endsWith('/durable')) return false
      answerEvents(request)
      return true
    },
    appended: () => each(answerEvents),
    expire: () => each((request) => request.answer(204, undefined, headersAt(log().top))),
    cut: () => each((request) => request.reject()),
  }
}
