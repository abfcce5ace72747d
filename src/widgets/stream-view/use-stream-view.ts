/**
 * One payment stream as badge, progress bar and card show it: the summary in the vocabulary of widgets.
 * Changes with events and status, never because a balance moved. Balances: react/use-flowing-balance.
 */
import type { TokenInfo } from '../../money/index.ts'
import { useLanguage } from '../../react/language.tsx'
import { useStreamSummary } from '../../react/stream-scope.tsx'
import type { StreamObject, StreamReference, StreamSummary } from '../../react/stream-summary.ts'
import { type UnavailableReason, unavailableReason } from './unavailable.ts'
import type { StreamWidgetState } from './widget-state.ts'

/** Where a widget's payment stream comes from, and how it is shown. Default: the `StreamScope` above. */
export interface StreamSource extends Omit<StreamReference, 'decimals'> {}

/** Splits the options of {@link StreamSource} from the other props of a widget. */
export function splitSource<Props extends StreamSource>(
  props: Props,
): readonly [StreamSource, Omit<Props, keyof StreamSource>] {
  const { streamId, stream, token, direction, criticalWithinSeconds, ...rest } = props
  return [{ streamId, stream, token, direction, criticalWithinSeconds }, rest]
}

/** What {@link useStreamView} returns. */
export interface StreamView {
  /** The payment stream; null unless the phase is ready. */
  readonly stream: StreamObject | null
  /** Id of the stream, or the id that was asked for. */
  readonly streamId: string | undefined
  /** `null` unless the phase is ready. */
  readonly token: TokenInfo | null
  /** What the classes and styles of the parts may depend on. */
  readonly state: StreamWidgetState
  /** Why there is nothing to show; null when there is. */
  readonly unavailable: UnavailableReason | null
  /** The locale of numbers and dates. */
  readonly locale: string | undefined
}

/** Everything about one payment stream that a widget shows, except its balances. */
export function useStreamView(source: StreamSource): StreamView {
  const { locale } = useLanguage()
  return viewOf(useStreamSummary(source), locale)
}

/** The same for a summary that is computed already. */
export function viewOf(summary: StreamSummary, locale: string | undefined): StreamView {
  const { stream, streamId, token, phase } = summary
  return {
    stream,
    streamId,
    token: phase === 'ready' ? token : null,
    state: summary,
    unavailable: unavailableReason(summary),
    locale,
  }
}
