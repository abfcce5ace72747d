/** The lines of the activity feed. */
import { describe, expect, it } from 'vitest'
import { selectFeedLines } from '../../src/widgets/activity-feed/feed-lines.ts'
import { at, eventFrame, gapFrame, snapshotFrame, streamState, withdrawn } from '../store/frames.ts'
import { emptyPayments, reduceBatch } from '../store/payments-reducer.ts'

const eventAt = (offset: number) => eventFrame(withdrawn('1', 1n, 2_000 + offset), at(offset))
const nowMs = 1_700_000_000_000

describe('a line of the feed', () => {
  it('stays the same object while others are added and streams change', () => {
    const select = selectFeedLines({}, true)
    const known = snapshotFrame([streamState('1')], at(0))
    const before = reduceBatch(emptyPayments, [known, eventAt(1)], nowMs)
    const [line] = select(before)
    const after = select(reduceBatch(before, [eventAt(2)], nowMs))
    expect(after).toHaveLength(2)
    expect(after[1]).toBe(line)
  })

  it('changes when its token becomes known', () => {
    const select = selectFeedLines({}, true)
    const before = reduceBatch(emptyPayments, [eventAt(1)], nowMs)
    expect(select(before)[0]?.tokenAddress).toBeUndefined()
    const after = reduceBatch(before, [snapshotFrame([streamState('1')], at(1))], nowMs)
    expect(select(after)[0]?.tokenAddress).toBe('CTOKEN')
  })
})

describe('the line of a gap', () => {
  const balancesOf = (hasSnapshots: boolean, frames: Parameters<typeof reduceBatch>[1]) =>
    selectFeedLines(
      {},
      hasSnapshots,
    )(reduceBatch(emptyPayments, frames, nowMs)).map(({ balances }) => balances)
  const known = snapshotFrame([streamState('1')], at(1))

  it('is refreshing until a complete snapshot has followed it', () => {
    const gap = gapFrame(2, 5, at(5))
    expect(balancesOf(true, [known, gap])).toEqual(['refreshing'])
    expect(balancesOf(true, [known, gap, snapshotFrame([], at(5))])).toEqual(['refreshed'])
  })

  it('leaves earlier gaps refreshed, and is joined by those right before it', () => {
    const recovered = [known, gapFrame(2, 5, at(5)), snapshotFrame([], at(5)), eventAt(6)]
    expect(balancesOf(true, [...recovered, gapFrame(7, 8, at(8)), gapFrame(9, 9, at(9))])).toEqual([
      'refreshing',
      'refreshing',
      null,
      'refreshed',
    ])
  })

  it('stays unknown in a store without snapshots', () => {
    expect(balancesOf(false, [gapFrame(2, 5, at(5))])).toEqual(['unknown'])
  })
})

describe('the lines of the feed', () => {
  it('are the same list when something else has changed', () => {
    const select = selectFeedLines({ types: ['stream.withdrawn'], limit: 1 }, true)
    const before = reduceBatch(emptyPayments, [eventAt(1), eventAt(2)], nowMs)
    const lines = select(before)
    expect(lines.map(({ key }) => key)).toEqual(['k3f9a.2'])
    expect(select(reduceBatch(before, [snapshotFrame([], at(2))], nowMs))).toBe(lines)
  })
})
