import { describe, expect, it } from 'vitest'
import {
  changedSince,
  patchOf,
  rebased,
  type VersionedOrder,
  withValue,
} from '../../src/demo/orders/order-draft.ts'

const order: VersionedOrder = {
  id: 'ord_1',
  customer: 'cus_ada',
  status: 'placed',
  items: [],
  currency: 'EUR',
  total: '0.00',
  note: 'Ring twice',
  createdAt: '2026-09-21T14:13:20.000Z',
  updatedAt: '2026-09-21T14:13:20.000Z',
  ts: 1,
}
const later: VersionedOrder = { ...order, status: 'paid', ts: 2 }

describe('a draft of an order', () => {
  it('contains what differs from the version that it was begun for', () => {
    const draft = withValue(null, order, 'status', 'packed')
    expect(draft && patchOf(draft)).toEqual({ status: 'packed' })
    // The version stays, so that the server can see what it was decided on.
    const next = withValue(draft, later, 'trackingNumber', ' NO1 ')
    expect(next?.base.ts).toBe(1)
    expect(next && patchOf(next)).toEqual({ status: 'packed', trackingNumber: 'NO1' })
  })

  it('removes a field that is emptied', () => {
    const draft = withValue(null, order, 'note', '')
    expect(draft && patchOf(draft)).toEqual({ note: null })
  })

  it('is none when everything is as it was', () => {
    const draft = withValue(null, order, 'note', 'Ring once')
    expect(withValue(draft, order, 'note', 'Ring twice')).toBeNull()
    expect(withValue(null, order, 'trackingNumber', '')).toBeNull()
  })

  it('shows what others have changed since', () => {
    const draft = withValue(null, order, 'note', 'Ring once')
    expect(draft && changedSince(draft, later)).toEqual(['status'])
    expect(draft && changedSince(draft, order)).toEqual([])
  })

  it('can be put on top of the latest version, which may have its changes already', () => {
    const draft = withValue(null, order, 'status', 'paid')
    expect(draft && rebased(draft, later)).toBeNull()
    const other = withValue(draft, order, 'note', 'Ring once')
    expect(other && rebased(other, later)).toEqual({ base: later, values: { note: 'Ring once' } })
  })
})
