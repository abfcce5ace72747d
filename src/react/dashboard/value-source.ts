/** A value that changes by events, outside of React: what LiveNumber writes without rendering. */
import type { Freshness } from '../freshness.ts'
import type { DataOptions } from './data-state.ts'
import type { LiveValue } from './exact-decimal.ts'

/**
 * A value and how to hear of its changes. Stores of zustand, signals and the like become one in two lines;
 * for a value of a feed there is `useFeedValue`.
 */
export interface ValueSource {
  /** The value now: undefined while it is loading, null where there is none. */
  read(): LiveValue | null | undefined
  /** Calls `listener` after the value, or what is known about it, may have changed; returns how to stop. */
  subscribe(listener: () => void): () => void
  /** Whether there is a value, where `read` does not say it: `error` or `left_out`. Props of a widget win. */
  phase?(): DataOptions['phase']
  /** Whether the value is up to date. Default `live`. Props of a widget win. */
  freshness?(): Freshness
  /** When the value stopped being live, Unix ms; null while it is. Props of a widget win. */
  asOfMs?(): number | null
}
