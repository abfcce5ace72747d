/**
 * The history as the feed needs it: each entry with the token of its amount, and for a gap or reset whether
 * the balances have been refreshed since. A line is the same object until one of these changes, so that
 * its text is created once. Pure.
 */

import type { PaymentsHistoryEntry, PaymentsState } from '../../feeds/payments/selectors.ts'
import { type HistoryFilter, selectHistory } from '../../feeds/payments/selectors.ts'
import type { Selector } from '../../store/selectors.ts'

/**
 * What became of the balances after a gap or reset: `refreshing` until a complete snapshot has arrived,
 * `unknown` where none will.
 */
export type BalancesAfterBreak = 'refreshing' | 'refreshed' | 'unknown'

/** One entry of the history. */
export interface FeedLine {
  readonly key: string
  readonly entry: PaymentsHistoryEntry
  /** Undefined while the payment stream is not known. */
  readonly tokenAddress: string | undefined
  /** Null for an event. */
  readonly balances: BalancesAfterBreak | null
}

/**
 * The lines that match, newest first; the same list until one of them changes.
 *
 * @param hasSnapshots whether this store receives snapshots at all
 */
export function selectFeedLines(
  filter: HistoryFilter,
  hasSnapshots: boolean,
): Selector<readonly FeedLine[], PaymentsState> {
  const select = selectHistory(filter)
  const lines = new WeakMap<PaymentsHistoryEntry, FeedLine>()
  const pendingBalances = hasSnapshots ? 'refreshing' : 'unknown'
  let selected: readonly FeedLine[] = []

  function lineOf(
    entry: PaymentsHistoryEntry,
    tokenAddress: string | undefined,
    balances: FeedLine['balances'],
  ): FeedLine {
    const known = lines.get(entry)
    if (known && known.tokenAddress === tokenAddress && known.balances === balances) return known
    const line: FeedLine = { key: entry.key, entry, tokenAddress, balances }
    lines.set(entry, line)
    return line
  }

  return (state) => {
    const pending = pendingBreaks(state)
    const next = select(state).map((entry) =>
      entry.kind === 'event'
        ? lineOf(entry, tokenAddressOf(entry, state), null)
        : lineOf(entry, undefined, pending.has(entry) ? pendingBalances : 'refreshed'),
    )
    const isSame =
      next.length === selected.length && next.every((line, index) => line === selected[index])
    if (!isSame) selected = next
    return selected
  }
}

/** The newest gaps and resets, without an event between them, while no snapshot has followed them. */
function pendingBreaks({
  isSnapshotWhole,
  history,
  gaps,
}: PaymentsState): ReadonlySet<PaymentsHistoryEntry> {
  const pending = new Set<PaymentsHistoryEntry>()
  const [newest] = gaps
  if (!isSnapshotWhole || !newest) return pending
  for (let at = history.indexOf(newest); at >= 0 && at < history.length; at += 1) {
    const entry = history[at]
    if (!entry || entry.kind === 'event') break
    pending.add(entry)
  }
  return pending
}

function tokenAddressOf(entry: PaymentsHistoryEntry, { items }: PaymentsState): string | undefined {
  if (entry.kind !== 'event') return undefined
  const { event } = entry
  return event.type === 'stream.created'
    ? event.tokenAddress
    : items.get(event.streamId)?.tokenAddress
}
