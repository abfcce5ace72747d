/** Which frames of a shared connection reach a tab. */
import { describe, expect, it } from 'vitest'
import type { StateSource } from '../../src/connection/subscription-state.ts'
import { createTabFilter, type TabFilter } from '../../src/connection/tab-filter.ts'
import { fields } from '../../src/feeds/body-codec.ts'
import { defineFeed, event, type FeedEventOf } from '../../src/feeds/definition.ts'
import { topicsOfFilter } from '../../src/feeds/filter-query.ts'
import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { DeliveredFrame } from '../../src/protocol/feed-frames.ts'
import { optional, shortTextField } from '../../src/protocol/fields.ts'
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'
import { streamWith } from './log-server.ts'
import { accounts } from './party-log-server.ts'

const topicsOf = (filter: PaymentsFilter) => topicsOfFilter(payments.filter, filter)

function tabFilterOf(filter: PaymentsFilter, source?: StateSource): TabFilter {
  return createTabFilter(payments, topicsOf(filter), source)
}

const [alice = '', bob = '', carol = '', dave = ''] = accounts

function stream(streamId: string, sender: string, recipient: string): StreamState {
  return { ...streamWith(1), streamId, sender, recipient }
}

function state(...items: StreamState[]): DeliveredPaymentsFrame {
  return { kind: 'snapshot', position: null, readAt: null, part: 1, parts: 1, items, skipped: 0 }
}

function happening(event: PaymentEvent): DeliveredPaymentsFrame {
  return { kind: 'event', event, position: null }
}

const topUp = (streamId: string) =>
  happening({ type: 'stream.topped_up', streamId, amount: 1n, newDepositedAmount: 2n })

function creation(streamId: string, sender: string, recipient: string): DeliveredPaymentsFrame {
  const {
    withdrawnAmount: _,
    lastUpdateTime: _at,
    status: _s,
    pausedAt: _p,
    ...terms
  } = stream(streamId, sender, recipient)
  return happening({ type: 'stream.created', ...terms })
}

/** Which of these streams have their events passed. */
function passing(tab: TabFilter, ...ids: string[]): readonly string[] {
  return ids.filter((id) => tab.select(topUp(id)) !== null)
}

function idsOf(frame: DeliveredFrame | null): readonly string[] | null {
  return frame?.kind === 'snapshot'
    ? frame.items.map((item) => (item as StreamState).streamId)
    : null
}

const state4 = state(
  stream('1', alice, bob),
  stream('2', bob, carol),
  stream('3', carol, dave),
  stream('4', dave, alice),
)

describe('a tab filter', () => {
  it('passes everything for all: true, as the same objects', () => {
    const tab = tabFilterOf({ all: true })
    expect(tab.select(state4)).toBe(state4)
    expect(passing(tab, '1', '9')).toEqual(['1', '9'])
  })

  it('passes the streams that the filter names', () => {
    const tab = tabFilterOf({ streams: ['2', '9'] })
    expect(idsOf(tab.select(state4))).toEqual(['2'])
    expect(passing(tab, '1', '2', '9')).toEqual(['2', '9'])
  })

  it('learns the streams of an account from state, as sender or recipient', () => {
    const tab = tabFilterOf({ users: [alice] })
    expect(idsOf(tab.select(state4))).toEqual(['1', '4'])
    expect(passing(tab, '1', '2', '3', '4')).toEqual(['1', '4'])
  })

  it('learns the streams of an account from stream.created', () => {
    const tab = tabFilterOf({ users: [alice] })
    expect(tab.select(creation('5', bob, alice))).not.toBeNull()
    expect(tab.select(creation('6', bob, carol))).toBeNull()
    expect(passing(tab, '5', '6')).toEqual(['5'])
  })

  it('passes an event that names the account', () => {
    const tab = tabFilterOf({ users: [alice] })
    const withdrawal = (recipient: string) =>
      happening({ type: 'stream.withdrawn', streamId: '7', recipient, amount: 1n, timestamp: 1 })
    expect(tab.select(withdrawal(alice))).not.toBeNull()
    expect(tab.select(withdrawal(bob))).toBeNull()
  })

  it('passes every part of a snapshot, even without its items', () => {
    const tab = tabFilterOf({ users: [alice] })
    const part = tab.select(state(stream('2', bob, carol)))
    expect(part).toMatchObject({ kind: 'snapshot', part: 1, parts: 1, items: [] })
  })

  it('passes gaps and resets', () => {
    const tab = tabFilterOf({ streams: ['1'] })
    const gap = { kind: 'gap', from: 1, to: 2, reason: 'trimmed', position: null } as const
    const reset = { kind: 'reset', reason: 'epoch', position: null } as const
    expect(tab.select(gap)).toBe(gap)
    expect(tab.select(reset)).toBe(reset)
  })

  it('removes only the streams that no longer match', () => {
    const tab = tabFilterOf({ users: [alice, carol] })
    tab.select(state4)
    tab.setTopics(topicsOf({ users: [alice] }))
    expect(passing(tab, '1', '2', '3', '4')).toEqual(['1', '4'])
    tab.setTopics(topicsOf({ users: [alice, carol] }))
    // 2 and 3 follow with the state of carol.
    expect(passing(tab, '1', '2', '3', '4')).toEqual(['1', '4'])
  })

  it('has learned the streams of an account while the filter was all: true', () => {
    const tab = tabFilterOf({ all: true })
    tab.select(state4)
    tab.select(creation('5', bob, alice))
    tab.setTopics(topicsOf({ users: [alice] }))
    expect(passing(tab, '1', '2', '3', '4', '5')).toEqual(['1', '4', '5'])
  })

  it('clears its state after a reset', () => {
    const tab = tabFilterOf({ users: [alice] })
    tab.select(state4)
    tab.select({ kind: 'reset', reason: 'epoch', position: null })
    expect(passing(tab, '1')).toEqual([])
  })
})

describe('a tab filter whose state is read by a request', () => {
  it('passes unknown streams until the state has arrived, and again after a gap', () => {
    const tab = tabFilterOf({ users: [alice] }, 'read')
    expect(passing(tab, '1', '2')).toEqual(['1', '2'])
    tab.select(state4)
    expect(passing(tab, '1', '2')).toEqual(['1'])
    tab.select({ kind: 'gap', from: 1, to: 2, reason: 'trimmed', position: null })
    expect(passing(tab, '2', '9')).toEqual(['2', '9'])
    tab.select(state4)
    tab.setTopics(topicsOf({ users: [alice, bob] }))
    expect(passing(tab, '9')).toEqual(['9'])
  })
})

describe('a tab filter without state', () => {
  it('passes every stream for an account, and only named streams otherwise', () => {
    const tab = tabFilterOf({ users: [alice] }, 'none')
    expect(passing(tab, '1', '2')).toEqual(['1', '2'])
    expect(passing(tabFilterOf({ streams: ['1'] }, 'none'), '1', '2')).toEqual(['1'])
  })
})

describe('a tab filter of a feed whose items change their groups', () => {
  interface Order {
    readonly id: string
    readonly shop: string
  }
  const body = fields<Order>({ id: shortTextField, shop: shortTextField })
  const orders = defineFeed({
    name: 'orders',
    path: '/orders',
    events: {
      'order.moved': event({ body }),
      'order.noted': event({
        body: fields<{ id: string; by?: string }>({
          id: shortTextField,
          by: optional(shortTextField),
        }),
      }),
    },
    filter: { ids: { topic: 'order', isKey: true }, shops: { topic: 'shop' }, by: { topic: 'by' } },
    topicsOf: (happened) => [
      `order:${happened.id}`,
      ...(happened.type === 'order.moved' ? [`shop:${happened.shop}`] : []),
      ...(happened.type === 'order.noted' && happened.by ? [`by:${happened.by}`] : []),
    ],
    state: {
      item: body,
      keyOf: (order) => order.id,
      keyOfEvent: (happened) => happened.id,
      topicsOf: (order) => [`order:${order.id}`, `shop:${order.shop}`],
      reduce: {
        // Brings the whole item.
        'order.moved': (_, { id, shop }) => ({ id, shop }),
        'order.noted': (order) => order,
      },
    },
  })
  const frame = (happened: FeedEventOf<typeof orders>): DeliveredFrame => ({
    kind: 'event',
    event: happened,
    position: null,
  })
  const moved = (id: string, shop: string) => frame({ type: 'order.moved', id, shop })
  const noted = (id: string, by?: string) => frame({ type: 'order.noted', id, ...(by && { by }) })

  it('passes the event that takes an item out of the group, as a connection of its own would', () => {
    const tab = createTabFilter(orders, ['shop:x'])
    expect(tab.select(moved('1', 'x'))).not.toBeNull()
    expect(tab.select(moved('1', 'y'))).not.toBeNull()
    expect(tab.select(noted('1'))).toBeNull()
  })

  it('passes what follows the event that brings an item into the group', () => {
    const tab = createTabFilter(orders, ['shop:y'])
    expect(tab.select(moved('1', 'x'))).toBeNull()
    expect(tab.select(moved('1', 'y'))).not.toBeNull()
    expect(tab.select(noted('1'))).not.toBeNull()
  })

  it('passes an event that names a group which its item does not have', () => {
    const tab = createTabFilter(orders, ['by:me'])
    expect(tab.select(noted('1', 'me'))).not.toBeNull()
    expect(tab.select(noted('1', 'you'))).toBeNull()
  })
})
