import { describe, expect, it } from 'vitest'
import { selectHistory, selectStreams } from '../../../src/feeds/payments/selectors.ts'
import type { StreamState } from '../../../src/feeds/payments/stream-state.ts'
import { selectItem } from '../../../src/store/selectors.ts'
import {
  at,
  eventFrame,
  gapFrame,
  snapshotFrame,
  streamState,
  withdrawn,
} from '../../store/frames.ts'
import { emptyPayments, reduceBatch } from '../../store/payments-reducer.ts'

const known = reduceBatch(
  emptyPayments,
  [
    snapshotFrame(
      [
        streamState('1', { sender: 'A', recipient: 'B' }),
        streamState('2', { sender: 'B', recipient: 'C', status: 'paused', pausedAt: 5 }),
        streamState('3', { sender: 'C', recipient: 'D', tokenAddress: 'OTHER' }),
      ],
      at(10),
    ),
    eventFrame(withdrawn('1', 1n, 2_000), at(11)),
    gapFrame(12, 14, at(14)),
    eventFrame(withdrawn('3', 1n, 2_001), at(15)),
    eventFrame(
      { type: 'stream.topped_up', streamId: '2', amount: 1n, newDepositedAmount: 1_000_001n },
      at(16),
    ),
  ],
  0,
)

const idsOf = (filter: Parameters<typeof selectStreams>[0]) =>
  selectStreams(filter)(known).map((stream) => stream.streamId)

describe('selecting streams', () => {
  it('finds one by id', () => {
    expect(selectItem<StreamState>('2')(known)?.recipient).toBe('C')
    expect(selectItem('404')(known)).toBeUndefined()
  })

  it('finds those that pass everything', () => {
    expect(idsOf({})).toEqual(['1', '2', '3'])
    expect(idsOf({ account: 'B' })).toEqual(['1', '2'])
    expect(idsOf({ account: 'B', side: 'sender' })).toEqual(['2'])
    expect(idsOf({ account: 'B', side: 'recipient' })).toEqual(['1'])
    expect(idsOf({ status: ['paused'] })).toEqual(['2'])
    expect(idsOf({ streamIds: ['3', '404'] })).toEqual(['3'])
    expect(idsOf({ tokenAddress: 'OTHER' })).toEqual(['3'])
  })

  it('answers the same list until one of its streams changes', () => {
    const select = selectStreams({ account: 'B' })
    const before = select(known)
    const other = reduceBatch(known, [eventFrame(withdrawn('3', 1n, 3_000), at(17))], 0)
    expect(other.items).not.toBe(known.items)
    expect(select(other)).toBe(before)
    const own = reduceBatch(other, [eventFrame(withdrawn('1', 1n, 3_000), at(18))], 0)
    expect(select(own)).not.toBe(before)
  })
})

describe('selecting history', () => {
  const linesOf = (filter: Parameters<typeof selectHistory>[0]) =>
    selectHistory(filter)(known).map((entry) =>
      entry.kind === 'event' ? entry.event.streamId : entry.kind,
    )

  it('keeps the breaks whatever is asked for', () => {
    expect(linesOf({})).toEqual(['2', '3', 'gap', '1'])
    expect(linesOf({ streamIds: ['1'] })).toEqual(['gap', '1'])
    expect(linesOf({ streamIds: [] })).toEqual(['gap'])
  })

  it('takes the parties of an event from its stream', () => {
    expect(linesOf({ accounts: ['B'] })).toEqual(['2', 'gap', '1'])
    expect(linesOf({ accounts: ['D'], streamIds: ['2'] })).toEqual(['2', '3', 'gap'])
  })

  it('narrows by type and length', () => {
    expect(linesOf({ types: ['stream.topped_up'] })).toEqual(['2', 'gap'])
    expect(linesOf({ limit: 2 })).toEqual(['2', '3'])
  })
})
