/**
 * A value that changes with time and is worth a render when it does: a status, a label, a number once a
 * second. Whatever changes faster belongs to use-tick-target.ts.
 */
import { useMemo, useSyncExternalStore } from 'react'
import type { Ticker } from '../platform/ticker.ts'
import { useGauge } from './session-context.ts'

/** A value as a function of server time, Unix ms. */
export interface ValueOverTime<T extends string | number | bigint | boolean | null> {
  valueAt(nowMs: number): T
  /** The first time after `afterMs` at which it may differ; `null`: never again. */
  nextChangeMs(afterMs: number): number | null
}

/**
 * The value now; null, and no subscription, without a source. Renders when it has changed, at most
 * every `everyMs`.
 *
 * @param source memoize it (`useMemo`)
 */
export function useTickedValue<T extends string | number | bigint | boolean | null>(
  source: ValueOverTime<T> | null,
  everyMs = 0,
): T | null {
  const { session, renderedAtMs } = useGauge()
  const { ticker } = session
  const store = useMemo(
    () => (source ? createTickedStore(ticker, source, everyMs) : noStore),
    [ticker, source, everyMs],
  )
  return useSyncExternalStore(store.subscribe, store.getSnapshot, () =>
    renderedAtMs === null || !source ? store.getSnapshot() : source.valueAt(renderedAtMs),
  )
}

const noStore = { subscribe: () => () => {}, getSnapshot: () => null }

/** Caches the value between two ticks, so that one render never reads two different ones. */
function createTickedStore<T extends string | number | bigint | boolean | null>(
  ticker: Ticker,
  source: ValueOverTime<T>,
  everyMs: number,
) {
  let current: { readonly value: T } | null = null
  return {
    subscribe(listener: () => void) {
      const handle = ticker.add(
        {
          nextChangeMs: (afterMs) => source.nextChangeMs(afterMs),
          write(nowMs) {
            const value = source.valueAt(nowMs)
            if (current?.value === value) return
            current = { value }
            listener()
          },
        },
        { everyMs },
      )
      return () => handle.remove()
    },

    getSnapshot(): T {
      current ??= { value: source.valueAt(ticker.shownMs()) }
      return current.value
    },
  }
}
