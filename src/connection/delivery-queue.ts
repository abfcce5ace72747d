/**
 * Frames collected and delivered together, once per animation frame (C13): a page renders once for a
 * thousand events. A hidden page has no animation frames, so a timer runs as well; a full batch does not
 * wait at all. Nothing is dropped here except by `drop()`.
 */
import { nextFrame } from '../platform/next-frame.ts'
import type { Platform } from '../platform/ports.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'

export interface DeliveryQueue {
  push(frame: DeliveredFrame): void
  /** Delivers now what waits. */
  flush(): void
  /** Forgets what waits. */
  drop(): void
}

/** A batch of this size is delivered at once. */
const maxBatch = 2000
/** How long a batch waits where no frame comes: hidden pages, or ones too busy to paint. */
const hiddenMs = 100
const visibleMs = 250

export function createDeliveryQueue(
  platform: Pick<Platform, 'frames' | 'timers' | 'page'>,
  deliverBatch: (batch: readonly DeliveredFrame[]) => void,
): DeliveryQueue {
  let batch: DeliveredFrame[] = []
  let cancel: (() => void) | null = null

  function schedule(): void {
    cancel = platform.page.isHidden()
      ? platform.timers.after(hiddenMs, flush)
      : nextFrame(platform, visibleMs, flush)
  }

  function take(): readonly DeliveredFrame[] {
    cancel?.()
    cancel = null
    const taken = batch
    batch = []
    return taken
  }

  function flush(): void {
    const taken = take()
    if (taken.length > 0) deliverBatch(taken)
  }

  return {
    push(frame) {
      batch.push(frame)
      if (batch.length >= maxBatch) flush()
      else if (cancel === null) schedule()
    },
    flush,
    drop: () => void take(),
  }
}
