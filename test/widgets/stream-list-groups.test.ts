/** Items move to another group as rarely as possible: there they are mounted again. */
import { describe, expect, it } from 'vitest'
import { groupItems } from '../../src/widgets/stream-list/groups.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const sizesOf = (count: number, used: Parameters<typeof groupItems>[2] = null) =>
  groupItems(numbers(count), 6, used).map(({ items }) => items.length)

describe('the groups of a list', () => {
  it('have the same size, and the last one has the rest', () => {
    expect(sizesOf(0)).toEqual([])
    expect(sizesOf(6)).toEqual([6])
    expect(sizesOf(14)).toEqual([6, 6, 2])
  })

  it('have every item once, in order, whichever is in use', () => {
    for (let count = 1; count < 30; count += 1) {
      for (let index = 0; index < count; index += 1) {
        for (const group of [0, 1, 2, 4]) {
          const groups = groupItems(numbers(count), 6, { index, group })
          expect(groups.flatMap(({ items }) => items)).toEqual(numbers(count))
          expect(groups.every(({ start, items }) => items[0] === start)).toBe(true)
        }
      }
    }
  })

  it('keep the item in use when items come before it, and those after it as well', () => {
    expect(sizesOf(13, { index: 6, group: 0 })).toEqual([7, 6])
    expect(sizesOf(14, { index: 7, group: 0 })).toEqual([8, 6])
  })

  it('keep the item in use when items before it are removed', () => {
    expect(sizesOf(11, { index: 5, group: 1 })).toEqual([5, 6])
  })

  it('let it go when it moves further than half a group', () => {
    expect(sizesOf(24, { index: 10, group: 0 })).toEqual([6, 6, 6, 6])
    expect(sizesOf(24, { index: 1, group: 3 })).toEqual([6, 6, 6, 6])
  })
})
