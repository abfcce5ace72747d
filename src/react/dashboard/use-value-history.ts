/** The last values of something that changes, for a line: kept while a component is mounted. */
import { useState } from 'react'
import { useSession } from '../session-context.ts'
import { isLiveValue, type LiveValue } from './exact-decimal.ts'

/** A value in the past. */
export interface ValueAt {
  /** As a number: a place on a line needs no more precision. */
  readonly value: number
  /** When it was measured, Unix ms. */
  readonly atMs: number
}

/** Options of {@link useValueHistory}. */
export interface ValueHistoryOptions {
  /** When the value was measured, Unix ms. Default: now. Another time is another entry, with the same value too. */
  readonly atMs?: number | null | undefined
  /** How many values are kept. Default 48. */
  readonly limit?: number | undefined
  /** Values from before, oldest first, such as those that a server has. Read once. */
  readonly initial?: readonly ValueAt[] | undefined
}

interface Kept {
  readonly value: LiveValue | null | undefined
  readonly atMs: number | null | undefined
  readonly values: readonly ValueAt[]
}

/**
 * The last values, oldest first, with the current one.
 *
 * @example
 * const metric = useMetric('active_volunteers')
 * const history = useValueHistory(metric.value, { atMs: metric.atMs })
 */
export function useValueHistory(
  value: LiveValue | null | undefined,
  { atMs, limit = 48, initial = [] }: ValueHistoryOptions = {},
): readonly ValueAt[] {
  const { serverNowMs } = useSession()
  const add = (values: readonly ValueAt[]): Kept => {
    if (!isLiveValue(value)) return { value, atMs, values }
    const next = { value: Number(value), atMs: atMs ?? serverNowMs() }
    return { value, atMs, values: [...values, next].slice(-limit) }
  }
  const [kept, setKept] = useState(() => add(initial))
  // NaN is not equal to itself, and would be another one at every render.
  if (Object.is(kept.value, value) && Object.is(kept.atMs, atMs)) return kept.values
  // Set while rendering, so that a value and its line are in the same commit.
  const next = add(kept.values)
  setKept(next)
  return next.values
}
