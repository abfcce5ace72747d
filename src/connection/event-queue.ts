/**
 * Events between a connection that pushes and a `for await` loop that pulls. Bounded: a loop that falls
 * too far behind gets an error, never silently missing events.
 */
import { ConnectionError } from './errors.ts'
import type { ConnectionStatus } from './status.ts'

/** How many events may wait for a loop by default. */
const defaultMaxQueued = 10_000

/**
 * A loop that ends when the connection is closed, and throws when it failed.
 *
 * @param add adds a listener of events
 * @param subscribe adds a listener of the status
 */
export function iterateEvents<T>(
  add: (listener: (event: T) => void) => () => void,
  subscribe: (listener: () => void) => () => void,
  currentStatus: () => ConnectionStatus,
  maxQueued = defaultMaxQueued,
): AsyncIterableIterator<T, undefined> {
  type Result = IteratorResult<T, undefined>
  let queued: T[] = []
  /** Resolves the calls of `next` that wait. */
  let turns: ((result: Result | Promise<Result>) => void)[] = []
  let isEnded = false
  let failure: ConnectionError | undefined
  const leaveEvents = add(push)
  const leaveStatus = subscribe(look)
  look()

  function push(event: T): void {
    const resolve = turns.shift()
    if (resolve) resolve({ done: false, value: event })
    else if (queued.length < maxQueued) queued.push(event)
    else {
      end(
        new ConnectionError(
          'iterator_overflow',
          `Stopped a for await loop: more than ${maxQueued} events waited for it. ` +
            'Read faster, or raise maxQueuedEvents.',
        ),
      )
    }
  }

  function look(): void {
    const status = currentStatus()
    if (status.status === 'closed') end()
    else if (status.status === 'failed') end(status.error)
  }

  function end(error?: ConnectionError): void {
    if (isEnded) return
    isEnded = true
    failure = error
    leaveEvents()
    leaveStatus()
    for (const resolve of turns) resolve(last())
    turns = []
  }

  /** Only the first pending or next call rejects; after that the loop is simply over. */
  async function last(): Promise<Result> {
    const error = failure
    failure = undefined
    if (error) throw error
    return { done: true, value: undefined }
  }

  const iterator: AsyncIterableIterator<T, undefined> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      // Not by its value: an event may be parsed as 0 or as an empty text.
      if (queued.length > 0) return { done: false, value: queued.shift() as T }
      return isEnded ? last() : new Promise<Result>((resolve) => turns.push(resolve))
    },
    return() {
      queued = []
      end()
      failure = undefined
      return last()
    },
  }
  return iterator
}
