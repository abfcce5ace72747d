/**
 * Reads state by separate requests, and keeps trying: a failed read waits with the backoff of the
 * connection, and at least as long as the server asks for, while its events are held. At most one read
 * at a time; a new one replaces it.
 */

import type { ResyncResult } from '../feeds/endpoint.ts'
import { FeedReadError } from '../feeds/read-error.ts'
import type { Platform } from '../platform/ports.ts'
import type { SnapshotFrame } from '../protocol/feed-frames.ts'
import { decideDelay } from './reconnect-policy.ts'

export interface StateReader {
  /** Reads until it works or `signal` is aborted. */
  start(signal: AbortSignal): void
}

export interface StateReaderOptions {
  readonly platform: Pick<Platform, 'timers' | 'random'>
  readonly backoff: { readonly baseMs: number; readonly capMs: number }
  read(signal: AbortSignal): Promise<ResyncResult>
  done(frame: SnapshotFrame): void
  /** A read failed and will be tried again. */
  failed(cause: unknown): void
}

export function createStateReader(options: StateReaderOptions): StateReader {
  const { platform, backoff } = options
  let current: AbortController | null = null

  async function attempt(controller: AbortController, failures: number): Promise<void> {
    const { signal } = controller
    let result: ResyncResult
    try {
      result = await options.read(signal)
    } catch (cause) {
      if (signal.aborted) return
      options.failed(cause)
      const delayMs = decideDelay({
        ...backoff,
        attempt: failures,
        retryAfterMs: cause instanceof FeedReadError ? (cause.retryAfterMs ?? null) : null,
        random: platform.random.next(),
      })
      const cancel = platform.timers.after(delayMs, () => void attempt(controller, failures + 1))
      signal.addEventListener('abort', cancel, { once: true })
      return
    }
    if (!signal.aborted) options.done(snapshotOf(result))
  }

  return {
    start(signal) {
      current?.abort()
      if (signal.aborted) return
      const controller = new AbortController()
      current = controller
      signal.addEventListener('abort', () => controller.abort(), { once: true })
      void attempt(controller, 0)
    },
  }
}

function snapshotOf(result: ResyncResult): SnapshotFrame {
  const { items, position = null, skipped = 0 } = 'items' in result ? result : { items: result }
  return {
    kind: 'snapshot',
    // Not a frame of the feed, so it moves no cursor.
    position: null,
    readAt: position,
    part: 1,
    parts: 1,
    items,
    skipped,
  }
}
