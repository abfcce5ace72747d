import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdOrder } from '../../src/react/held-order.ts'

interface Order {
  readonly id: string
  readonly state: string
}
const order = (id: string, state = 'open'): Order => ({ id, state })
const keyOf = ({ id }: Order) => id
const hold = (latest: readonly Order[], held: readonly Order[] | null) =>
  holdOrder(latest, held, keyOf)

describe('an order that is not held', () => {
  it('is the latest one', () => {
    const latest = [order('b'), order('a')]
    expect(hold(latest, null)).toEqual({ items: latest, newKeys: [], isOutdated: false })
  })
})

describe('an order that is held', () => {
  const held = [order('b'), order('a')]

  it('shows what it held as long as nothing else is there', () => {
    expect(hold([order('b'), order('a')], held).isOutdated).toBe(false)
  })

  it('returns the held array until one of its items changes, and another one then', () => {
    const [b, a] = held as [Order, Order]
    expect(hold([b, a], held).items).toBe(held)
    // None of these changes what is shown.
    expect(hold([order('d'), a, b], held).items).toBe(held)
    expect(hold([a], held).items).toBe(held)
    expect(hold([b, order('a', 'paid')], held).items).not.toBe(held)
  })

  it('does not show new items, wherever they belong', () => {
    const { items, newKeys, isOutdated } = hold(
      [order('d'), order('b'), order('c'), order('a')],
      held,
    )
    expect(items.map(keyOf)).toEqual(['b', 'a'])
    expect(newKeys).toEqual(['d', 'c'])
    expect(isOutdated).toBe(true)
  })

  it('updates items in their places', () => {
    const { items, isOutdated } = hold([order('b', 'paid'), order('a')], held)
    expect(items).toEqual([order('b', 'paid'), order('a')])
    expect(isOutdated).toBe(false)
  })

  it('keeps removed items as they last were', () => {
    const { items, newKeys, isOutdated } = hold([order('a', 'paid')], held)
    expect(items).toEqual([order('b'), order('a', 'paid')])
    expect(newKeys).toEqual([])
    expect(isOutdated).toBe(true)
  })

  it('ignores a new order of its items, and reports that it is outdated', () => {
    const { items, newKeys, isOutdated } = hold([order('a'), order('b')], held)
    expect(items.map(keyOf)).toEqual(['b', 'a'])
    expect(newKeys).toEqual([])
    expect(isOutdated).toBe(true)
  })

  it('holds nothing while it is empty: the first items move no other', () => {
    const latest = [order('a')]
    expect(hold(latest, [])).toEqual({ items: latest, newKeys: [], isOutdated: false })
  })

  it('never changes, whatever happens to the list', () => {
    const ids = fc.constantFrom(...'abcdefgh')
    const before = fc.uniqueArray(ids, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(before, fc.uniqueArray(ids, { maxLength: 8 }), (before, after) => {
        const { items, newKeys, isOutdated } = hold(
          after.map((id) => order(id, 'new')),
          before.map((id) => order(id)),
        )
        expect(items.map(keyOf)).toEqual(before)
        expect(items.map(({ state }) => state === 'new')).toEqual(
          before.map((id) => after.includes(id)),
        )
        expect(newKeys).toEqual(after.filter((id) => !before.includes(id)))
        expect(isOutdated).toBe(before.join() !== after.join())
      }),
    )
  })
})
