/** A value that changes by events, outside of React: what LiveNumber writes without rendering. */
import type { LiveValue } from './exact-decimal.ts'

/**
 * A value and how to hear of its changes. Stores of zustand, signals and the like become one in two lines;
 * for a value of a feed there is `useFeedValue`.
 */
export interface ValueSource {
  /** The value now: undefined while it is loading, null where there is none. */
  read(): LiveValue | null | undefined
  /** Calls `listener` after the value may have changed; returns how to stop. */
  subscribe(listener: () => void): () => void
}
