/**
 * Relays what a response contains from the leader to its followers: the leader's half collects what one
 * read of the body brought and posts it as one chunk, the follower's half replays a chunk to a listener.
 */
import type { AttemptListener } from './attempt.ts'
import type { ChunkItem } from './tab-message.ts'

type ContentListener = Pick<
  AttemptListener,
  'bytes' | 'chunkRead' | 'frame' | 'id' | 'retryField' | 'comment'
>

export interface FrameRelayOptions {
  post(number: number, items: readonly ChunkItem[]): void
  /** Since the last message of this shared attempt, of any type. */
  msSincePost(): number
}

export interface FrameRelay {
  /** A listener that passes everything on to `on` and collects it for the followers. */
  listener(on: ContentListener): ContentListener
  /** Posts what has been collected of a chunk that will not be read to its end. */
  flush(): void
}

/** Bytes without frames are reported to the followers no more often than this. */
const keepAliveMs = 250
/** T5. Frames about the credentials of the tab that made the request. */
const leaderOnly: ReadonlySet<string> = new Set(['expiring', 'bye', 'rejected'])

export function createFrameRelay({ post, msSincePost }: FrameRelayOptions): FrameRelay {
  let items: ChunkItem[] = []
  let chunks = 0

  function postChunk(): void {
    const collected = items
    items = []
    post(chunks++, collected)
  }

  return {
    listener: (on) => ({
      bytes: on.bytes,
      chunkRead() {
        if (items.length > 0 || msSincePost() >= keepAliveMs) postChunk()
        on.chunkRead()
      },
      frame(frame) {
        if (!leaderOnly.has(frame.type)) {
          const last = items.at(-1)
          // The parser reports the id of a frame just before it; the frame includes it.
          if (last?.kind === 'id' && last.id === frame.id) items.pop()
          items.push({ kind: 'frame', frame })
        }
        on.frame(frame)
      },
      id(id) {
        items.push({ kind: 'id', id })
        on.id(id)
      },
      retryField(delayMs) {
        items.push({ kind: 'retry', delayMs })
        on.retryField(delayMs)
      },
      comment(text) {
        items.push({ kind: 'comment', text })
        on.comment(text)
      },
    }),
    flush() {
      if (items.length > 0) postChunk()
    },
  }
}

/** Calls the listener as a parser would; stops when it aborts the attempt. */
export function replayChunk(
  items: readonly ChunkItem[],
  on: ContentListener,
  signal: AbortSignal,
): void {
  on.bytes()
  for (const item of items) {
    if (signal.aborted) return
    switch (item.kind) {
      case 'frame':
        if (item.frame.id !== undefined) on.id(item.frame.id)
        on.frame(item.frame)
        break
      case 'id':
        on.id(item.id)
        break
      case 'retry':
        on.retryField(item.delayMs)
        break
      case 'comment':
        on.comment(item.text)
    }
  }
  if (!signal.aborted) on.chunkRead()
}
