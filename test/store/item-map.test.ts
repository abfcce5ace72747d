/** The map of items: it reads as a Map, whatever was changed, and what a state has of it never changes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyItems, type ItemDraft, withoutItem } from '../../src/store/item-map.ts'

interface Item {
  readonly value: number
}

const createItems = (count: number) =>
  new Map(Array.from({ length: count }, (_, index) => [`s${index}`, { value: index }]))

/** Everything that can be read, in its order. */
function readAll(items: ReadonlyMap<string, Item>) {
  const visited: [string, Item][] = []
  items.forEach((item, key) => {
    visited.push([key, item])
  })
  return {
    entries: [...items],
    keys: [...items.keys()],
    values: [...items.values()],
    visited,
    size: items.size,
    looked: ['s0', 's299', 'new1', 'none'].map((key) => [items.get(key), items.has(key)]),
  }
}

const key = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map((index) => `s${index}`),
  fc.integer({ min: 0, max: 9 }).map((index) => `new${index}`),
)
const change = fc.record({ key, value: fc.option(fc.integer(), { nil: null, freq: 8 }) })
const batches = fc.array(fc.array(change, { maxLength: 60 }), { maxLength: 12 })

describe('the map of items', () => {
  it('reads as a Map to which the same was done, after every batch', () => {
    fc.assert(
      fc.property(batches, (all) => {
        let items: ReadonlyMap<string, Item> = createItems(300)
        const expected = createItems(300)
        for (const batch of all) {
          let draft: ItemDraft<Item> = copyItems(items)
          for (const { key: changed, value } of batch) {
            if (value === null) {
              draft = withoutItem(draft, changed)
              expected.delete(changed)
            } else {
              draft.set(changed, { value })
              expected.set(changed, { value })
            }
          }
          items = draft
          expect(readAll(items)).toEqual(readAll(expected))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('leaves every state before as it was (M1)', () => {
    let items: ReadonlyMap<string, Item> = createItems(1_000)
    const states = [{ items, read: readAll(items) }]
    for (let batch = 0; batch < 400; batch += 1) {
      const draft = copyItems(items)
      draft.set(`s${(batch * 7) % 1_100}`, { value: -batch })
      items = draft
      if (batch % 57 === 0) states.push({ items, read: readAll(items) })
    }
    for (const state of states) expect(readAll(state.items)).toEqual(state.read)
  })

  it('copies what has changed, not what there is', () => {
    let items: ReadonlyMap<string, Item> = createItems(1_000)
    let wholeCopies = 0
    for (let batch = 0; batch < 1_024; batch += 1) {
      const draft = copyItems(items)
      if (draft instanceof Map) wholeCopies += 1
      draft.set(`s${batch % 1_000}`, { value: -1 })
      items = draft
    }
    expect(wholeCopies).toBeLessThanOrEqual(8)
  })
})
