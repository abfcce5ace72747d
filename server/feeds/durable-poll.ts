/** The long poll of the Durable Streams protocol: an answer as soon as there is something to say, or none in time. */
import type { Context } from 'hono'
import type { AppEnv } from '../app-env.ts'
import { LogError } from '../log/errors.ts'
import { headersOf, tagOf } from './durable-headers.ts'
import { type LiveAnswer, looked, nowMsOf, readNext, topAbove } from './durable-reader.ts'
import { expectAvailable } from './subscribe.ts'

/** Answers a long poll. */
export async function poll(context: Context<AppEnv>, answer: LiveAnswer): Promise<Response> {
  const { deps, reader, read, start, live } = answer
  const { clock, random } = deps
  const { signal } = context.req.raw
  // Earlier by up to a quarter, so that those that came together do not return together.
  const untilMs = clock.monotonicMs() + live.pingMs * (1 - random.next() / 4)
  const leave = () => read.close()
  signal.addEventListener('abort', leave)
  try {
    let { start: next, top } = answer
    for (let isFirst = true; ; isFirst = false) {
      const page = await readNext(deps, reader, { after: next, top, isFirst }, signal)
      if (page.items.length > 0 || !page.isUpToDate) {
        read.countDelivered(page.delivered)
        const body = `[${page.items.join(',')}]`
        const nowMs = nowMsOf(deps)
        const made = { ...page, nowMs, isPrivate: reader.isPrivate, body, live }
        return context.body(body, 200, { ...headersOf(made), etag: tagOf(start, made, body) })
      }
      next = page.next
      if ((await read.waitForNews(untilMs)) !== 'news') break
      top = await topAbove(next, answer)
    }
    signal.throwIfAborted()
    if (read.endedBy === 'refused') expectAvailable(deps.feed, reader.tenant)
    if (read.endedBy === 'revoked') deps.callers.expectNotRevoked(reader.grant.identity)
    // Nothing came; whether there is something is not known.
    if (!reader.held.hub.isReachable()) {
      throw new LogError('log_unavailable', 'The poll cannot say whether there are newer events.')
    }
    const made = { next: looked(answer, next), isUpToDate: true, body: null, live }
    const headers = headersOf({ ...made, nowMs: nowMsOf(deps), isPrivate: reader.isPrivate })
    return context.body(null, 204, headers)
  } finally {
    signal.removeEventListener('abort', leave)
    read.close()
  }
}
