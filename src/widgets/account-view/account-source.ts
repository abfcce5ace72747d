/** The props of widgets that show the totals of an account. */
import type { AccountReference, AccountSummary } from '../../react/use-account-summary.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'

/** Splits the options of {@link AccountReference} from the other props of a widget. */
export function splitAccount<Props extends AccountReference>(
  props: Props,
): readonly [AccountReference, Omit<Props, keyof AccountReference>] {
  const { account, streams, tokenAddress, token, criticalWithinSeconds, ...rest } = props
  return [{ account, streams, tokenAddress, token, criticalWithinSeconds }, rest]
}

/** The state of a widget that shows an account: the vocabulary of those that show one stream. */
export type AccountWidgetState = StreamWidgetState & AccountSummary
