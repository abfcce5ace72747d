/** The contract suite that teams run over their own feeds, over the feeds of this package and one more. */
import { describe, expect, it, test } from 'vitest'
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import { ContractError, feedContract, testFeed } from '../../src/testing/index.ts'
import { shipments } from '../support/shipments.ts'

for (const feed of [documentedPayments, shipments]) {
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
})
