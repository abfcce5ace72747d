/**
 * The hook of stream-scope.tsx that computes the summary of a payment stream, or leaves that to the scope above.
 */
import { useMemo, useSyncExternalStore } from 'react'
import { isDevelopment } from '../development.ts'
import type { WarningCode } from '../warnings.ts'
import { useLanguage } from './language.tsx'
import { useGauge } from './session-context.ts'
import { warnOfId } from './stream-lookup.ts'
import type { StreamObject, StreamReference, StreamSummary } from './stream-summary.ts'
import { createSummarySource } from './summary-source.ts'
import { useMistake } from './use-mistake.ts'

/**
 * Computes the summary, or returns `inherited` and then subscribes to nothing.
 *
 * One subscription for everything that changes it: a card consists of many hooks, and each costs memory.
 */
export function useComputedSummary(
  reference: StreamReference,
  inherited: StreamSummary | null,
): StreamSummary {
  const isComputed = inherited === null
  const gauge = useGauge()
  const { locale } = useLanguage()
  const { stream, streamId, token, decimals, direction, criticalWithinSeconds } = reference
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    if (isComputed && !stream) warnOfId(streamId)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the fields of the token, since an object literal in props is a new one at every render
  const source = useMemo(
    () => (isComputed ? createSummarySource({ gauge, locale, reference }) : noSource),
    // biome-ignore format: one line
    [isComputed, gauge, locale, stream, streamId, token?.symbol, token?.decimals, token?.shownDecimals, decimals, direction, criticalWithinSeconds],
  )
  const { subscribe, getSnapshot, getServerSnapshot } = source
  const computed = useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot)
  const summary = inherited ?? (computed as StreamSummary)
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    const { error, stream: shown } = summary
    const mistake = isComputed ? mistakeIn(error, shown, reference) : null
    const subject = shown ? String(shown.tokenAddress) : `stream ${streamId ?? undefined}`
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useMistake(mistake, subject)
  }
  return summary
}

const noSource = {
  subscribe: () => () => {},
  getSnapshot: () => null,
  getServerSnapshot: () => null,
}

/** What the developer of the page should know; for development only. */
function mistakeIn(
  error: StreamSummary['error'],
  stream: StreamObject | null,
  { streamId }: StreamReference,
): WarningCode | null {
  if (error?.code === 'provider_missing' || error?.code === 'decimals_unknown') return error.code
  return stream === null && (streamId ?? null) === null ? 'stream_id_missing' : null
}
