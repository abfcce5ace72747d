/** The totals of a table of payment streams: of the rows that are shown, whatever is being ranked. */
import { useMemo } from 'react'
import { createRecordTotals } from '../../react/record-totals.ts'
import type { StreamRecords } from '../../react/stream-records.ts'
import { useRenderedEffect } from '../part/rendered-effect.ts'
import { sideOf } from './built-in-columns.tsx'
import type { RankAnswer, TableSums } from './rank-runner.ts'
import type { StreamTableTotals } from './stream-table-options.ts'
import type { TableColumn } from './table-columns.ts'

/** The totals without their members, which are set with the rows; null without a column for them. */
export function useSums(
  records: StreamRecords,
  account: string | null,
  visible: readonly TableColumn[],
): TableSums | null {
  const column = visible.find(({ total }) => total !== null && total !== 'rate')?.total ?? null
  const kind = column === 'rate' ? null : column
  return useMemo(() => {
    if (kind === null) return null
    const source = createRecordTotals(records, (stream) => {
      const side = kind === 'balance' ? sideOf(stream, account) : null
      return {
        isIncoming: kind === 'balance' ? side !== 'outgoing' : kind === 'withdrawable',
        isOutgoing: kind === 'balance' ? side === 'outgoing' : kind === 'remaining',
      }
    })
    return { kind, source }
  }, [records, account, kind])
}

/** T4: those of the rows that are shown. */
export function useTotals(
  answer: RankAnswer | null,
  tokens: readonly string[],
): StreamTableTotals | null {
  const sums = answer?.request.totals ?? null
  const members = answer?.ranked.members
  // While rendering only before anything shows it: there is no commit on a server.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other members are set below
  useMemo(() => members && sums?.source.setMembers(members), [sums])
  // With the commit that shows the rows: React may begin to render these, and show others first.
  useRenderedEffect(() => {
    if (members) sums?.source.setMembers(members)
  }, [sums, members])
  return useMemo(() => sums && { ...sums, tokens }, [sums, tokens])
}
