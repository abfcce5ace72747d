import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBreakpointHeap } from '../../src/money/breakpoint-heap.ts'
import { seeds } from '../support/contract-histories.ts'

describe('a heap of times', () => {
  it.each(seeds)('always shows the earliest of those within, seed %i', (seed) => {
    const action = fc.record({ dueMs: fc.integer({ min: 0, max: 20 }), removes: fc.nat() })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const heap = createBreakpointHeap()
        const within: { dueMs: number; slot: number }[] = []
        for (const { dueMs, removes } of actions) {
          const item = { dueMs, slot: -1 }
          heap.push(item)
          within.push(item)
          if (removes % 2 === 0) {
            for (const gone of within.splice(removes % within.length, 1)) heap.remove(gone)
          }
          const earliest = Math.min(...within.map((each) => each.dueMs))
          expect(heap.peek()?.dueMs ?? Number.POSITIVE_INFINITY).toBe(earliest)
        }
        const drained: number[] = []
        for (let first = heap.peek(); first !== undefined; first = heap.peek()) {
          drained.push(first.dueMs)
          heap.remove(first)
        }
        expect(drained).toEqual(within.map((each) => each.dueMs).toSorted((a, b) => a - b))
      }),
      { seed, numRuns: 300 },
    )
  })

  it('does not mind an item that has left already', () => {
    const heap = createBreakpointHeap()
    const item = { dueMs: 1, slot: -1 }
    heap.push(item)
    heap.remove(item)
    heap.remove(item)
    expect(heap.peek()).toBeUndefined()
  })
})
