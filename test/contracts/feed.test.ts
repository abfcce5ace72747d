/** The contract suite that teams run over their own feeds, over the feeds of this package and one more. */
import { describe, expect, it, test } from 'vitest'
import { companyDefinition } from '../../src/feeds/company/company.ts'
import { orders } from '../../src/feeds/orders/orders.ts'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import { ContractError, feedContract, testFeed } from '../../src/testing/index.ts'
import { shipments } from '../support/shipments.ts'

for (const feed of [documentedPayments, companyDefinition, orders, shipments]) {
  describe(`the ${feed.name} feed`, () => testFeed(feed, { test }))
}

describe('the contract suite', () => {
  const run = async (feed: Parameters<typeof feedContract>[0], part: string) => {
    const found = feedContract(feed).find(({ name }) => name.includes(part))
    if (found === undefined) throw new Error(`There is no case "${part}".`)
    await found.run()
  }
  const state = () => {
    if (shipments.state === null) throw new Error('The shipments feed has state.')
    return shipments.state
  }

  it('refuses an event without an example', async () => {
    const broken = {
      ...shipments,
      events: { 'shipment.moved': { body: shipments.events['shipment.moved'].body } },
    }
    await expect(run(broken, 'has a meaning')).rejects.toThrow(ContractError)
  })

  it('refuses a codec that loses a field', async () => {
    const broken = { ...shipments, encodeEvent: () => ({}) }
    await expect(run(broken, 'survives the wire')).rejects.toThrow(ContractError)
  })

  it('refuses topics that no filter can ask for', async () => {
    const broken = { ...shipments, topicsOf: () => ['all', 'truck:7'] }
    await expect(run(broken, 'topics that can be subscribed')).rejects.toThrow('truck:7')
  })

  it('refuses a reducer that counts an event twice', async () => {
    let count = 0
    const reduce: ReturnType<typeof state>['reduce'] = (item, event) => {
      const next = state().reduce(item, event)
      return next && { ...next, hub: `${next.hub}${count++}` }
    }
    await expect(
      run({ ...shipments, state: { ...state(), reduce } }, 'counts once'),
    ).rejects.toThrow('counts twice')
  })

  it('refuses an item that a snapshot changes', async () => {
    const broken = {
      ...shipments,
      encodeItem: () => ({ id: '7', hub: 'elsewhere', isDelivered: false }),
    }
    await expect(run(broken, 'snapshot frame')).rejects.toThrow(ContractError)
    await expect(run(broken, 'joins late')).rejects.toThrow(ContractError)
  })

  const { topicsOf } = shipments
  const withState = (changed: object) => ({ ...shipments, state: { ...state(), ...changed } })
  const typo = { typo: { topic: 'typo' } }
  const reasons: readonly [string, Parameters<typeof feedContract>[0], string, RegExp][] = [
    [
      'a schema that refuses its own example',
      { ...shipments, decodeEvent: () => 'id: expected a number' },
      'survives the wire',
      /is not read back: id: expected a number\. Let the schema accept what it has written/,
    ],
    [
      'a schema that changes its own example',
      { ...shipments, encodeEvent: ({ type: _, ...body }) => ({ ...body, hub: 'X', id: '1' }) },
      'survives the wire',
      /changed on the wire .*: .*\. Name every field in the schema/,
    ],
    [
      'topics without `all`',
      { ...shipments, topicsOf: () => [] },
      'can be subscribed',
      /leaves out "all"\. Make the feed with defineFeed/,
    ],
    [
      'topics of no field',
      { ...shipments, topicsOf: () => ['all', 'truck:7'] },
      'can be subscribed',
      /belongs to no filter field\. Use shipment:… or hub:…\.$/,
    ],
    [
      'a filter field that the mistakes use',
      { ...shipments, filter: { ...shipments.filter, ...typo } },
      'with a mistake',
      /is accepted.*\. Rename the filter field typo\.$/,
    ],
    [
      'examples that make no item',
      withState({ reduce: () => undefined }),
      'every event can be applied',
      /No example makes an item\. Put the event that makes one first/,
    ],
    [
      'two different keys',
      withState({ keyOf: () => '8' }),
      'every event can be applied',
      /not the one that the event names\. Let keyOf and keyOfEvent return the same/,
    ],
    [
      'an item without the topic of its key',
      withState({ topicsOf: () => [] }),
      'survives a snapshot',
      /not found under shipment:7\. Add that topic to topicsOf of the state\.$/,
    ],
    [
      'a schema that refuses its own item',
      { ...shipments, decodeItem: () => 'hub: missing' },
      'equal all events',
      /not read back: hub: missing\. Let the schema accept what it has written/,
    ],
    [
      'an item that a snapshot changes',
      { ...shipments, encodeItem: (item) => ({ ...item, id: '9' }) },
      'equal all events',
      /differ from all events\. Name every field in the item's schema/,
    ],
    [
      'an item that a late store sees differently',
      { ...shipments, encodeItem: (item) => ({ ...item, hub: 'X' }) },
      'joins late',
      /other items than the events lead to\. Name every field in the item's schema/,
    ],
    [
      'an event that arrives changed',
      {
        ...shipments,
        topicsOf,
        encodeEvent: ({ type: _, ...body }) => ({ ...body, ...('hub' in body && { hub: 'X' }) }),
      },
      'each once',
      /differs from what was published\. Name every field in the schema/,
    ],
  ]

  it.each(reasons)('says what to do about %s', async (_, feed, part, message) => {
    await expect(run(feed, part)).rejects.toThrow(ContractError)
    await expect(run(feed, part)).rejects.toThrow(message)
  })
})
