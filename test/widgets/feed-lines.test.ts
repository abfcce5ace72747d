/** The history with the tokens that its amounts are in. */
import { describe, expect, it } from 'vitest'
import { selectFeedLines } from '../../src/widgets/activity-feed/feed-lines.ts'
import { at, eventFrame, snapshotFrame, streamState, withdrawn } from '../store/frames.ts'
import { emptyPayments, reduceBatch } from '../store/payments-reducer.ts'

const eventAt = (offset: number) => eventFrame(withdrawn('1', 1n, 2_000 + offset), at(offset))
const nowMs = 1_700_000_000_000

describe('a line of the feed', () => {
  it('stays the same object while others come and streams change', () => {
    const select = selectFeedLines({})
    const known = snapshotFrame([streamState('1')], at(0))
    const before = reduceBatch(emptyPayments, [known, eventAt(1)], nowMs)
    const [line] = select(before)
    const after = select(reduceBatch(before, [eventAt(2)], nowMs))
    expect(after).toHaveLength(2)
    expect(after[1]).toBe(line)
  })

  it('becomes another one when its token becomes known', () => {
    const select = selectFeedLines({})
    const before = reduceBatch(emptyPayments, [eventAt(1)], nowMs)
    expect(select(before)[0]?.tokenAddress).toBeUndefined()
    const after = reduceBatch(before, [snapshotFrame([streamState('1')], at(1))], nowMs)
    expect(select(after)[0]?.tokenAddress).toBe('CTOKEN')
  })
})

describe('the lines of the feed', () => {
  it('are the same list when something else has changed', () => {
    const select = selectFeedLines({ types: ['stream.withdrawn'], limit: 1 })
    const before = reduceBatch(emptyPayments, [eventAt(1), eventAt(2)], nowMs)
    const lines = select(before)
    expect(lines.map(({ key }) => key)).toEqual(['k3f9a.2'])
    expect(select(reduceBatch(before, [snapshotFrame([], at(2))], nowMs))).toBe(lines)
  })
})
