import { describe, expect, it } from 'vitest'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createFeedStore } from '../../src/store/create-store.ts'
import { changedKeys } from '../../src/store/item-changes.ts'
import { eventFrame, gapFrame, snapshotFrame, streamState, withdrawn } from './frames.ts'

function createStore() {
  const store = createFeedStore(payments, { nowMs: () => 0 })
  const itemsAfter = (...batch: Parameters<typeof store.apply>[0]) => {
    store.apply(batch)
    return store.getState().items
  }
  return { store, itemsAfter }
}

describe('what a batch changes', () => {
  it('is the items of its events and of its snapshot', () => {
    const { store, itemsAfter } = createStore()
    const empty = store.getState().items
    const three = itemsAfter(snapshotFrame([streamState('1'), streamState('2'), streamState('3')]))
    expect(changedKeys(empty, three)).toEqual(new Set(['1', '2', '3']))
    const after = itemsAfter(
      eventFrame(withdrawn('1', 5n, 1_500)),
      eventFrame(withdrawn('3', 5n, 1_500)),
    )
    expect(changedKeys(three, after)).toEqual(new Set(['1', '3']))
  })

  it('is what a whole snapshot lacks, too', () => {
    const { itemsAfter } = createStore()
    const two = itemsAfter(snapshotFrame([streamState('1'), streamState('2')]))
    const after = itemsAfter(gapFrame(1, 2), snapshotFrame([streamState('1')]))
    expect(changedKeys(two, after)).toEqual(new Set(['2']))
  })

  it('is unknown between states that do not follow each other, and after other changes', () => {
    const { store, itemsAfter } = createStore()
    const empty = store.getState().items
    const one = itemsAfter(snapshotFrame([streamState('1')]))
    const next = itemsAfter(eventFrame(withdrawn('1', 5n, 1_500)))
    expect(changedKeys(empty, next)).toBeNull()
    expect(changedKeys(one, next)).toEqual(new Set(['1']))
    store.setFollowing({ wanted: ['user:GOTHER'], covered: ['user:GOTHER'], leftOut: [] })
    store.setFollowing({ wanted: [], covered: [], leftOut: [] })
    expect(changedKeys(next, store.getState().items)).toBeNull()
  })
})
