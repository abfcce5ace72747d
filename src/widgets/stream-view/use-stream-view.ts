/**
 * One payment stream as badge, gauge and card see it: how it stands, in the vocabulary of widgets,
 * and whether its deposit runs out soon. Renders when one of those changes, never because a figure
 * moved. Figures: react/use-flowing-balance.
 */
import { useMemo } from 'react'
import type { TokenInfo } from '../../money/index.ts'
import { useGauge } from '../../react/session-context.ts'
import {
  type StreamObject,
  type StreamReference,
  useStreamStanding,
} from '../../react/use-stream-standing.ts'
import { type Absence, absenceOf } from './absence.ts'
import { useIsCritical } from './runway.ts'
import type { StreamWidgetState } from './widget-state.ts'

/** Where a widget's payment stream comes from, and how it is looked at. */
export interface StreamSource extends Omit<StreamReference, 'decimals'> {
  /** A deposit that runs out within this time is critical, in seconds. Default one day. */
  readonly criticalWithinSeconds?: number | undefined
}

/** Takes the options of {@link StreamSource} out of a widget's props. */
export function splitSource<Props extends StreamSource>(
  props: Props,
): readonly [StreamSource, Omit<Props, keyof StreamSource>] {
  const { streamId, stream, token, direction, criticalWithinSeconds, ...rest } = props
  return [{ streamId, stream, token, direction, criticalWithinSeconds }, rest]
}

/** What {@link useStreamView} knows. */
export interface StreamView {
  readonly stream: StreamObject | null
  /** `null` unless the phase is ready. */
  readonly token: TokenInfo | null
  readonly state: StreamWidgetState
  /** Why there is nothing to show; null when there is. */
  readonly absence: Absence | null
  readonly locale: string | undefined
}

/** Everything about one payment stream that a widget shows, except its moving figures. */
export function useStreamView(source: StreamSource): StreamView {
  const { locale } = useGauge()
  const standing = useStreamStanding(source)
  const { stream, phase, status, direction, freshness, isTicking } = standing
  const isReady = phase === 'ready'
  const isCritical = useIsCritical(isReady ? stream : null, source.criticalWithinSeconds)
  const state = useMemo<StreamWidgetState>(
    () => ({ status, direction, phase, freshness, isCritical, isTicking }),
    [status, direction, phase, freshness, isCritical, isTicking],
  )
  return {
    stream,
    token: isReady ? standing.token : null,
    state,
    absence: absenceOf(standing),
    locale,
  }
}
