import { describe, expect, it } from 'vitest'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createFeedStore } from '../../src/store/create-store.ts'
import { shipments } from '../support/shipments.ts'
import { at, eventFrame, snapshotFrame, streamState, withdrawn } from './frames.ts'

describe('the store', () => {
  it('notifies its listeners once for a batch, and stamps it with the time', () => {
    const store = createFeedStore(payments, { nowMs: () => 77 })
    let notifications = 0
    store.subscribe(() => {
      notifications += 1
    })
    store.apply([
      snapshotFrame([streamState('1')], at(1)),
      eventFrame(withdrawn('1', 5n, 2_000), at(2)),
      eventFrame(withdrawn('1', 5n, 3_000), at(3)),
    ])
    expect(notifications).toBe(1)
    expect(store.getState().items.get('1')?.withdrawnAmount).toBe(10n)
    expect(store.getState().history[0]?.receivedAtMs).toBe(77)
  })

  it('does not notify its listeners of a batch that changes nothing', () => {
    const store = createFeedStore(payments, { nowMs: () => 0 })
    store.apply([snapshotFrame([streamState('1')], at(1))])
    let notifications = 0
    store.subscribe(() => {
      notifications += 1
    })
    store.apply([])
    store.apply([snapshotFrame([streamState('1')], at(1))])
    expect(notifications).toBe(0)
  })

  it('keeps its beginning for hydration', () => {
    const store = createFeedStore(payments, { nowMs: () => 0 })
    store.apply([snapshotFrame([streamState('1')], at(1))])
    expect(store.getInitialState()).toMatchObject({ phase: 'loading' })
    expect(store.getInitialState().items.size).toBe(0)
  })
})

describe('an item that moves out of what is followed', () => {
  const moved = (hub: string, offset: number) => ({
    kind: 'event' as const,
    event: { type: 'shipment.moved' as const, id: '7', hub },
    position: at(offset),
  })
  const storeFollowing = (...topics: string[]) => {
    const store = createFeedStore(shipments, { nowMs: () => 0 })
    store.setFollowing({ wanted: topics, covered: topics, leftOut: [] })
    store.apply([
      {
        kind: 'snapshot',
        items: [{ id: '7', hub: 'OSL', isDelivered: false }],
        position: at(1),
        readAt: at(1),
        part: 1,
        parts: 1,
        skipped: 0,
      },
    ])
    return store
  }

  it('is dropped, since no later event of it would be received', () => {
    const store = storeFollowing('hub:OSL')
    store.apply([moved('BGO', 2)])
    expect([...store.getState().items]).toEqual([])
    expect(store.getState().history).toHaveLength(1)
  })

  it.each([['shipment:7'], ['hub:BGO'], ['all']])('stays while %s is followed', (topic) => {
    const store = storeFollowing('hub:OSL', topic)
    store.apply([moved('BGO', 2)])
    expect(store.getState().items.get('7')?.hub).toBe('BGO')
  })
})
