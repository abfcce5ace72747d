/**
 * Relays what a response contains from the leader to its followers: the leader's half collects the calls
 * that the parser makes for one read of the body and posts them as one chunk, the follower's half repeats
 * them.
 */
import type { AttemptListener } from './attempt.ts'
import type { ChunkItem } from './tab-message.ts'

export interface FrameRelay {
  /** A listener that passes everything on to `on` and collects it for the followers. */
  listener(on: AttemptListener): AttemptListener
  /** Posts what has been collected of a chunk that will not be read to its end. */
  flush(): void
}

/** Bytes without frames are reported to the followers no more often than this. */
const keepAliveMs = 250
/** T5. Frames about the credentials of the tab that made the request. */
const leaderOnly: readonly string[] = ['expiring', 'bye', 'rejected']

/** @param msSincePost since the last message of this shared attempt, of any type */
export function createFrameRelay(
  post: (number: number, items: readonly ChunkItem[]) => void,
  msSincePost: () => number,
): FrameRelay {
  let items: ChunkItem[] = []
  let chunks = 0

  function postItems(least: number): void {
    if (items.length < least) return
    post(chunks++, items)
    items = []
  }

  return {
    listener(on) {
      const relayed = (name: ChunkItem[0]) => (value: never) => {
        items.push([name, value])
        on[name]?.(value)
      }
      return {
        ...on,
        id: relayed('id'),
        retryField: relayed('retryField'),
        comment: relayed('comment'),
        frame(frame) {
          if (!leaderOnly.includes(frame.type)) items.push(['frame', frame])
          on.frame(frame)
        },
        chunkRead() {
          postItems(msSincePost() < keepAliveMs ? 1 : 0)
          on.chunkRead()
        },
      }
    },
    flush: () => postItems(1),
  }
}

/** Calls the listener as a parser would; stops when it aborts the attempt. */
export function replayChunk(
  items: readonly ChunkItem[],
  on: AttemptListener,
  signal: AbortSignal,
): void {
  on.report({ type: 'bytes' })
  for (const [name, value] of items) {
    if (signal.aborted) return
    on[name]?.(value as never)
  }
  if (!signal.aborted) on.chunkRead()
}
