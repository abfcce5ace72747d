/**
 * The history as the feed needs it: each entry with the token that its amount is in. An entry's line
 * is the same object until its token becomes known, so that it is put into words once. Pure.
 */

import type { PaymentsHistoryEntry, PaymentsState } from '../../feeds/payments/selectors.ts'
import { type HistoryFilter, selectHistory } from '../../feeds/payments/selectors.ts'
import type { Selector } from '../../store/selectors.ts'

/** One entry of the history. */
export interface FeedLine {
  readonly key: string
  readonly entry: PaymentsHistoryEntry
  /** Undefined while its payment stream is not known. */
  readonly tokenAddress: string | undefined
}

/** The lines that pass, newest first; the same list until one of them is another. */
export function selectFeedLines(
  filter: HistoryFilter,
): Selector<readonly FeedLine[], PaymentsState> {
  const select = selectHistory(filter)
  const lines = new WeakMap<PaymentsHistoryEntry, FeedLine>()
  let selected: readonly FeedLine[] = []

  function lineOf(entry: PaymentsHistoryEntry, state: PaymentsState): FeedLine {
    const tokenAddress = tokenAddressOf(entry, state)
    const known = lines.get(entry)
    if (known && known.tokenAddress === tokenAddress) return known
    const line: FeedLine = { key: entry.key, entry, tokenAddress }
    lines.set(entry, line)
    return line
  }

  return (state) => {
    const next = select(state).map((entry) => lineOf(entry, state))
    const isSame =
      next.length === selected.length && next.every((line, index) => line === selected[index])
    if (!isSame) selected = next
    return selected
  }
}

function tokenAddressOf(entry: PaymentsHistoryEntry, { items }: PaymentsState): string | undefined {
  if (entry.kind !== 'event') return undefined
  const { event } = entry
  return event.type === 'stream.created'
    ? event.tokenAddress
    : items.get(event.streamId)?.tokenAddress
}
