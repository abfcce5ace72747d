/**
 * `live=sse` of the Durable Streams protocol: pages of the log as `data` events, each followed by a `control` event that
 * says where it ends. The response is written as fast as the client reads: while it takes nothing, only the position is
 * kept, and the log is read from there afterwards.
 */
import type { Context } from 'hono'
import { printOffset } from '../../src/protocol/durable.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { printFrame } from '../../src/protocol/frame.ts'
import type { AppEnv } from '../app-env.ts'
import { openBodySink } from '../hub/body-sink.ts'
import type { CloseReason } from '../hub/hub-counts.ts'
import type { LiveRead } from '../hub/live-read.ts'
import type { Sink } from '../hub/sink.ts'
import { durableHead } from './durable-headers.ts'
import { type LiveAnswer, looked, readNext, topAbove } from './durable-reader.ts'

/** Responses end after this long, or up to a quarter earlier, so that caches in between can share them. */
const lifetimeMs = 60_000

const encoder = new TextEncoder()

/** The head is that of the protocol, so without a charset: SSE is always UTF-8. */
const head = {
  ...durableHead,
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** Answers with a response that follows the log. */
export function followPages(context: Context<AppEnv>, answer: LiveAnswer): Response {
  const { read } = answer
  const openSink = context.env?.openSink ?? openBodySink(context.req.raw.signal)
  let isBlocked = false
  const { sink, response } = openSink(context.body(null, 200, head), {
    onDrain() {
      isBlocked = false
      read.resume()
    },
    onClose: () => read.close(),
  })
  read.pendingBytes = () => sink.pendingBytes()
  const write = (text: string) => {
    if (!sink.write(encoder.encode(text))) isBlocked = true
  }
  const following = followLog(answer, { read, sink, write, isBlocked: () => isBlocked })
  // What the log cannot give any more, the next request is answered with.
  void following.catch(() => sink.end()).finally(() => read.close())
  return response
}

interface OpenResponse {
  readonly read: LiveRead
  readonly sink: Sink
  write(text: string): void
  isBlocked(): boolean
}

async function followLog(answer: LiveAnswer, response: OpenResponse): Promise<void> {
  const { deps, reader, read, live } = answer
  const { sink, write } = response
  const { clock, random } = deps
  const { signal } = new AbortController()
  const endAtMs = clock.monotonicMs() + lifetimeMs * (1 - random.next() / 4)
  const control = (position: Position, isUpToDate: boolean) =>
    printFrame({
      event: 'control',
      data: JSON.stringify({
        streamNextOffset: printOffset(position),
        streamCursor: live.cursor,
        ...(isUpToDate && { upToDate: true }),
      }),
    })
  const isOver = () => clock.monotonicMs() >= endAtMs

  let { start: next, top } = answer
  let hasBegun = false
  for (;;) {
    const page = await readNext(deps, reader, { after: next, top, isFirst: !hasBegun }, signal)
    if (read.endedBy !== null) return end(read, sink)
    next = page.next
    const data = `[${page.items.join(',')}]`
    if (page.items.length > 0) {
      write(printFrame({ event: 'data', data }) + control(next, page.isUpToDate))
      read.countDelivered(page.delivered)
    } else if (!hasBegun || !page.isUpToDate) write(control(next, page.isUpToDate))
    hasBegun = true
    if (!(await hasRoom(response, answer))) return end(read, sink)
    for (let hasNews = !page.isUpToDate; !hasNews; ) {
      const pingAtMs = clock.monotonicMs() + live.pingMs * (1 - random.next() / 4)
      hasNews = (await read.waitForNews(Math.min(pingAtMs, endAtMs))) === 'news'
      if (read.endedBy !== null) return end(read, sink)
      if (isOver() || hasNews) break
      next = looked(answer, next)
      write(control(next, reader.held.hub.isReachable()))
      if (!(await hasRoom(response, answer))) return end(read, sink)
    }
    if (isOver()) return sink.end()
    top = await topAbove(next, answer)
  }
}

/** Waits until the client has taken what was written. False: it takes nothing for too long, or the read has ended. */
async function hasRoom({ read, sink, isBlocked }: OpenResponse, { deps }: LiveAnswer) {
  const { clock, config } = deps
  const untaken = () => sink.untakenBytes?.() ?? sink.pendingBytes()
  let before = untaken()
  while (isBlocked()) {
    const result = await read.waitForRoom(clock.monotonicMs() + config.stallMs)
    if (result === 'ended') return false
    if (result !== 'time' || untaken() < before) {
      before = untaken()
      continue
    }
    read.destroy('stalled')
    return false
  }
  return read.endedBy === null
}

const orderly: readonly CloseReason[] = ['drained', 'expired', 'revoked', 'refused']

/** After what was written, or at once where the link is to be dropped. */
function end({ endedBy }: LiveRead, sink: Sink): void {
  if (endedBy !== null && orderly.includes(endedBy)) sink.end()
  else sink.destroy()
}
