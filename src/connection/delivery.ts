/**
 * Frames collected and handed over together, once per animation frame (C13): a page renders once for
 * a thousand events. A hidden page has no animation frames, so a timer runs beside them; a full batch
 * does not wait at all. Nothing is ever dropped here except by `drop()`.
 */
import type { Platform } from '../platform/ports.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'

export interface Delivery {
  push(frame: DeliveredFrame): void
  /** Hands over now what waits. */
  flush(): void
  /** Forgets what waits. @returns whether there was anything. */
  drop(): boolean
  isEmpty(): boolean
}

/** A batch of this size is handed over at once. */
const maxBatch = 2000
/** How long a batch waits where no frame comes: hidden pages, or ones too busy to paint. */
const hiddenMs = 100
const visibleMs = 250

export function createDelivery(
  platform: Pick<Platform, 'frames' | 'timers' | 'page'>,
  handOver: (batch: readonly DeliveredFrame[]) => void,
): Delivery {
  let batch: DeliveredFrame[] = []
  let cancel: (() => void) | null = null

  function schedule(): void {
    const isHidden = platform.page.isHidden()
    const cancelFrame = isHidden ? () => {} : platform.frames.request(flush)
    const cancelTimer = platform.timers.after(isHidden ? hiddenMs : visibleMs, flush)
    cancel = () => {
      cancelFrame()
      cancelTimer()
    }
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
    if (taken.length > 0) handOver(taken)
  }

  return {
    push(frame) {
      batch.push(frame)
      if (batch.length >= maxBatch) flush()
      else if (cancel === null) schedule()
    },
    flush,
    drop: () => take().length > 0,
    isEmpty: () => batch.length === 0,
  }
}
