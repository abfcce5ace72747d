/** The generic client as one loop: opened by the first step, closed by the last. */
import type { SseEvent } from './event-intake.ts'
import { createSseClient } from './sse-client.ts'
import type { ParsingOptions, SseClientOptions } from './sse-client-options.ts'

/**
 * The events of a feed or of one answer, for `for await`, and for what takes an async iterable: a
 * `streamedQuery` of TanStack Query, for one. Makes no request before the loop begins. The loop ends when the
 * client is closed: with `isLast`, with an answer that is not asked for again, with a 204. `break` aborts the
 * request.
 *
 * @throws ConnectionError when the connection failed for good; `iterator_overflow` when the loop is too slow
 * @throws the reason of `signal` once that is aborted, as `fetch` does
 * @example
 * const body = { prompt: 'Hello' }
 * for await (const { data } of readSseEvents({ url: '/completions', body })) console.log(data)
 */
export function readSseEvents<T>(options: ParsingOptions<T>): AsyncIterableIterator<T, undefined>
export function readSseEvents(options: SseClientOptions): AsyncIterableIterator<SseEvent, undefined>
export function readSseEvents<T>(
  options: SseClientOptions<T>,
): AsyncIterableIterator<T, undefined> {
  const client = createSseClient(options as ParsingOptions<T>)
  const events = client[Symbol.asyncIterator]()
  // Not a generator: that would keep the request until its next event, however early it is left.
  const loop: AsyncIterableIterator<T, undefined> = {
    [Symbol.asyncIterator]: () => loop,
    async next() {
      if (client.getSnapshot().status === 'idle') client.open()
      try {
        const result = await events.next()
        if (result.done) options.signal?.throwIfAborted()
        return result
      } catch (error) {
        // A loop that fell too far behind has still a connection.
        client.close()
        throw error
      }
    },
    async return() {
      const end = events.return?.()
      client.close()
      return (await end) ?? { done: true, value: undefined }
    },
  }
  return loop
}
